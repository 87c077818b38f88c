/** Messages as JSON: bytes that are UTF-8 as text, others as base64. The same form is published. */
import type { IncomingRecord } from '../../topics/broker.ts'
import type { StreamMessage } from '../../topics/stream-publisher.ts'
import { GatewayProblem } from '../problems.ts'
import { formatTime } from '../times.ts'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export type Bytes = string | { readonly base64: string } | null

export function shownBytes(bytes: Uint8Array | null): Bytes {
  if (bytes === null) return null
  try {
    return strict.decode(bytes)
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') }
  }
}

export function shownMessage(record: IncomingRecord) {
  const { partition, offset, timestamp } = record
  return {
    partition,
    offset: Number(offset),
    time: formatTime(timestamp * 1000),
    key: shownBytes(record.key),
    headers: Object.fromEntries(Object.entries(record.headers).map(([name, value]) => [name, shownBytes(value)])),
    value: shownBytes(record.value),
  }
}
export type ShownMessage = ReturnType<typeof shownMessage>

export interface GivenMessage {
  readonly key?: Bytes
  readonly value?: Bytes
  readonly headers?: Readonly<Record<string, Exclude<Bytes, null>>>
}

const fromBytes = (bytes: Exclude<Bytes, null>): Uint8Array =>
  typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.base64, 'base64')

/** Of an element of a JSON list: a text, or an object. Throws a `GatewayProblem` that names the index. */
export function messageOfJson(given: unknown, index: number): StreamMessage {
  if (typeof given === 'string') return { key: null, value: Buffer.from(given), headers: {} }
  const message = isObject(given) ? given : refuse(index, 'message', 'a text, or an object with value')
  for (const field of Object.keys(message)) {
    if (!['key', 'value', 'headers'].includes(field)) refuse(index, field, 'one of key, value, headers')
  }
  const { key = null, value, headers = {} } = message
  if (!isBytes(value)) return refuse(index, 'value', 'a text, or an object with base64')
  if (key !== null && !isBytes(key)) return refuse(index, 'key', 'a text, an object with base64, or null')
  if (!isObject(headers)) return refuse(index, 'headers', 'an object')
  const named = Object.entries(headers).map(([name, text]) => {
    if (!isBytes(text)) return refuse(index, `headers.${name}`, 'a text, or an object with base64')
    return [name, fromBytes(text)] as const
  })
  return { key: key === null ? null : fromBytes(key), value: fromBytes(value), headers: Object.fromEntries(named) }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

function isBytes(value: unknown): value is Exclude<Bytes, null> {
  if (typeof value === 'string') return true
  return (
    isObject(value) && typeof value.base64 === 'string' && Object.keys(value).length === 1 && base64.test(value.base64)
  )
}

function refuse(index: number, field: string, wanted: string): never {
  throw new GatewayProblem('invalid-value', `${field} of message ${index} must be ${wanted}; nothing was published`, {
    field,
    index,
  })
}
