/** Dissolved oxygen from the SBE 63 optode of a SeapHOx. */
import { at, defineAlgorithm, eachRow, finiteOrFlag } from '../../algorithm.ts'
import { saFromSp } from '../../seawater/absolute-salinity.ts'
import { rho } from '../../seawater/density.ts'
import { scaledTemperature } from '../../seawater/oxygen-solubility.ts'
import { ctFromT } from '../../seawater/temperature.ts'

const zeroCelsius = 273.15
/** Phase delay in microseconds to the volts that the calibration is in. */
const microsecondsOfVolt = 39.457071
/** umol of a millilitre of oxygen gas at standard conditions, times 1000: litres of seawater become m3. */
const micromolesOfMillilitre = 44_660

/** Temperature of the optode: 3.3 V over its thermistor and a resistor of 100 kohm. */
function thermistorTemperature(volts: number, a0: number, a1: number, a2: number, a3: number): number {
  const log = Math.log((100_000 * volts) / (3.3 - volts))
  return 1 / (a0 + log * (a1 + log * (a2 + log * a3))) - zeroCelsius
}

/** By how much salt lowers the oxygen that the foil is in balance with: Garcia and Gordon (1992). */
function salinityFactor(t: number, salinity: number): number {
  const ts = scaledTemperature(t)
  const slope = -6.24523e-3 + ts * (-7.37614e-3 + ts * (-1.0341e-2 + ts * -8.17083e-3))
  return Math.exp(salinity * (slope + salinity * -4.88682e-7))
}

const outside = 'the readings are outside of what the optode and TEOS-10 cover'

const coefficient = (about: string) => ({ about, units: '1' }) as const

export const dissolvedOxygen = defineAlgorithm({
  name: 'dissolved_oxygen',
  formulaVersion: 1,
  about: 'Dissolved oxygen from the phase delay of the optode, per mass of seawater',
  source: 'Sea-Bird SBE 63 manual and application note 64; Garcia and Gordon (1992); density by TEOS-10',
  arguments: {
    raw_oxygen_phase: { about: 'Phase delay', units: 'us' },
    thermistor: { about: 'Thermistor of the optode: volts, or degrees as thermistor_units says', units: 'V' },
    pressure: { about: 'Pressure', units: 'dbar' },
    salinity: { about: 'Practical salinity', units: '1' },
    c0: coefficient('Stern-Volmer constant, constant term'),
    c1: coefficient('Stern-Volmer constant, linear term'),
    c2: coefficient('Stern-Volmer constant, quadratic term'),
    coeff_e: coefficient('Effect of pressure'),
    a0: coefficient('Numerator, constant term'),
    a1: coefficient('Numerator, by temperature'),
    a2: coefficient('Numerator, by the square of the phase'),
    b0: coefficient('Denominator, constant term'),
    b1: coefficient('Denominator, by the phase'),
    therm_ta0: coefficient('Thermistor, constant term'),
    therm_ta1: coefficient('Thermistor, linear term'),
    therm_ta2: coefficient('Thermistor, quadratic term'),
    therm_ta3: coefficient('Thermistor, cubic term'),
    lat: { about: 'Latitude', units: 'degrees_north' },
    lon: { about: 'Longitude', units: 'degrees_east' },
    thermistor_units: { about: 'volts, which it is if left out, or C', shape: 'text', optional: true },
  },
  result: { about: 'Dissolved oxygen', units: 'umol kg-1' },
  compute: (given, context) =>
    eachRow(context.rows, (row) => {
      const { thermistor_units, therm_ta0, therm_ta1, therm_ta2, therm_ta3 } = given
      const unit = thermistor_units?.texts[row * thermistor_units.stride] ?? 'volts'
      const reading = at(given.thermistor, row)
      if (unit !== 'volts' && unit !== 'C') {
        context.flag(row, `thermistor_units must be volts or C, not ${unit}`)
        return Number.NaN
      }
      const t =
        unit === 'C'
          ? reading
          : thermistorTemperature(
              reading,
              at(therm_ta0, row),
              at(therm_ta1, row),
              at(therm_ta2, row),
              at(therm_ta3, row),
            )
      const pressure = at(given.pressure, row)
      const salinity = at(given.salinity, row)
      const volts = at(given.raw_oxygen_phase, row) / microsecondsOfVolt
      const sternVolmer = at(given.c0, row) + t * (at(given.c1, row) + t * at(given.c2, row))
      const quenched =
        (at(given.a0, row) + at(given.a1, row) * t + at(given.a2, row) * volts ** 2) /
        (at(given.b0, row) + at(given.b1, row) * volts)
      const byPressure = Math.exp((at(given.coeff_e, row) * pressure) / (t + zeroCelsius))
      const millilitres = ((quenched - 1) / sternVolmer) * salinityFactor(t, salinity) * byPressure
      const absoluteSalinity = saFromSp(salinity, pressure, at(given.lon, row), at(given.lat, row))
      const oxygen =
        (millilitres * micromolesOfMillilitre) / rho(absoluteSalinity, ctFromT(absoluteSalinity, t, pressure), 0)
      return finiteOrFlag(context, row, oxygen, given, outside)
    }),
})
