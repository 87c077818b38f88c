/** Lines of a data concentrator logger (DCL): its time, sometimes its name in brackets, then the instrument's bytes. */
import { utcMicros } from './values.ts'

export type DclLine =
  | { readonly kind: 'data'; readonly time: number; readonly text: string }
  | { readonly kind: 'chatter'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string }

const stamped = /^(\d{4})\/(\d{2})\/(\d{2})\s+(\d{2}):(\d{2}):(\d{2})\.(\d{3})(?:\s+|$)(.*)$/
const loggerName = /^\[[^\]]*\]:\s*/

/** `time` is UTC microseconds since 1970; `text` is what the instrument sent, trimmed. */
export function parseDcl(line: string): DclLine {
  const trimmed = line.trim()
  if (trimmed === '') return { kind: 'chatter', reason: 'blank line' }
  const match = stamped.exec(trimmed)
  if (match === null) {
    if (/^[#*]/.test(trimmed)) return { kind: 'chatter', reason: 'comment' }
    return { kind: 'broken', reason: 'does not begin with a logger time like 2013/11/23 00:00:25.236' }
  }
  const [year, month, day, hour, minute, second, millisecond] = match.slice(1, 8).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const time = utcMicros(year, month, day, hour, minute, second, millisecond)
  if (time === null) return { kind: 'broken', reason: `no such logger time: ${trimmed.slice(0, 23)}` }
  const payload = match[8] as string
  const name = loggerName.exec(payload)
  const text = name === null ? payload : payload.slice(name[0].length)
  if (text === '') return { kind: 'chatter', reason: 'no data after the logger time' }
  if (name !== null && !/^(?:[+\-#]?\s*[.\d]|nan?\b)/i.test(text)) return { kind: 'chatter', reason: 'logger status' }
  return { kind: 'data', time, text }
}
