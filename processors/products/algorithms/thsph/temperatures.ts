/** Temperatures of the hot vent (THSPHTE): thermocouples high and low in the vent, thermistors in the body and outside. */
import { at, type ComputeContext, defineAlgorithm, eachRow, type Numbers, type Result } from '../../algorithm.ts'
import { polynomial, thermistorOhms, thermistorTemperature, thermocoupleMillivolts } from './cell.ts'

const source = 'OOI DPS 1341-00120 (THSPHTE)'
const coefficients = (about: string) => ({ about: `Polynomial: ${about}`, units: '1', shape: 'vector' }) as const
const toLab = coefficients('laboratory values of engineering values')
const toScience = coefficients('temperatures of laboratory values')
const counts = (about: string) => ({ about, units: 'counts' }) as const

interface Thermocouple {
  readonly tc_rawdec: Numbers
  readonly e2l: Numbers
  readonly l2s: Numbers
}
interface Thermistor {
  readonly ts_rawdec: Numbers
  readonly e2l: Numbers
  readonly l2s: Numbers
}

const labMillivolts = ({ tc_rawdec, e2l }: Thermocouple, row: number) =>
  polynomial(e2l, row, thermocoupleMillivolts(at(tc_rawdec, row)))

function temperatureOf({ ts_rawdec, e2l, l2s }: Thermistor, row: number): number {
  return thermistorTemperature(polynomial(e2l, row, thermistorOhms(at(ts_rawdec, row))), l2s, row)
}

function ofThermistor(one: Thermistor, { rows, flag }: ComputeContext): Result {
  return eachRow(rows, (row) => {
    const temperature = temperatureOf(one, row)
    if (Number.isNaN(temperature) && !Number.isNaN(at(one.ts_rawdec, row)))
      flag(row, 'the thermistor has no resistance')
    return temperature
  })
}

const ofThermocouple = (one: Thermocouple, { rows }: ComputeContext): Result =>
  eachRow(rows, (row) => polynomial(one.l2s, row, labMillivolts(one, row)))

/** The thermocouple measures against its cold junction, whose temperature the reference thermistor has. */
const corrected = (one: Thermocouple, reference: Thermistor, s2v: Numbers, { rows }: ComputeContext): Result =>
  eachRow(rows, (row) => {
    const junction = polynomial(s2v, row, temperatureOf(reference, row))
    return polynomial(one.l2s, row, labMillivolts(one, row) + junction)
  })

const ts_rawdec_r = counts('Reference thermistor')
const reference = {
  ts_rawdec_r,
  e2l_r: toLab,
  l2s_r: toScience,
  s2v_r: coefficients('mV of the cold junction'),
} as const
const high = { tc_rawdec_H: counts('Thermocouple, high'), e2l_H: toLab, l2s_H: toScience } as const
const low = { tc_rawdec_L: counts('Thermocouple, low'), e2l_L: toLab, l2s_L: toScience } as const
const degrees = (about: string) => ({ about, units: 'degC' }) as const

export const temperatureAlgorithms = [
  defineAlgorithm({
    name: 'sfl_thsph_temp_th',
    formulaVersion: 1,
    about: 'Vent temperature at the high position, corrected for the cold junction',
    source,
    arguments: { ...high, ...reference },
    result: degrees('Vent temperature, high'),
    compute: ({ tc_rawdec_H, e2l_H, l2s_H, ts_rawdec_r, e2l_r, l2s_r, s2v_r }, context) =>
      corrected(
        { tc_rawdec: tc_rawdec_H, e2l: e2l_H, l2s: l2s_H },
        { ts_rawdec: ts_rawdec_r, e2l: e2l_r, l2s: l2s_r },
        s2v_r,
        context,
      ),
  }),
  defineAlgorithm({
    name: 'sfl_thsph_temp_tl',
    formulaVersion: 1,
    about: 'Vent temperature at the low position, corrected for the cold junction',
    source,
    arguments: { ...low, ...reference },
    result: degrees('Vent temperature, low'),
    compute: ({ tc_rawdec_L, e2l_L, l2s_L, ts_rawdec_r, e2l_r, l2s_r, s2v_r }, context) =>
      corrected(
        { tc_rawdec: tc_rawdec_L, e2l: e2l_L, l2s: l2s_L },
        { ts_rawdec: ts_rawdec_r, e2l: e2l_r, l2s: l2s_r },
        s2v_r,
        context,
      ),
  }),
  defineAlgorithm({
    name: 'sfl_thsph_temp_tch',
    formulaVersion: 1,
    about: 'Temperature of the thermocouple at the high position',
    source,
    arguments: high,
    result: degrees('Thermocouple temperature, high'),
    compute: ({ tc_rawdec_H, e2l_H, l2s_H }, context) =>
      ofThermocouple({ tc_rawdec: tc_rawdec_H, e2l: e2l_H, l2s: l2s_H }, context),
  }),
  defineAlgorithm({
    name: 'sfl_thsph_temp_tcl',
    formulaVersion: 1,
    about: 'Temperature of the thermocouple at the low position',
    source,
    arguments: low,
    result: degrees('Thermocouple temperature, low'),
    compute: ({ tc_rawdec_L, e2l_L, l2s_L }, context) =>
      ofThermocouple({ tc_rawdec: tc_rawdec_L, e2l: e2l_L, l2s: l2s_L }, context),
  }),
  defineAlgorithm({
    name: 'sfl_thsph_temp_ref',
    formulaVersion: 1,
    about: 'Temperature of the reference thermistor',
    source,
    arguments: { ts_rawdec_r, e2l_r: toLab, l2s_r: toScience },
    result: degrees('Reference temperature'),
    compute: ({ ts_rawdec_r, e2l_r, l2s_r }, context) =>
      ofThermistor({ ts_rawdec: ts_rawdec_r, e2l: e2l_r, l2s: l2s_r }, context),
  }),
  defineAlgorithm({
    name: 'sfl_thsph_temp_int',
    formulaVersion: 1,
    about: 'Temperature inside the instrument',
    source,
    arguments: { ts_rawdec_b: counts('Thermistor inside'), e2l_b: toLab, l2s_b: toScience },
    result: degrees('Internal temperature'),
    compute: ({ ts_rawdec_b, e2l_b, l2s_b }, context) =>
      ofThermistor({ ts_rawdec: ts_rawdec_b, e2l: e2l_b, l2s: l2s_b }, context),
  }),
] as const
