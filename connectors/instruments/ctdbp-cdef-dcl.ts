import { ctdbpCdefDclInstrument, ctdbpCdefDclInstrumentRecovered } from '../../schemas/definitions/ctdbp.ts'
import { parseDcl } from './dcl.ts'
import { defineParser, ignored, isRecovered, type Line, rejectedLine } from './parser.ts'
import { parseDayMonthYear, parseDecimal } from './values.ts'

const date = 'internal_timestamp'
const measured = ['temp', 'conductivity', 'pressure']
const counts = new Set(['raw_signal_beta', 'raw_signal_chl', 'raw_signal_cdom'])

/**
 * The columns that an instrument may be set up to send, told apart by their number. The first is the uncorrected
 * set-up with the instrument's own derived values; the others are the corrected ones: with an optode, plain, and with a
 * fluorometer.
 */
const layouts: readonly (readonly string[])[] = [
  [...measured, 'salinity', 'sound_velocity', date, 'sigma_t', 'battery_voltage', 'operating_current'],
  [...measured, 'dosta_ln_optode_oxygen', date],
  [...measured, date],
  [...measured, 'raw_signal_beta', 'raw_signal_chl', 'raw_signal_cdom', date],
]
const layoutOf = new Map(layouts.map((layout) => [layout.length, layout]))

export const ctdbpCdefDcl = defineParser({
  name: 'ctdbp_cdef_dcl',
  version: 1,
  about: 'CTDBP (SBE 16plus) behind a data concentrator logger: uncorrected and corrected lines.',
  stream: (method) => (isRecovered(method) ? ctdbpCdefDclInstrumentRecovered : ctdbpCdefDclInstrument),

  line(text) {
    const dcl = parseDcl(text)
    if (dcl.kind === 'chatter') return ignored(dcl.reason)
    if (dcl.kind === 'broken') return rejectedLine(dcl.reason)
    const fields = dcl.text.replace(/^#/, '').split(',')
    const layout = layoutOf.get(fields.length)
    if (layout === undefined) {
      return rejectedLine(`has ${fields.length} comma-separated values; expected 4, 5, 7 or 9`)
    }
    return record(layout, fields, dcl.time)
  },
})

function record(layout: readonly string[], fields: readonly string[], portTime: number): Line {
  const values: Record<string, number> = { port_timestamp: portTime }
  for (const [index, name] of layout.entries()) {
    const field = (fields[index] as string).trim()
    const value = name === date ? parseDayMonthYear(field) : parseDecimal(field)
    if (value === null) {
      const expected = name === date ? 'a time like 23 Nov 2013 00:00:21' : 'a number'
      return rejectedLine(`${name} is not ${expected}: ${JSON.stringify(field)}`)
    }
    if (counts.has(name) && (!Number.isInteger(value) || value < 0 || value > 0x7fffffff)) {
      return rejectedLine(`${name} is not a count: ${field}`)
    }
    values[name] = value
  }
  return { kind: 'particle', time: values[date] as number, values }
}
