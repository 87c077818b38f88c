import type { AnyAlgorithm } from '../../../../processors/products/algorithm.ts'
import { trhphAlgorithms } from '../../../../processors/products/algorithms/trhph.ts'
import { call } from '../given.ts'

const named = (name: string) => trhphAlgorithms.find((one) => one.name === name) as AnyAlgorithm
const none = Number.NaN
const column = <R extends readonly number[]>(rows: readonly R[], index: number) =>
  rows.map((row) => row[index] as number)

// Published rows of the DPS 1341-00150: V_ts, V_tc, thermistor, vent.
const temperatures = [
  [1.506, 0, 12.01, 12.0],
  [1.479, 0.015, 12.67, 17.1],
  [1.926, 0.001, 2.47, 2.1],
  [1.932, 0.274, 2.34, 69.5],
  [1.93, 0.393, 2.38, 99.0],
  [1.931, 1.077, 2.36, 268.3],
  [1.926, 1.305, 2.47, 324.8],
  [1.601, 0.091, 9.75, 29.7],
  [1.962, 1.216, 1.7, 302.2],
  [1.441, -0.3, 13.61, 13.6],
  [1.441, 1.216, 13.61, 312.1],
  [1.11, 1.216, 22.6, 320.8],
  [1.6, 1.216, 9.77, 308.1],
  [1.59, 1.216, 10.01, 308.9],
  [1.591, 1.216, 9.98, 308.3],
] as const

test('temperature of the thermistor and of the vent', () => {
  const rows = temperatures.length
  const given = { V_ts: column(temperatures, 0), V_tc: column(temperatures, 1), tc_slope: 4.22e-5, ts_slope: 0.003 }
  const thermistor = call(named('sfl_trhph_vfl_thermistor_temp'), rows, given).values
  expect(temperatures.filter(([, , expected], row) => Math.abs((thermistor[row] as number) - expected) > 0.01)).toEqual(
    [],
  )
  const vent = call(named('sfl_trhph_vfltemp'), rows, given).values
  // Published from voltages of more digits than are printed.
  expect(temperatures.filter(([, , , expected], row) => Math.abs((vent[row] as number) - expected) > 0.35)).toEqual([])
  const missing = call(named('sfl_trhph_vfltemp'), 2, { ...given, V_ts: [none, 1.5], V_tc: [1, none] }).values
  expect([...missing]).toEqual([none, none])
})

test('redox potential, halves away from zero', () => {
  const volts = [1.806, 1.541, 1.81, 0.735, 0.745, 0.715, 0.775, 0.799, 0.757, 0.542, 0.831, 0.867, 0.911, none]
  // Published, the third as the DPS has it.
  const expected = [-50, -116, -49, -317, -315, -322, -307, -301, -312, -366, -293, -284, -273, none]
  const { values } = call(named('sfl_trhph_vflorp'), volts.length, { V: volts, offset: 2004, gain: 4 })
  expect([...values]).toEqual(expected)
})

test('chloride by the calibration surface', () => {
  // Published rows: V_R1, V_R2, V_R3, temperature, chloride.
  const rows = [
    [0.44, 4.095, 4.095, 105.4, 59],
    [0.38, 4.095, 4.095, 241.9, none],
    [0.32, 4.095, 4.095, 374.2, 60],
    [0.184, 0.915, 4.064, 105.4, 175],
    [0.198, 1.002, 4.095, 241.9, 71],
    [0.172, 0.857, 4.082, 374.2, 132],
    [0.183, 0.926, 4.076, 84.6, none],
    [0.233, 2.8, 4.072, 250.2, none],
    [0.146, 0.747, 3.634, 116.8, 195],
    [0.134, 0.681, 3.405, 272.8, 109],
    [0.131, 0.673, 3.293, 325.8, 128],
    [0.133, 0.678, 3.396, 330, 127],
    [0.135, 0.681, 2, 333.4, 239],
    [0.135, 0.681, 1, 333.2, 501],
  ] as const
  const given = { V_R1: column(rows, 0), V_R2: column(rows, 1), V_R3: column(rows, 2), T: column(rows, 3) }
  const { values, flags } = call(named('sfl_trhph_chloride'), rows.length, given)
  expect([...values]).toEqual(column(rows, 4))
  const outside = (what: string) => `the ${what} lies outside the calibration surface`
  expect(flags).toEqual([
    { row: 1, reason: outside('conductivity') },
    { row: 6, reason: outside('temperature') },
    { row: 7, reason: outside('conductivity') },
  ])
  const missing = call(named('sfl_trhph_chloride'), 2, {
    V_R1: [0.2, 0.2],
    V_R2: [none, 1],
    V_R3: [4, 4],
    T: [200, none],
  })
  expect(missing).toMatchObject({ values: Float64Array.of(none, none), flags: [] })
})
