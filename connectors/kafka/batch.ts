/** kafkajs batches as ours: offsets as bigint, bytes as they came, without copies. */
import type { Batch, IHeaders } from 'kafkajs'
import type { IncomingRecord, RecordBatch } from '../../topics/broker.ts'
import type { Names } from './client.ts'

const noHeaders: Readonly<Record<string, Uint8Array>> = Object.freeze({})

/** Of a header given several times, the last counts. One without a value is none. */
function toHeaders(headers: IHeaders | undefined): Pick<IncomingRecord, 'headers' | 'earlierHeaders'> {
  let found: Record<string, Uint8Array> | undefined
  let earlier: Record<string, Uint8Array[]> | undefined
  for (const name in headers) {
    const given = headers[name]
    const values = (Array.isArray(given) ? given : [given]).filter((value) => value !== undefined && value !== null)
    const last = values.pop()
    if (last === undefined) continue
    found ??= {}
    found[name] = asBytes(last)
    if (values.length === 0) continue
    earlier ??= {}
    earlier[name] = values.map(asBytes)
  }
  return { headers: found ?? noHeaders, ...(earlier === undefined ? {} : { earlierHeaders: earlier }) }
}

const asBytes = (value: string | Buffer): Uint8Array => (typeof value === 'string' ? Buffer.from(value) : value)

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
      ...toHeaders(headers),
    }),
  )
  return { topic, partition, records, highWatermark: BigInt(batch.highWatermark) }
}
