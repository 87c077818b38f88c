/** What the Sunburst SAMI instruments share: their thermistor and battery, of 12-bit and of newer 14-bit hardware. */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'

const bits = { about: 'Bits of the converter: 12 or 14', units: '1', optional: true, default: 12 } as const
const zeroCelsius = 273.15
/** Resistor in series with the thermistor, ohm. */
const seriesResistance = 17400

export function samiThermistor(name: string, source: string) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: 'Temperature of the instrument from its thermistor',
    source,
    arguments: { traw: { about: 'Thermistor reading', units: 'counts' }, sami_bits: bits },
    result: { about: 'Temperature of the instrument', units: 'degree_C' },
    compute: ({ traw, sami_bits }, { rows }) =>
      eachRow(rows, (row) => {
        const counts = at(traw, row)
        const log = Math.log((seriesResistance * counts) / (fullScale(at(sami_bits, row)) - counts))
        return 1 / (0.0010183 + 0.000241 * log + 1.5e-7 * log ** 3) - zeroCelsius
      }),
  })
}

export function samiBattery(name: string, source: string) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: 'Battery voltage',
    source,
    arguments: { braw: { about: 'Battery reading', units: 'counts' }, sami_bits: bits },
    result: { about: 'Battery voltage', units: 'V' },
    compute: ({ braw, sami_bits }, { rows }) =>
      eachRow(rows, (row) => (at(sami_bits, row) === 14 ? (at(braw, row) * 3) / 4000 : (at(braw, row) * 15) / 4096)),
  })
}

const fullScale = (bits: number): number => (bits === 14 ? 16384 : 4096)
