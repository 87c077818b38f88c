import { ctdbpCdefInstrumentRecovered } from '../../schemas/definitions/ctdbp.ts'
import { defineParser, ignored, rejectedLine } from './parser.ts'

/** Hexadecimal characters of each column, in order; the optode's only where one is attached. */
const plain: Layout = [
  ['temperature', 6],
  ['conductivity', 6],
  ['pressure', 6],
  ['pressure_temp', 4],
  ['ctd_time', 8],
]
const withOptode: Layout = [...plain.slice(0, 4), ['oxygen', 6], ...plain.slice(4)]
type Layout = readonly (readonly [string, number])[]

const layoutOf = new Map(
  [plain, withOptode].map((layout) => [layout.reduce((sum, [, width]) => sum + width, 0), layout]),
)
/** 2000-01-01 in seconds since 1970. */
const instrumentEpochSeconds = 946_684_800

export const ctdbpCdef = defineParser({
  name: 'ctdbp_cdef',
  version: 1,
  about: "CTDBP (SBE 16plus): hexadecimal upload of the instrument's memory.",
  stream: () => ctdbpCdefInstrumentRecovered,

  line(text) {
    const trimmed = text.trim()
    if (trimmed === '') return ignored('blank line')
    if (trimmed.startsWith('*')) return ignored('header')
    if (!/^[0-9A-Fa-f]+$/.test(trimmed)) return rejectedLine('is neither a header line nor hexadecimal')
    const layout = layoutOf.get(trimmed.length)
    if (layout === undefined) return rejectedLine(`has ${trimmed.length} hexadecimal characters; expected 30 or 36`)
    const values: Record<string, number> = {}
    let at = 0
    for (const [name, width] of layout) {
      values[name] = Number.parseInt(trimmed.slice(at, at + width), 16)
      at += width
    }
    const time = (instrumentEpochSeconds + (values.ctd_time as number)) * 1_000_000
    return { kind: 'particle', time, values: { internal_timestamp: time, ...values } }
  },
})
