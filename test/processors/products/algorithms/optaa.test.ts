import { optBeamAttenuation, optOpticalAbsorption } from '../../../../processors/products/algorithms/optaa.ts'
import { call, coefficient } from '../given.ts'

// Rows of the data product specifications 1341-00690 and -00700, as published with the original functions.
const tbins = coefficient([14.5036, 15.52, 16.4706, 17.4833, 18.4831, 19.5196, 20.5565])
const drift = coefficient(
  [
    [0, -0.004929, -0.004611, 0, 0, 0, 0],
    [0, -0.004611, -0.004418, 0, 0, 0, 0],
    [0, -0.004418, -0.004355, 0, 0, 0, 0],
    [0, -0.004355, -0.004131, 0, 0, 0, 0],
    [0, -0.004131, -0.003422, 0, 0, 0, 0],
    [0, -0.003422, -0.002442, 0, 0, 0, 0],
  ].flat(),
  [6, 7],
)
const sea = { traw: 48355, tcal: 20, tbins, T: 12, PS: 35 }
const same = [500, 550, 600, 650, 700, 715]
const other = [510, 540, 580, 630, 670, 710]
const c = {
  ...sea,
  csig: [[150, 225, 200, 350, 450, 495]],
  cref: [[550, 540, 530, 520, 510, 500]],
  coff: coefficient([1.35, 1.3, 1.25, 1.2, 1.15, 1.1]),
  tc_arr: drift,
}
const a = {
  ...sea,
  asig: [[250, 300, 210, 430, 470, 495]],
  aref: [[450, 460, 470, 480, 490, 500]],
  aoff: coefficient([0.35, 0.3, 0.25, 0.2, 0.15, 0.1]),
  ta_arr: drift,
}
const cOfSame = [6.553646, 4.807949, 5.161655, 2.78822, 1.666362, 1.18453]
const cOfOther = [6.553771, 4.807914, 5.15601, 2.788715, 1.655607, 1.171965]
const nan = Number.NaN

function expectClose(values: ArrayLike<number>, expected: readonly number[], tolerance = 1e-6) {
  expected.forEach((value, i) => {
    if (Number.isNaN(value)) expect(values[i]).toBeNaN()
    else expect(Math.abs(values[i]! - value)).toBeLessThan(tolerance * (1 + Math.abs(value)))
  })
}

test.each([
  ['the wavelengths of absorption', same, cOfSame],
  ['other wavelengths', other, cOfOther],
  ['a wavelength without correction', other.with(0, 398.5), cOfOther.with(0, nan)],
])('attenuation at %s', (_, wavelengths, expected) => {
  const { values, width, flags } = call(optBeamAttenuation, 1, { ...c, cwl: coefficient(wavelengths) })
  expect(width).toBe(6)
  expectClose(values, expected)
  expect(flags).toEqual([])
})

test.each([
  ['at the same wavelengths', same, same, cOfSame, 715, [1.999989, 1.501766, 3.177048, 0.249944, 0.086438, 0]],
  [
    'referred to 700 nm, the next to 695',
    same,
    same,
    cOfSame,
    695,
    [1.750859, 1.320885, 3.06847, 0.111075, 0, -0.064806],
  ],
  [
    'attenuation at other wavelengths',
    same,
    other,
    cOfOther,
    715,
    [1.990992, 1.479089, 3.350109, 0.350108, 0.152712, 0],
  ],
  ['both', same, other, cOfOther, 695, [1.379858, 1.021574, 3.235057, 0.099367, 0, -0.156972]],
  [
    'attenuation missing at an end',
    same.with(5, 761.2),
    other.with(0, 398.5),
    cOfOther.with(0, nan),
    715,
    [nan, 1.021574, 3.235057, 0.099367, 0, nan],
  ],
])('absorption: %s', (_, awl, cwl, cpd_ts, rwlngth, expected) => {
  const given = { ...a, awl: coefficient(awl), cwl: coefficient(cwl), cpd_ts: [cpd_ts], rwlngth }
  expectClose(call(optOpticalAbsorption, 1, given).values, expected)
})

// One wavelength a row, each with its own temperatures.
const single = {
  traw: [48750, 48355, 47950, 47535, 47115, 46684],
  tcal: 20,
  tbins,
  T: [4, 8, 12, 16, 20, 24],
  PS: [10, 15, 20, 25, 30, 35],
}
const signal = [[50], [150], [250], [350], [450], [495]]
const reference = signal.map(() => [500])
const wavelengths = same.map((one) => [one])
const drifts = [
  [-0.004929, -0.004611, 0, 0, 0, 0, 0],
  [0, -0.004611, -0.004418, 0, 0, 0, 0],
  [0, 0, -0.004418, -0.004355, 0, 0, 0],
  [0, 0, 0, -0.004355, -0.004131, 0, 0],
  [0, 0, 0, 0, -0.004131, -0.003422, 0],
  [0, 0, 0, 0, 0, -0.003422, -0.002442],
]

test('each row has its own coefficients; with too little scattering nothing is taken for scattered', () => {
  const attenuation = { ...single, csig: signal, cref: reference, cwl: wavelengths, tc_arr: drifts }
  const c = call(optBeamAttenuation, 6, { ...attenuation, coff: coefficient([1.01]) }).values
  expectClose(c, [10.226025, 5.831245, 3.795494, 2.441203, 1.440651, 1.044652], 1e-4)
  const absorption = { ...single, asig: signal, aref: reference, awl: wavelengths, ta_arr: drifts, cwl: wavelengths }
  const cpd_ts = [[0.01], [0.01], [0.01], [0.01], [0.01], [0.15]]
  const a = call(optOpticalAbsorption, 6, { ...absorption, aoff: coefficient([0.1]), cpd_ts }).values
  expectClose(a, [9.3155, 4.9206, 2.8848, 1.5303, 0.5297, 0.1338], 1e-4)
})

test('rows are independent; counts of zero are missing, one row outside of the calibration is flagged', () => {
  const three = { csig: [...c.csig, [0, 225, 200, 350, 450, 495], ...c.csig], cref: Array(3).fill(c.cref[0]) }
  const given = { ...c, ...three, cwl: coefficient(other) }
  const { values, flags } = call(optBeamAttenuation, 3, { ...given, traw: [48355, 48355, 60000] })
  expectClose(values, [...cOfOther, ...cOfOther.with(0, nan), ...Array(6).fill(nan)])
  expect(flags).toEqual([{ row: 2, reason: 'the internal temperature is outside of the calibration' }])
})

test.each([
  ['csig', [[1, 2]], 'the signal has 2 wavelengths, the reference 6'],
  ['cwl', coefficient([1]), 'the calibration has 1 wavelengths, the counts 6'],
  ['coff', coefficient([1]), 'the calibration has 1 offsets for 6 wavelengths'],
  ['tc_arr', coefficient([1]), 'the drift table has 1 values for 6 wavelengths and 7 temperatures'],
])('%s of another shape is refused', (name, value, reason) => {
  const { values, flags } = call(optBeamAttenuation, 1, { ...c, cwl: coefficient(other), [name]: value })
  expect(values).toHaveLength(6)
  expect(flags).toEqual([{ row: 0, reason }])
})
