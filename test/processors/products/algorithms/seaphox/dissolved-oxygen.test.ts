import { dissolvedOxygen } from '../../../../../processors/products/algorithms/seaphox/dissolved-oxygen.ts'
import { call } from '../../given.ts'

const calibration = {
  c0: 0.10355,
  c1: 0.0044295,
  c2: 6.0011e-5,
  coeff_e: 0.011,
  a0: 1.0513,
  a1: -0.0015,
  a2: 0.41907,
  b0: -0.25004,
  b1: 1.6524,
  therm_ta0: 0.000705918,
  therm_ta1: 0.000250467,
  therm_ta2: 7.402389e-7,
  therm_ta3: 9.756123e-8,
  lat: 44.65685,
  lon: -124.09663,
}

// Sea-Bird's calibration sheet: phase, temperature, pressure, salinity, mL/L; kg m-3 of potential density by gsw 3.6.
const sheet = [
  [31.06, 30, 0, 0, 0.706, 995.64997471],
  [33.92, 12, 0, 0, 0.892, 999.50099849],
  [35.44, 2, 0, 0, 1.095, 999.94434678],
  [35.44, 2, 1000, 0, 1.1398, 999.94467317],
  [35.44, 2, 100, 35, 0.8647, 1027.97509976],
] as const
const given = {
  ...calibration,
  raw_oxygen_phase: sheet.map(([phase]) => phase),
  thermistor: sheet.map(([, t]) => t),
  pressure: sheet.map(([, , p]) => p),
  salinity: sheet.map(([, , , s]) => s),
}

test('oxygen of the calibration sheet, which has three digits, per mass of water', () => {
  const { values } = call(dissolvedOxygen, 5, { ...given, thermistor_units: 'C' })
  for (const [row, [, , , , millilitres, density]] of sheet.entries()) {
    expect(Math.abs((values[row]! * density) / 44_660 - millilitres)).toBeLessThan(0.001)
  }
})

// The manual's thermistor: 1.12015 V is 2.0002 °C, 0.64528 V is 19.9998 °C.
test('volts are turned into degrees, unless they are degrees', () => {
  const one = { ...given, raw_oxygen_phase: 35.44, pressure: 0, salinity: 0 }
  const fromVolts = call(dissolvedOxygen, 2, { ...one, thermistor: [1.12015, 0.64528] }).values
  const fromDegrees = call(dissolvedOxygen, 2, { ...one, thermistor: [2.0002, 19.9998], thermistor_units: 'C' }).values
  for (const row of [0, 1]) expect(fromVolts[row]! / fromDegrees[row]!).toBeCloseTo(1, 5)
  const { values, flags } = call(dissolvedOxygen, 1, { ...one, thermistor: [2], thermistor_units: 'F' })
  expect(values[0]).toBeNaN()
  expect(flags).toEqual([{ row: 0, reason: 'thermistor_units must be volts or C, not F' }])
})

test('a missing salinity is missing oxygen, a voltage that cannot be is flagged', () => {
  const { values, flags } = call(dissolvedOxygen, 2, { ...given, salinity: [Number.NaN, 35], thermistor: [2, 3.4] })
  expect([...values]).toEqual([Number.NaN, Number.NaN])
  expect(flags).toEqual([{ row: 1, reason: 'the readings are outside of what the optode and TEOS-10 cover' }])
})
