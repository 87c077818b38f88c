/** Turns a record that was refused into a rejected event: whole, with origin, code and reason. */
import type { Rejected } from '../schemas/generated/events.ts'
import { type ObjectStore, rejectedBytes } from '../schemas/objects.ts'
import type { IncomingRecord } from '../topics/broker.ts'
import { rejected } from '../topics/pipeline.ts'
import { claimCheckBytes, type Emission, emission } from '../topics/topic.ts'

export interface Refusal {
  readonly by: string
  readonly code: string
  readonly reason: string
  readonly stack?: string | undefined
}

const longestReason = 4_096
const longestStack = 16_384

/**
 * What is too large for the rejected topic goes to the bucket `rejected-bytes`: the value under
 * `topic/partition/offset`, leaving a claim; a large key or large headers beside it, which the reason then says.
 */
export async function describeRejection(
  record: IncomingRecord,
  refusal: Refusal,
  objects: ObjectStore,
): Promise<Emission<Rejected>> {
  const place = `${record.topic}/${record.partition}/${record.offset}`
  const value = record.value !== null && record.value.length > claimCheckBytes ? record.value : null
  const claim = value === null ? null : await objects.put(rejectedBytes, place, value)

  const moved: string[] = []
  const isKeyLarge = record.key !== null && record.key.length > claimCheckBytes
  if (isKeyLarge) {
    await objects.put(rejectedBytes, `${place}/key`, record.key)
    moved.push('the key')
  }
  const areHeadersLarge = bytesOf(record.headers) > claimCheckBytes
  if (areHeadersLarge) {
    await objects.put(rejectedBytes, `${place}/headers`, headersAsJson(record.headers))
    moved.push('the headers')
  }
  const note = moved.length === 0 ? '' : ` (${moved.join(' and ')} lie beside ${place} in ${rejectedBytes.name})`
  return emission(rejected, {
    code: refusal.code,
    reason: refusal.reason.slice(0, longestReason) + note,
    by: refusal.by,
    topic: record.topic,
    partition: record.partition,
    offset: Number(record.offset),
    file: null,
    line: null,
    text: null,
    key: isKeyLarge ? null : record.key,
    bytes: value === null ? record.value : null,
    claim,
    headers: areHeadersLarge ? {} : record.headers,
    stack: refusal.stack?.slice(0, longestStack) ?? null,
  })
}

function bytesOf(headers: IncomingRecord['headers']): number {
  return Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
}

/** Names with their bytes as arrays of numbers. */
function headersAsJson(headers: IncomingRecord['headers']): Uint8Array {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [...value]]))
  return new TextEncoder().encode(JSON.stringify(plain))
}
