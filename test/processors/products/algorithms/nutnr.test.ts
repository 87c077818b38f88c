import { tsCorrectedNitrate } from '../../../../processors/products/algorithms/nutnr.ts'
import { call, coefficient } from '../given.ts'
import { nutnrCalibration, nutnrFrames } from './nutnr-frames.ts'

const calibration = Object.fromEntries(
  Object.entries(nutnrCalibration).map(([name, values]) => [name, coefficient(values)]),
)
const given = {
  ...calibration,
  cal_temp: 20.082039358135848,
  dark_value: nutnrFrames.map(({ dark }) => dark),
  ctd_t: nutnrFrames.map(({ temperature }) => temperature),
  ctd_sp: nutnrFrames.map(({ salinity }) => salinity),
  data_in: nutnrFrames.map(({ counts }) => counts),
  frame_type: nutnrFrames.map(({ kind }) => kind),
}
const rows = nutnrFrames.length

test('nitrate of published frames; dark frames have none', () => {
  const { values, flags } = call(tsCorrectedNitrate, rows, given)
  nutnrFrames.forEach(({ nitrate }, row) => {
    if (nitrate === null) expect(values[row]).toBeNaN()
    else expect(Math.abs(values[row]! - nitrate)).toBeLessThan(1e-6 + 1e-6 * Math.abs(nitrate))
  })
  expect(flags).toEqual([{ row: 0, reason: 'the frame was taken in the dark' }])
})

test('coefficients given for each row count the same', () => {
  const each = Object.fromEntries(
    Object.entries(nutnrCalibration).map(([name, values]) => [name, nutnrFrames.map(() => values)]),
  )
  const limits = { wllower: nutnrFrames.map(() => 217), wlupper: nutnrFrames.map(() => 240) }
  expect(call(tsCorrectedNitrate, rows, { ...given, ...each, ...limits }).values).toEqual(
    call(tsCorrectedNitrate, rows, given).values,
  )
})

test.each([
  [
    'limits without channels',
    { wllower: 300 },
    'the wavelengths of the fit do not tell nitrate from a sloping background',
  ],
  [
    'nitrate that absorbs like a slope',
    { eno3: coefficient(nutnrCalibration.wl) },
    'the wavelengths of the fit do not tell nitrate from a sloping background',
  ],
  [
    'no light',
    { data_in: nutnrFrames.map(({ counts }) => counts.map(() => 0)) },
    'there is no light above the dark reading',
  ],
  ['another spectrometer', { di: coefficient([1, 2]) }, 'di has 2 channels, wl has 36'],
])('%s: flagged', (_, changed, reason) => {
  const { values, flags } = call(tsCorrectedNitrate, rows, { ...given, ...changed })
  expect(values[1]).toBeNaN()
  expect(flags[1]).toEqual({ row: 1, reason })
})

test('a missing temperature leaves the row missing, not flagged', () => {
  const { values, flags } = call(tsCorrectedNitrate, rows, { ...given, ctd_t: Number.NaN })
  expect(values.every(Number.isNaN)).toBe(true)
  expect(flags).toHaveLength(1)
})
