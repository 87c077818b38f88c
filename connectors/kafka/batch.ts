/** kafkajs batches as ours: offsets as bigint, bytes as they came, without copies. */
import type { Batch, IHeaders } from 'kafkajs'
import type { IncomingRecord, RecordBatch } from '../../topics/broker.ts'
import type { Names } from './client.ts'

const noHeaders: Readonly<Record<string, Uint8Array>> = Object.freeze({})

/** Of a header given several times, the last counts. */
function toHeaders(headers: IHeaders | undefined): Readonly<Record<string, Uint8Array>> {
  if (headers === undefined) return noHeaders
  let found: Record<string, Uint8Array> | undefined
  for (const name in headers) {
    const given = headers[name]
    const value = Array.isArray(given) ? given.at(-1) : given
    if (value === undefined || value === null) continue
    found ??= {}
    found[name] = typeof value === 'string' ? Buffer.from(value) : value
  }
  return found ?? noHeaders
}

export function toBatch(batch: Batch, names: Names): RecordBatch {
  const { partition } = batch
  const topic = names.plain(batch.topic) ?? batch.topic
  const records = batch.messages.map(
    ({ offset, timestamp, key, value, headers }): IncomingRecord => ({
      topic,
      partition,
      offset: BigInt(offset),
      timestamp: Number(timestamp),
      key,
      value,
      headers: toHeaders(headers),
    }),
  )
  return { topic, partition, records, highWatermark: BigInt(batch.highWatermark) }
}
