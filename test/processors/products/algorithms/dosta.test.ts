import {
  do2SalinityCorrection,
  do2Svu,
  dostaPhaseVoltToDegree,
  dostaToptVoltToDegC,
  o2CountsToUM,
} from '../../../../processors/products/algorithms/dosta.ts'
import { call, coefficient, furthest } from '../given.ts'
import { correctionRecords, svuRecords } from './oxygen-records.ts'

const volts = [0, 1, 2, 3, 4, 5, Number.NaN]

test('analog outputs and counts are scaled', () => {
  const phase = call(dostaPhaseVoltToDegree, 7, { phase_volt: volts }).values
  expect(furthest(phase, [10, 22, 34, 46, 58, 70, Number.NaN])).toBe(0)
  const foil = call(dostaToptVoltToDegC, 7, { T_optode_volt: volts }).values
  expect(furthest(foil, [-5, 3, 11, 19, 27, 35, Number.NaN])).toBe(0)
  const oxygen = call(o2CountsToUM, 4, { o2_counts: [100000, 2000000, 4000000, Number.NaN] }).values
  expect(furthest(oxygen, [0, 190, 390, Number.NaN])).toBe(0)
})

const csv = [0.002848, 0.000114, 1.51e-6, 70.42301, -0.10302, -12.9462, 1.265377]

test('do2_SVU gives the published values, with a later calibration and with coefficients that change', () => {
  const { calphase, temp, expected } = svuRecords
  const rows = expected.length
  const corrected = expected.map((one) => 10 + 0.9 * one)
  // Published to nine digits.
  expect(furthest(call(do2Svu, rows, { calphase, temp, csv: coefficient(csv) }).values, expected)).toBeLessThan(1e-6)
  const twoPoint = { calphase, temp, csv: coefficient(csv), conc_coef: coefficient([10, 0.9]) }
  expect(furthest(call(do2Svu, rows, twoPoint).values, corrected)).toBeLessThan(1e-6)
  const changing = { calphase, temp, csv: calphase.map(() => csv), conc_coef: calphase.map(() => [10, 0.9]) }
  expect(furthest(call(do2Svu, rows, changing).values, corrected)).toBeLessThan(1e-6)
})

test('do2_SVU refuses coefficients of another number, and flags a phase that no foil gives', () => {
  const given = { calphase: [30, 30], temp: [10, 10] }
  const short = call(do2Svu, 2, { ...given, csv: coefficient(csv.slice(1)) })
  expect(short.flags).toEqual([0, 1].map((row) => ({ row, reason: 'csv has 6 coefficients, not 7' })))
  expect(call(do2Svu, 2, { ...given, csv: coefficient(csv), conc_coef: coefficient([1]) }).flags).toHaveLength(2)
  const noPhase = call(do2Svu, 2, {
    calphase: [0, Number.NaN],
    temp: [10, 10],
    csv: coefficient([1, 0, 0, 1, 0, 0, 1]),
  })
  expect(noPhase.flags.map(({ row }) => row)).toEqual([0])
  expect(noPhase.values.every(Number.isNaN)).toBe(true)
})

test('do2_salinity_correction gives the published values, and those of the original with the 75-term equation', () => {
  const { expected, ...given } = correctionRecords
  const { values, flags } = call(do2SalinityCorrection, expected.length, given)
  // Published by the older 48-term equation.
  expect(furthest(values, expected)).toBeLessThan(2e-4)
  // biome-ignore format: a table
  const today = [
    288.2967962445552, 229.7217280491913, 187.6300519831119, 154.6460672685709, 162.60442204259, 129.0583294518357,
    104.2417818332965, 85.52111713406889, 88.80415327997751, 69.72832135889703, 55.73448303505321, 45.193926481820526,
    40.432332521631196, 30.944080967154285, 29.83486683828144, 18.3468313216584, 6.254570395481275, 3.5715087784461974,
    1.649342725943942, 0.28755919882980185,
  ]
  expect(furthest(values, today)).toBeLessThan(1e-8)
  expect(flags).toEqual([])
})

test('do2_salinity_correction knows the salinity that the optode is set to and a reference pressure', () => {
  const { expected, ...given } = correctionRecords
  const { values } = call(do2SalinityCorrection, 2, { ...given, sref: 35, pref: 1000 })
  // By the original with GSW-Python 3.6.23.
  expect(furthest(values, [358.80946513452255, 282.7554665498494])).toBeLessThan(1e-8)
})

test('do2_salinity_correction flags what TEOS-10 does not cover', () => {
  const given = { DO: 300, P: 10, T: 10, SP: [35, -1, Number.NaN], lat: [-87, 0, 0], lon: 0 }
  const { values, flags } = call(do2SalinityCorrection, 3, given)
  expect(values.every(Number.isNaN)).toBe(true)
  expect(flags.map(({ row }) => row)).toEqual([0, 1])
})
