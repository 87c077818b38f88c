/** Messages of managed streams for who consumes them: each once, and whole. */
import { Reject } from '../schemas/failures.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import { claimOf } from '../schemas/streams/message-headers.ts'
import type { Broker, IncomingRecord } from './broker.ts'
import { Duplicates } from './duplicates.ts'

/** Of a message that is put together again: larger ones come as they lie. */
const mostBytes = 16 * 1_048_576

/** Bytes of the message as a consumer gets it. */
export function wholeBytes({ key, value, headers }: IncomingRecord): number {
  const claim = claimOf(headers)
  const isFetched = claim !== null && typeof claim !== 'string' && claim.size <= mostBytes
  let bytes = (key?.length ?? 0) + (isFetched ? claim.size : (value?.length ?? 0))
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0)
  return bytes
}

/**
 * The message as it was published. One larger than `most` bytes, or whose object is gone or another, comes as it lies on the
 * topic: its headers say where its bytes are to be. Rejects with `Unavailable`.
 */
export async function wholeMessage(
  record: IncomingRecord,
  objects: Pick<ObjectStore, 'read'>,
  most = mostBytes,
): Promise<IncomingRecord> {
  const claim = claimOf(record.headers)
  if (claim === null || typeof claim === 'string' || claim.size > most) return record
  try {
    return { ...record, value: await objects.read(claim) }
  } catch (error) {
    if (error instanceof Reject) return record
    throw error
  }
}

export interface StreamReader {
  /** Null for a duplicate. Rejects with `Unavailable`. */
  seen(record: IncomingRecord): Promise<IncomingRecord | null>
}

export function createStreamReader({
  broker,
  objects,
}: {
  readonly broker: Pick<Broker, 'read' | 'admin'>
  readonly objects: Pick<ObjectStore, 'read'>
}): StreamReader {
  const duplicates = new Duplicates(broker)
  return {
    seen: async (record) => ((await duplicates.isOne(record)) ? null : wholeMessage(record, objects)),
  }
}

export async function seenOf(reader: StreamReader, records: readonly IncomingRecord[]): Promise<IncomingRecord[]> {
  const seen: IncomingRecord[] = []
  for (const record of records) {
    const one = await reader.seen(record)
    if (one !== null) seen.push(one)
  }
  return seen
}
