/**
 * A compressed batch that can not be unpacked. An error in a codec fails the whole fetch, again and again, of every
 * partition in it. So its records are given out without key and value, each at its offset and with the reason in a
 * header: they are rejected one by one, as records without a value are, and the partition goes on.
 */

export const unreadableHeader = 'tideline-unreadable'

/** Above, kafkajs' objects alone take hundreds of megabytes, whatever is in them. */
export const maxBatchRecords = 500_000

export interface BatchHeader {
  readonly firstOffset: bigint
  readonly lastOffsetDelta: number
  readonly count: number
}

export class TooManyRecords extends Error {
  constructor({ firstOffset, count }: BatchHeader) {
    super(
      `the batch at offset ${firstOffset} holds ${count} records, above ${maxBatchRecords}: ` +
        'commit an offset behind it for this group, and give its producer smaller batches',
    )
    this.name = 'TooManyRecords'
  }
}

/** First offset (8), length (4), epoch (4), magic (1), crc (4), attributes (2), last offset delta (4), …, count (4). */
const headerBytes = 61
const magic = 2

/**
 * kafkajs gives a codec the packed records only, but as a view of the fetched bytes, where the header lies before them.
 * Null where it does not, e.g. in the format before Kafka 0.11.
 */
export function headerOf(packed: Buffer): BatchHeader | null {
  const start = packed.byteOffset - headerBytes
  if (start < 0) return null
  const header = Buffer.from(packed.buffer, start, headerBytes)
  if (header.readInt8(16) !== magic || header.readInt32BE(8) !== headerBytes - 12 + packed.length) return null
  return {
    firstOffset: header.readBigInt64BE(0),
    lastOffsetDelta: header.readInt32BE(23),
    count: header.readInt32BE(57),
  }
}

/** As many records as the header says, the last at the batch's last offset: after compaction, some lie between. */
export function emptyRecords({ count, lastOffsetDelta }: BatchHeader, reason: string): Buffer {
  const header = [varint(1), ...text(unreadableHeader), ...text(reason.slice(0, 200))]
  const none = varint(-1)
  const records: Buffer[] = []
  for (let i = 0; i < count; i += 1) {
    const delta = varint(i === count - 1 ? lastOffsetDelta : i)
    const record = Buffer.concat([Buffer.of(0, 0), delta, none, none, ...header])
    records.push(varint(record.length), record)
  }
  return Buffer.concat(records)
}

const text = (value: string): Buffer[] => [varint(Buffer.byteLength(value)), Buffer.from(value)]

/** Zigzag, as Kafka writes it. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  return Buffer.of(...bytes, rest)
}
