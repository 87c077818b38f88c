import type { AnyAlgorithm } from '../../../../processors/products/algorithm.ts'
import { thsphAlgorithms } from '../../../../processors/products/algorithms/thsph.ts'
import { call, coefficient, type Plain } from '../given.ts'

const none = Number.NaN
const named = (name: string) => thsphAlgorithms.find((one) => one.name === name) as AnyAlgorithm

/** Rows that are not within a tolerance of what is expected. */
function wrongRows(
  name: string,
  given: Readonly<Record<string, Plain>>,
  expected: readonly number[],
  tolerance: number,
) {
  const { values } = call(named(name), expected.length, { ...polynomials, ...given })
  return expected.flatMap((value, row) => {
    const is = values[row] as number
    return (Number.isNaN(value) ? Number.isNaN(is) : Math.abs(is - value) <= tolerance) ? [] : [`${is}, not ${value}`]
  })
}

const thermistor = { e2l: [0, 0, 0, 0, 1.04938, -275.5], l2s: [0, 0, 8.7755e-8, 0, 0.000234101, 0.001129306] }
const thermocouple = [9.32483e-7, -0.000122268, 0.00702, -0.23532, 17.06172, 0]
const polynomials = Object.fromEntries(
  Object.entries({
    e2l_h2: [0, 0, 0, 0, 1, -0.00375],
    e2l_hs: [0, 0, 0, 0, 1, -0.0035],
    e2l_ysz: [0, 0, 0, 0, 1, -0.00375],
    e2l_agcl: [0, 0, 0, 0, 1, -0.00225],
    arr_hgo: [0, 0, 4.38978e-10, -1.88519e-7, -1.88232e-4, 9.2372e-1],
    arr_agcl: [0, -8.61134e-10, 9.21187e-7, -3.7455e-4, 6.655e-2, -4.30086],
    arr_agclref: [0, 0, -2.5e-10, -2.5e-8, -2.5e-6, -9.025e-2],
    arr_tac: [0, 0, -2.80979e-9, 2.21477e-6, -5.53586e-4, 5.723e-2],
    arr_tbc1: [0, 0, -6.59572e-8, 4.52831e-5, -1.204e-2, 1.70059],
    arr_tbc2: [0, 0, 8.49102e-8, -6.20293e-5, 1.485e-2, -1.41503],
    arr_tbc3: [-1.86747e-12, 2.32877e-9, -1.18318e-6, 3.04753e-4, -3.956e-2, 2.2047],
    arr_logkfh2g: [0, 0, -1.51904e-7, 1.16655e-4, -3.435e-2, 6.32102],
    arr_eh2sg: [0, 0, 0, 0, -4.49477e-5, -1.228e-2],
    arr_yh2sg: [23.113, -187.8, 597.93, -915.12, 677.17, -186.38],
    e2l_b: thermistor.e2l,
    l2s_b: thermistor.l2s,
    e2l_r: thermistor.e2l,
    l2s_r: thermistor.l2s,
    e2l_L: [0, 0, 0, 0, 0.9964, -0.46112],
    l2s_L: thermocouple,
    e2l_H: [0, 0, 0, 0, 0.9979, -0.10287],
    l2s_H: thermocouple,
    s2v_r: [5.83124e-14, -4.09038e-11, -3.44498e-8, 5.14528e-5, 0.05841, 0.00209],
  }).map(([name, values]) => [name, coefficient(values)]),
)

// Published rows of the DPS 1341-00120, -00190, -00200 and -00210.
test.each([
  ['sfl_thsph_temp_int', { ts_rawdec_b: [8188, 8185, none] }, [24.53, 24.55, none], 0.01],
  ['sfl_thsph_temp_ref', { ts_rawdec_r: [8770, 8758] }, [21.25, 21.31], 0.01],
  ['sfl_thsph_temp_tcl', { tc_rawdec_L: [16012, 16009] }, [637.88, 637.72], 0.01],
  [
    'sfl_thsph_temp_tl',
    { tc_rawdec_L: [16012, 16009, 16012], ts_rawdec_r: [8770, 8758, none] },
    [655.28, 655.17, none],
    0.01,
  ],
  ['sfl_thsph_temp_tch', { tc_rawdec_H: [4237, none] }, [7.94, none], 0.01],
  ['sfl_thsph_temp_th', { tc_rawdec_H: [4237, none], ts_rawdec_r: [8770, 8758] }, [28.91, none], 0.01],
  [
    'sfl_thsph_hydrogen',
    { counts_h2: [4907, 4207, none, 4207], counts_ysz: [7807, 7407, 7807, none], temperature: [320, 250, 320, 250] },
    [0.02712, 0.09265, none, none],
    1e-4,
  ],
  [
    'sfl_thsph_sulfide',
    { counts_hs: [3806, none, 3166, 3806], counts_ysz: [7007, 6607, 6607, none], temperature: [320, 260, 260, 320] },
    [0.95744, none, 3.70778, none],
    1e-4,
  ],
] as const)('%s', (name, given, expected, tolerance) => {
  expect(wrongRows(name, given, expected, tolerance)).toEqual([])
})

describe('pH', () => {
  const seven = (value: number) => Array.from({ length: 7 }, () => value)
  const conditions = { temperature: seven(300), chl: seven(400) }
  const counts_agcl = [7801, 7001, none, 7801, 8201, 7801, 7801]
  const counts_ysz = [7407, 6207, 6607, 6207, 6207, 5407, 8207]
  const ramp = { counts_ysz: [7807, 7407, 7007, 6607, 6207, 5807, 5407] }

  test.each([
    ['sfl_thsph_ph', { counts_agcl, counts_ysz }, [none, 6.26505, none, 4.50641, 3.62709, none, none]],
    ['sfl_thsph_ph_acl', { counts_agcl, counts_ysz }, [6.99431, 6.11499, none, 4.35635, 3.47704, none, none]],
    ['sfl_thsph_ph_noref', ramp, [none, none, 6.26505, 5.38573, 4.50641, 3.62709, none]],
    ['sfl_thsph_ph_noref_acl', ramp, [none, 6.99431, 6.11499, 5.23567, 4.35635, 3.47704, none]],
  ] as const)('%s', (name, given, expected) => {
    expect(wrongRows(name, { ...conditions, ...given }, expected, 1e-3)).toEqual([])
  })

  test('what is unphysical is flagged, what is missing is not', () => {
    const { flags } = call(named('sfl_thsph_ph'), 7, { ...polynomials, ...conditions, counts_agcl, counts_ysz })
    const potential = 'the potential of the pH electrode is unphysical'
    expect(flags).toEqual([
      { row: 0, reason: 'the pH is unphysical' },
      { row: 5, reason: 'the pH is unphysical' },
      { row: 6, reason: potential },
    ])
    const activity = call(named('sfl_thsph_ph_noref'), 1, { ...polynomials, ...ramp, temperature: [300], chl: [-900] })
    expect(activity.flags.map(({ reason }) => reason)).toEqual(['the activity of chloride is unphysical'])
  })
})

test('a thermistor without resistance is flagged, a polynomial of the wrong length refused', () => {
  const { values, flags } = call(named('sfl_thsph_temp_ref'), 2, { ...polynomials, ts_rawdec_r: [16384, 0] })
  expect([...values]).toEqual([none, none])
  expect(flags).toHaveLength(2)
  const short = { ...polynomials, l2s_r: coefficient([1, 2]), ts_rawdec_r: [8770] }
  expect(() => call(named('sfl_thsph_temp_ref'), 1, short)).toThrow('a polynomial has 2 coefficients, not 6')
})
