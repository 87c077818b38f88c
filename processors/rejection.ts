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

/** A value too large for the rejected topic goes to the bucket `rejected-bytes` and leaves a claim. */
export async function describeRejection(
  record: IncomingRecord,
  refusal: Refusal,
  objects: ObjectStore,
): Promise<Emission<Rejected>> {
  const isLarge = record.value !== null && record.value.length > claimCheckBytes
  const key = `${record.topic}/${record.partition}/${record.offset}`
  const claim = isLarge ? await objects.put(rejectedBytes, key, record.value) : null
  return emission(rejected, {
    code: refusal.code,
    reason: refusal.reason.slice(0, 4096),
    by: refusal.by,
    topic: record.topic,
    partition: record.partition,
    offset: Number(record.offset),
    file: null,
    line: null,
    text: null,
    key: record.key,
    bytes: isLarge ? null : record.value,
    claim,
    headers: record.headers,
    stack: refusal.stack ?? null,
  })
}
