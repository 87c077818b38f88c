import type { AnyAlgorithm, Numbers } from '../../../../processors/products/algorithm.ts'
import { carbonicAcid } from '../../../../processors/products/algorithms/massp/total-gas.ts'
import { masspAlgorithms } from '../../../../processors/products/algorithms/massp.ts'
import { call, coefficient, type Plain } from '../given.ts'
import { argumentsOf, type Period, periods, type suffixes } from './massp-periods.ts'

type SourceName = keyof typeof suffixes
const named = (name: string) => masspAlgorithms.find((one) => one.name === name) as AnyAlgorithm
const fixed: Readonly<Record<string, Plain | Numbers>> = {
  massp_rga_initial_mass: 1,
  massp_rga_final_mass: 100,
  massp_rga_steps_per_amu: 10,
  calibration_table: coefficient(periods.calibrationTable, [47, 28]),
  l2_ph_calibration_table: coefficient(periods.phTable),
  sensor_depth: 774,
  salinity: 35,
}
const sourceOf = (name: string) =>
  (['smp', 'bkg', 'cal1', 'cal2'] as const).find((one) => name.includes(one)) as SourceName
const run = (name: string, more: Readonly<Record<string, Plain | Numbers>> = {}, rows?: readonly Period[]) =>
  call(named(name), rows?.length ?? 1, { ...fixed, ...argumentsOf(sourceOf(name), rows), ...more })
const value = (name: string) => run(name).values[0] as number

test('there is one for each gas and water, and names are not given twice', () => {
  const names = masspAlgorithms.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => /^calc_(dissgas|timestamp|calrang)_(smp|bkg|cal)/.test(name))).toHaveLength(3 * 18)
  expect(names).toHaveLength(74 + 2)
})

// Published, to 2.5 umol/l; and what ion-functions 2.5.7 gives of the same periods.
test.each([
  ['smpmeth', 0, 0, -1, 3625001698],
  ['smpeth', 0, 0, -1, 3625002256],
  ['smph2', 0, 0, -1, 3625002256],
  ['smpar', 7.78, 7.665543147590005, 0, 3625002256],
  ['smph2s', 0, 0, -1, 3625002256],
  ['smpo2', 546.66, 546.6589863454104, 0, 3625002256],
  ['smpco2', 3.89, 3.8856907219888157, 0, 3625002256],
  ['bkgmeth', 0, 0, -1, 3625003513],
  ['bkgeth', 0, 0, -1, 3625002945],
  ['bkgh2', 0, 0, -1, 3625002945],
  ['bkgar', 10.45, 10.012263366183602, 0, 3625002945],
  ['bkgh2s', 0, 0, -1, 3625002945],
  ['bkgo2', 272.06, 270.05510845248455, 0, 3625002945],
  ['bkgco2', 3.84, 3.8001747279656137, 0, 3625002945],
  ['cal1meth', 176.47, 177.61440866763223, 0, 3625005657],
  ['cal1co2', 9.56, 9.692436025242621, 0, 3625005180],
  ['cal2meth', 0, 0, -1, 3625006160],
  ['cal2co2', 0, 0, -1, 3625006619],
] as const)('%s', (gas, published, second, range, time) => {
  const concentration = value(`calc_dissgas_${gas}con`)
  expect(Math.abs(concentration - published)).toBeLessThan(2.5)
  expect(Math.abs(concentration - second)).toBeLessThanOrEqual(1e-5 * second)
  expect(value(`calc_calrang_${gas}con`)).toBe(range)
  expect(value(`calc_timestamp_${gas}con`)).toBe(time)
})

test.each([
  ['calc_msinlet_smpphint', 866],
  ['calc_msinlet_bkgphint', 850.5],
  ['calc_msinlet_cal1phint', 734.1666666666666],
  ['calc_msinlet_cal2phint', 828],
  ['calc_msinlet_smpphint_timestamp', 3625002256],
  ['calc_msinlet_bkgphint_timestamp', 3625003513],
  ['calc_msinlet_cal1phint_timestamp', 3625005657],
  ['calc_msinlet_cal2phint_timestamp', 3625006619],
  ['calc_smpnafeff', 8],
  ['calc_smpnafeff_timestamp', 3625001698],
  ['calc_l2_mswater_smpphval', 8.412512134909017],
  ['calc_l2_mswater_bkgphval', 8.255986248602351],
  ['calc_l2_totlgas_smph2scon', 0],
  ['calc_timestamp_totlgas_bkgco2con', 3625002945],
] as const)('%s as ion-functions gives it', (name, expected) => {
  expect(value(name)).toBeCloseTo(expected, 9)
})

test('carbonic acid dissociates as the handbook has it, and total carbon dioxide with it', () => {
  // DOE 1994, check values at 25 degC and salinity 35: ln K1 = -13.4847, ln K2 = -20.5504.
  const [first, second] = carbonicAcid(25, 35, 0)
  expect([Math.log(first), Math.log(second)].map((constant) => constant.toFixed(4))).toEqual(['-13.4847', '-20.5504'])
  // Of the published 3.84 umol/l at pH 8.256: OOI's code, with a product where the sources have a sum, gives 3009.
  expect(value('calc_l2_totlgas_bkgco2con')).toBeCloseTo(706.2, 1)
})

describe('the calibration', () => {
  const smp = periods.sources.smp
  const warmed = (degrees: number): Period => ({ ...smp, temperature: smp.temperature.map(() => degrees) })
  const argon = (degrees: number) => run('calc_dissgas_smparcon', {}, [warmed(degrees)])
  const range = (degrees: number) => run('calc_calrang_smparcon', {}, [warmed(degrees)]).values[0]

  test('meets itself at its own temperatures', () => {
    const near = (argon(4 - 1e-9).values[0] as number) - (argon(4 + 1e-9).values[0] as number)
    expect(Math.abs(near)).toBeLessThan(1e-6)
    expect(Math.abs((argon(4).values[0] as number) - (argon(4 + 1e-9).values[0] as number))).toBeLessThan(1e-6)
    expect([range(4), range(10), range(11)]).toEqual([0, 0, 2])
  })

  test('is not stretched to the cold', () => {
    expect(argon(1.9)).toMatchObject({
      values: Float64Array.of(Number.NaN),
      flags: [{ row: 0, reason: 'the inlet is colder than the calibration' }],
    })
  })

  test('more than it knows is said', () => {
    const table = [...periods.calibrationTable]
    for (let column = 12; column < 16; column++) table[4 * 28 + column] = 0
    const more = { calibration_table: coefficient(table, [47, 28]) }
    const ranges = [3.9, 11].map((degrees) => run('calc_calrang_smparcon', more, [warmed(degrees)]).values[0])
    expect(ranges).toEqual([1, 3])
  })
})

test('readings that the thermometer does not mean are left out; rows are told apart', () => {
  const { smp } = periods.sources
  const silent = {
    ...smp,
    temperature: smp.temperature.map((degrees, at) => (at % 3 === 0 ? 85 : at % 3 === 1 ? -127 : degrees)),
  }
  const missing = { ...smp, temperature: smp.temperature.map(() => Number.NaN) }
  const noScans = { ...smp, gasMode: smp.gasMode.map(() => -1) }
  const { values, flags } = run('calc_dissgas_smpo2con', {}, [smp, silent, missing, noScans])
  expect(Math.abs((values[1] as number) - (values[0] as number))).toBeLessThan(3)
  expect([...values.slice(2)]).toEqual([Number.NaN, Number.NaN])
  const reason = 'no scans or no inlet temperature in direct mode'
  expect(flags).toEqual([
    { row: 2, reason },
    { row: 3, reason },
  ])
})

test('a scan of other masses is refused', () => {
  expect(() => run('calc_dissgas_smpo2con', { massp_rga_final_mass: 50 })).toThrow('are not 52 scans of 491 masses')
})

test.each([
  [
    'massp_gas_mode',
    ['sample_valve1', 'sample_valve2', 'sample_valve3', 'sample_valve4'],
    ['0001', '0100', '1000', '0000', '1010', '0101'],
    [-1, 0, 1, Number.NaN, Number.NaN, 0],
  ],
  [
    'massp_smp_mode',
    [1, 2, 3, 4, 5].map((number) => `external_valve${number}_status`),
    ['00000', '10001', '11000', '10100', '11111'],
    [2, 1, -1, -2, Number.NaN],
  ],
] as const)('%s', (name, valves, states, expected) => {
  const given = Object.fromEntries(valves.map((valve, index) => [valve, states.map((state) => Number(state[index]))]))
  expect([...call(named(name), states.length, given).values]).toEqual(expected)
})
