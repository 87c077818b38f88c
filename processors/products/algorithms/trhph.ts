/** Temperature and resistivity of vent fluid (TRHPH). */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'
import { chlorinityOf, isInRange } from './trhph/surface.ts'

const V_ts = { about: 'Voltage of the thermistor', units: 'V' } as const

/** degC; it falls as the voltage rises. */
const thermistor = (volts: number): number => 27.50133 - 17.2658 * volts + 15.83424 / volts

/** degC for a volt of the thermocouple's amplifier. */
const perVolt = 244.97
/** From here the thermocouple's cold junction is corrected by a polynomial, below by slopes; degC. */
const warm = 10

const polynomial = (value: number) =>
  ({ about: 'Of the cold junction', units: '1', optional: true, default: value }) as const

const temperature = defineAlgorithm({
  name: 'sfl_trhph_vfltemp',
  formulaVersion: 1,
  about: 'Temperature of vent fluid, by thermocouple over that of the thermistor',
  source: 'OOI DPS 1341-00150 (TRHPHTE)',
  arguments: {
    V_ts,
    V_tc: { about: 'Voltage of the thermocouple', units: 'V' },
    tc_slope: { about: 'Slope of the thermocouple', units: '1' },
    ts_slope: { about: 'Slope of the thermistor', units: 'V/degC' },
    c0: polynomial(0.015),
    c1: polynomial(0.0024),
    c2: polynomial(7e-5),
    c3: polynomial(-1e-6),
  },
  result: { about: 'Temperature of vent fluid', units: 'degC' },
  compute: ({ V_ts, V_tc, tc_slope, ts_slope, c0, c1, c2, c3 }, { rows }) =>
    eachRow(rows, (row) => {
      const volts = at(V_tc, row)
      const base = thermistor(at(V_ts, row))
      if (Number.isNaN(volts)) return volts
      if (!(volts > 0 && base > 0)) return base
      if (base <= warm) {
        return (volts + volts * perVolt * at(tc_slope, row) + base * at(ts_slope, row)) * perVolt
      }
      const junction = at(c0, row) + base * (at(c1, row) + base * (at(c2, row) + base * at(c3, row)))
      return (volts + junction) * perVolt
    }),
})

const thermistorTemperature = defineAlgorithm({
  name: 'sfl_trhph_vfl_thermistor_temp',
  formulaVersion: 1,
  about: 'Temperature of the reference thermistor',
  source: 'OOI DPS 1341-00150 (TRHPHTE)',
  arguments: { V_ts },
  result: { about: 'Temperature of the thermistor', units: 'degC' },
  compute: ({ V_ts }, { rows }) => eachRow(rows, (row) => thermistor(at(V_ts, row))),
})

/** Halves away from zero, as the published rows have it. */
const rounded = (value: number): number => Math.sign(value) * Math.round(Math.abs(value))

const redox = defineAlgorithm({
  name: 'sfl_trhph_vflorp',
  formulaVersion: 1,
  about: 'Oxidation-reduction potential of vent fluid',
  source: 'OOI DPS 1341-00170 (TRHPHEH)',
  arguments: {
    V: { about: 'Voltage of the electrode', units: 'V' },
    offset: { about: 'Offset of the amplifier', units: 'mV' },
    gain: { about: 'Gain of the amplifier', units: '1' },
  },
  result: { about: 'Oxidation-reduction potential', units: 'mV' },
  compute: ({ V, offset, gain }, { rows }) =>
    eachRow(rows, (row) => rounded((at(V, row) * 1000 - at(offset, row)) / at(gain, row))),
})

/** V between which the middle of the three amplifiers is used; each is five times the one below. */
const middleFrom = 0.75
const middleTo = 3.9
const amplification = 5

const chloride = defineAlgorithm({
  name: 'sfl_trhph_chloride',
  formulaVersion: 1,
  about:
    'Chloride of vent fluid from its resistivity and temperature, by the calibration surface of Larson et al. 2007',
  source: 'OOI DPS 1341-00160 (TRHPHCC), with its calibration surface',
  arguments: {
    V_R1: { about: 'Resistivity, least amplified', units: 'V' },
    V_R2: { about: 'Resistivity, amplified', units: 'V' },
    V_R3: { about: 'Resistivity, most amplified', units: 'V' },
    T: { about: 'Temperature of vent fluid', units: 'degC' },
  },
  result: { about: 'Chloride', units: 'mmol kg-1' },
  compute: ({ V_R1, V_R2, V_R3, T }, { rows, flag }) =>
    eachRow(rows, (row) => {
      const middle = at(V_R2, row)
      const temperature = at(T, row)
      const low = at(V_R3, row) / amplification
      const high = at(V_R1, row) * amplification
      const resistivity =
        middle >= middleTo ? high : middle >= middleFrom ? middle : middle < middleFrom ? low : Number.NaN
      if (Number.isNaN(resistivity) || Number.isNaN(temperature)) return Number.NaN
      if (!isInRange(temperature)) {
        flag(row, 'the temperature lies outside the calibration surface')
        return Number.NaN
      }
      const chlorinity = chlorinityOf(temperature, 1 / resistivity)
      if (Number.isNaN(chlorinity)) flag(row, 'the conductivity lies outside the calibration surface')
      return Math.round(chlorinity * 1000)
    }),
})

export const trhphAlgorithms = [temperature, thermistorTemperature, redox, chloride] as const
