/** pCO2 in seawater (PCO2W): Sunburst SAMI-CO2, absorbance of a pH dye behind a membrane. */
import { at, type ComputeContext, defineAlgorithm, eachRow, refuseAll } from '../algorithm.ts'
import { samiBattery, samiThermistor } from './sami.ts'

const source = 'OOI DPS 1341-00490 (PCO2WAT)'
const lightCounts = 14
const light = {
  about: 'Light counts of one measurement; the 7th and 8th are the ratios at 434 and 620 nm',
  units: 'counts',
  shape: 'vector',
} as const

function ratio(name: string, wavelength: number, index: number) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: `Absorbance ratio at ${wavelength} nm`,
    source,
    arguments: { light },
    result: { about: `Absorbance ratio at ${wavelength} nm`, units: 'counts' },
    compute: ({ light }, context) =>
      light.width === lightCounts
        ? eachRow(context.rows, (row) => light.values[row * light.stride + index] as number)
        : refuseAll(context, `light has ${light.width} counts a row, not ${lightCounts}`),
  })
}

export const pco2Abs434Ratio = ratio('pco2_abs434_ratio', 434, 6)
export const pco2Abs620Ratio = ratio('pco2_abs620_ratio', 620, 7)

export const pco2Blank = defineAlgorithm({
  name: 'pco2_blank',
  formulaVersion: 1,
  about: 'Absorbance blank from its counts, at 434 or 620 nm',
  source,
  arguments: { raw_blank: { about: 'Blank reading', units: 'counts' } },
  result: { about: 'Absorbance blank', units: '1' },
  compute: ({ raw_blank }, { rows }) => eachRow(rows, (row) => at(raw_blank, row) / 16384),
})

export const pco2Thermistor = samiThermistor('pco2_thermistor', source)
export const pco2Battery = samiBattery('pco2_battery', source)

/** Molar absorptivity ratios of the dye (bromothymol blue), from the vendor. */
const e1 = 0.0043
const e2 = 2.136
const e3 = 0.2105
const blankMeasurement = 5

interface Temperature {
  /** How the absorbance ratio leans on temperature, first guess, per degree. */
  readonly firstGuess: number
  /** Sign of the linear term of the temperature coefficient. */
  readonly sign: 1 | -1
}

function pco2OfWater(name: string, formulaVersion: number, about: string, { firstGuess, sign }: Temperature) {
  const unused = { about: 'Of an older formula; not used', units: '1', optional: true } as const
  return defineAlgorithm({
    name,
    formulaVersion,
    about,
    source,
    arguments: {
      mtype: { about: 'Kind of record: 4 a measurement, 5 a blank', units: '1' },
      light,
      therm: { about: 'Temperature of the instrument', units: 'degree_C' },
      ea434: unused,
      eb434: unused,
      ea620: unused,
      eb620: unused,
      calt: { about: 'Temperature of the calibration', units: 'degree_C' },
      cala: { about: 'Calibration, quadratic term', units: '1' },
      calb: { about: 'Calibration, linear term', units: '1' },
      calc: { about: 'Calibration, constant term', units: '1' },
      a434blank: { about: 'Ratio at 434 nm of the last blank', units: 'counts' },
      a620blank: { about: 'Ratio at 620 nm of the last blank', units: 'counts' },
    },
    result: { about: 'Partial pressure of CO2 in seawater', units: 'uatm' },
    compute: (given, context) => {
      const { mtype, light, therm, calt, cala, calb, calc, a434blank, a620blank } = given
      if (light.width !== lightCounts) {
        return refuseAll(context, `light has ${light.width} counts a row, not ${lightCounts}`)
      }
      return eachRow(context.rows, (row) => {
        const at434 = light.values[row * light.stride + 6] as number
        const at620 = light.values[row * light.stride + 7] as number
        const quotient = Math.log10(at620 / at(a620blank, row)) / Math.log10(at434 / at(a434blank, row))
        const response = -Math.log10((quotient - e1) / (e2 - e3 * quotient))
        const warmer = at(therm, row) - at(calt, row)
        const guess = response + firstGuess * warmer
        const byTemperature = 0.0075778 + sign * 0.0012389 * guess - 0.00048757 * guess ** 2
        const corrected = response + byTemperature * warmer
        const a = at(cala, row)
        const b = at(calb, row)
        const root = Math.sqrt(b ** 2 - 4 * a * (at(calc, row) - corrected))
        const inputs = at434 + at620 + at(a434blank, row) + at(a620blank, row) + warmer + at(mtype, row)
        return checked(context, row, at(mtype, row), inputs, 10 ** ((root - b) / (2 * a)))
      })
    },
  })
}

/** The value, or NaN with the reason: a blank has no pCO2, an odd absorbance none that is finite. */
function checked({ flag }: ComputeContext, row: number, kind: number, inputs: number, pco2: number): number {
  if (Number.isNaN(inputs)) return Number.NaN
  if (kind === blankMeasurement) flag(row, 'the record is a blank, not a measurement')
  else if (Number.isFinite(pco2)) return pco2
  else flag(row, 'the absorbances are outside of what the calibration covers')
  return Number.NaN
}

export const pco2Pco2wat = pco2OfWater(
  'pco2_pco2wat',
  2,
  'Partial pressure of CO2 in seawater, the temperature correction as the vendor gives it since 2025-09',
  { firstGuess: 0.007, sign: 1 },
)

export const pco2Pco2watV1 = pco2OfWater(
  'pco2_pco2wat_v1',
  1,
  'Partial pressure of CO2 in seawater as it was published until 2025-09: 1 to 4 % lower',
  { firstGuess: 0.008, sign: -1 },
)

export const pco2wAlgorithms = [
  pco2Abs434Ratio,
  pco2Abs620Ratio,
  pco2Blank,
  pco2Thermistor,
  pco2Battery,
  pco2Pco2wat,
  pco2Pco2watV1,
]
