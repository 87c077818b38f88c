import { metbkADclInstrument, metbkADclInstrumentRecovered } from '../../schemas/definitions/metbk.ts'
import { parseDcl } from './dcl.ts'
import { defineParser, ignored, isRecovered, rejectedLine } from './parser.ts'
import { parseDecimal } from './values.ts'

/** Columns with the characters they take. The last two repeat a conductivity and carry a placeholder: not kept. */
const columns = [
  ['barometric_pressure', 8],
  ['relative_humidity', 8],
  ['air_temperature', 8],
  ['longwave_irradiance', 7],
  ['precipitation', 8],
  ['sea_surface_temperature', 8],
  ['sea_surface_conductivity', 8],
  ['shortwave_irradiance', 7],
  ['eastward_wind_velocity', 8],
  ['northward_wind_velocity', 8],
  [null, 8],
  [null, 6],
] as const
const width = columns.reduce((sum, [, characters]) => sum + characters, 0)
/** Characters of the logger's time. */
const stampWidth = 23
/** How loggers print a value whose sensor does not answer. */
const missing = /^(?:nan|na|n\/a|-+|\*+)?$/i

export const metbkADcl = defineParser({
  name: 'metbk_a_dcl',
  version: 1,
  about: 'METBK surface meteorology behind a data concentrator logger; a missing sensor gives nulls.',
  stream: (method) => (isRecovered(method) ? metbkADclInstrumentRecovered : metbkADclInstrument),

  line(text) {
    const dcl = parseDcl(text)
    if (dcl.kind === 'chatter') return ignored(dcl.reason)
    if (dcl.kind === 'broken') return rejectedLine(dcl.reason)
    const fields = split(dcl.text, text.replace(/\r+$/, ''))
    if (fields.length !== columns.length) return rejectedLine(`has ${fields.length} values; expected 12`)
    const values: Record<string, number | null> = { port_timestamp: dcl.time }
    for (const [index, [name]] of columns.entries()) {
      const field = fields[index] as string
      const value = missing.test(field) ? null : parseDecimal(field)
      if (value === null && !missing.test(field)) {
        return rejectedLine(`${name ?? `value ${index + 1}`} is not a number: ${JSON.stringify(field)}`)
      }
      if (name !== null) values[name] = value
    }
    return { kind: 'particle', time: dcl.time, values }
  },
})

/** By white space; where that gives too few and the line has its full width, by position: blanks are missing values. */
function split(data: string, line: string): string[] {
  const fields = data.split(/\s+/)
  if (fields.length >= columns.length || line.length !== stampWidth + width) return fields
  const byPosition: string[] = []
  let at = stampWidth
  for (const [, characters] of columns) {
    byPosition.push(line.slice(at, at + characters).trim())
    at += characters
  }
  return byPosition.some((field) => /\s/.test(field)) ? fields : byPosition
}
