/** pH and CTD of the Sea-Bird SeapHOx (PHSEN series H): its raw output to values. */
import { at, defineAlgorithm, eachRow, refuseAll } from '../algorithm.ts'
import { dissolvedOxygen } from './seaphox/dissolved-oxygen.ts'
import { totalPh } from './seaphox/total-ph.ts'

const manual = 'Sea-Bird Deep SeapHOx V2 manual and calibration sheets'
const zeroCelsius = 273.15
const coefficient = (about: string) => ({ about, units: '1' }) as const

export const temperatureRawConversion = defineAlgorithm({
  name: 'temperature_raw_conversion',
  formulaVersion: 1,
  about: 'Temperature of the water from thermistor counts',
  source: manual,
  arguments: {
    temp_counts: { about: 'Thermistor reading', units: 'counts' },
    a0: coefficient('Constant term'),
    a1: coefficient('Linear term of the logarithm'),
    a2: coefficient('Quadratic term'),
    a3: coefficient('Cubic term'),
  },
  result: { about: 'Temperature of the water', units: 'degree_C' },
  compute: ({ temp_counts, a0, a1, a2, a3 }, { rows }) =>
    eachRow(rows, (row) => {
      const log = Math.log(at(temp_counts, row))
      return 1 / (at(a0, row) + log * (at(a1, row) + log * (at(a2, row) + log * at(a3, row)))) - zeroCelsius
    }),
})

const dbarOfPsi = 0.6894759
const atmosphere = 14.7 // psi

export const pressureRawConversion = defineAlgorithm({
  name: 'pressure_raw_conversion',
  formulaVersion: 1,
  about: 'Pressure from strain-gauge counts, compensated for temperature',
  source: manual,
  arguments: {
    pres_counts: { about: 'Pressure reading', units: 'counts' },
    compensation_voltage: { about: 'Temperature of the gauge, as a voltage', units: 'V' },
    ptempa0: coefficient('Temperature of the gauge, constant term'),
    ptempa1: coefficient('Temperature of the gauge, linear term'),
    ptempa2: coefficient('Temperature of the gauge, quadratic term'),
    ptca0: coefficient('Zero, constant term'),
    ptca1: coefficient('Zero, linear term'),
    ptca2: coefficient('Zero, quadratic term'),
    ptcb0: coefficient('Span, constant term'),
    ptcb1: coefficient('Span, linear term'),
    ptcb2: coefficient('Span, quadratic term'),
    pa0: coefficient('Pressure, constant term'),
    pa1: coefficient('Pressure, linear term'),
    pa2: coefficient('Pressure, quadratic term'),
  },
  result: { about: 'Pressure at the instrument, less one atmosphere', units: 'dbar' },
  compute: (given, { rows }) =>
    eachRow(rows, (row) => {
      const volts = at(given.compensation_voltage, row)
      const t = at(given.ptempa0, row) + volts * (at(given.ptempa1, row) + volts * at(given.ptempa2, row))
      const zero = at(given.ptca0, row) + t * (at(given.ptca1, row) + t * at(given.ptca2, row))
      const span = at(given.ptcb0, row) + t * (at(given.ptcb1, row) + t * at(given.ptcb2, row))
      const n = ((at(given.pres_counts, row) - zero) * at(given.ptcb0, row)) / span
      const psi = at(given.pa0, row) + n * (at(given.pa1, row) + n * at(given.pa2, row))
      return (psi - atmosphere) * dbarOfPsi
    }),
})

export const conductivityRawConversion = defineAlgorithm({
  name: 'conductivity_raw_conversion',
  formulaVersion: 1,
  about: 'Conductivity from the frequency of the cell',
  source: manual,
  arguments: {
    cond_counts: { about: 'Frequency of the cell', units: 'Hz' },
    temperature: { about: 'Temperature of the water', units: 'degree_C' },
    pressure: { about: 'Pressure', units: 'dbar' },
    wbotc: coefficient('Temperature of the Wien-bridge oscillator'),
    g: coefficient('Constant term'),
    h: coefficient('Quadratic term'),
    i: coefficient('Cubic term'),
    j: coefficient('Quartic term'),
    ctcor: coefficient('Expansion of the cell by temperature'),
    cpcor: coefficient('Compression of the cell by pressure'),
  },
  result: { about: 'Conductivity', units: 'S m-1' },
  compute: ({ cond_counts, temperature, pressure, wbotc, g, h, i, j, ctcor, cpcor }, { rows }) =>
    eachRow(rows, (row) => {
      const t = at(temperature, row)
      const kilohertz = (at(cond_counts, row) * Math.sqrt(1 + at(wbotc, row) * t)) / 1000
      const raw = at(g, row) + kilohertz ** 2 * (at(h, row) + kilohertz * (at(i, row) + kilohertz * at(j, row)))
      return raw / (1 + at(ctcor, row) * t + at(cpcor, row) * at(pressure, row))
    }),
})

export const internalTemperature = defineAlgorithm({
  name: 'internal_temperature',
  formulaVersion: 1,
  about: 'Temperature inside the housing',
  source: `${manual}; data sheet of its humidity sensor`,
  arguments: { temp_counts: { about: 'Reading', units: 'counts' } },
  result: { about: 'Temperature inside the housing', units: 'degree_C' },
  compute: ({ temp_counts }, { rows }) => eachRow(rows, (row) => (at(temp_counts, row) / 65536) * 175.72 - 46.85),
})

export const internalHumidity = defineAlgorithm({
  name: 'internal_humidity',
  formulaVersion: 1,
  about: 'Relative humidity inside the housing',
  source: `${manual}; data sheet of its humidity sensor`,
  arguments: {
    humidity_counts: { about: 'Reading', units: 'counts' },
    temperature: { about: 'Temperature inside the housing', units: 'degree_C' },
  },
  result: { about: 'Relative humidity inside the housing', units: 'percent' },
  compute: ({ humidity_counts, temperature }, { rows }) =>
    eachRow(rows, (row) => {
      const raw = (at(humidity_counts, row) / 65536) * 125 - 6
      // Outside of 0 to 119 the sensor's correction for temperature does not hold.
      const percent = raw >= 0 && raw < 119 ? raw - 0.15 * (25 - at(temperature, row)) : raw
      return Math.min(100, Math.max(0, percent))
    }),
})

export const convertPhVoltageCounts = defineAlgorithm({
  name: 'convert_ph_voltage_counts',
  formulaVersion: 1,
  about: 'Voltage of the pH sensor from converter counts',
  source: manual,
  arguments: { ph_counts: { about: 'Reading, of 24 bits', units: 'counts' } },
  result: { about: 'Voltage of the pH sensor', units: 'V' },
  compute: ({ ph_counts }, { rows }) => eachRow(rows, (row) => 2.5 * (at(ph_counts, row) / 2 ** 23 - 1)),
})

const pressureTerms = 6

export const phTotal = defineAlgorithm({
  name: 'ph_total',
  formulaVersion: 1,
  about: 'pH of seawater on the total scale',
  source: 'Sea-Bird application note 99; Johnson et al. (2016); Dickson et al. (2007)',
  arguments: {
    vrs_ext: { about: 'Voltage against the external reference', units: 'V' },
    degc: { about: 'Temperature of the water', units: 'degree_C' },
    psu: { about: 'Practical salinity', units: '1' },
    dbar: { about: 'Pressure', units: 'dbar' },
    k0: { about: 'Standard potential at 0 degree_C', units: 'V' },
    k2: { about: 'Slope of the potential by temperature', units: 'V degree_C-1' },
    f: { about: 'Effect of pressure: terms 1 to 6 of its polynomial', units: 'V', shape: 'vector' },
  },
  result: { about: 'pH of seawater, total scale', units: '1' },
  compute: ({ vrs_ext, degc, psu, dbar, k0, k2, f }, context) => {
    if (f.width !== pressureTerms) return refuseAll(context, `f has ${f.width} terms, not ${pressureTerms}`)
    return eachRow(context.rows, (row) => {
      const temperature = at(degc, row)
      const pressure = at(dbar, row)
      let byPressure = 0
      for (let term = pressureTerms - 1; term >= 0; term--) {
        byPressure = (byPressure + (f.values[row * f.stride + term] as number)) * pressure
      }
      const volts = at(vrs_ext, row) - at(k0, row) - at(k2, row) * temperature - byPressure
      return totalPh(volts, { temperature, salinity: at(psu, row), pressure })
    })
  },
})

export const seaphoxAlgorithms = [
  dissolvedOxygen,
  temperatureRawConversion,
  pressureRawConversion,
  conductivityRawConversion,
  internalTemperature,
  internalHumidity,
  convertPhVoltageCounts,
  phTotal,
]
