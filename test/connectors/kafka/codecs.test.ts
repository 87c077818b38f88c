import { gzipSync } from 'node:zlib'
import { compress as zstd } from '@bokuweb/zstd-wasm'
import kafkajs from 'kafkajs'
import Decoder from 'kafkajs/src/protocol/decoder.js'
import RecordBatchDecoder from 'kafkajs/src/protocol/recordBatch/v0/decoder.js'
import snappy from 'kafkajs-snappy'
import lz4 from 'lz4js'
import { registerCodecs } from '../../../connectors/kafka/codecs.ts'
import { maxUnpackedBytes } from '../../../connectors/kafka/decompress.ts'

beforeAll(registerCodecs)

/** A record batch as it lies in a fetch, at some place of a larger buffer. */
function batch(codec: number, packed: Uint8Array, counts: { count?: number; lastOffsetDelta?: number } = {}): Buffer {
  const { count = 3, lastOffsetDelta = count - 1 } = counts
  const bytes = Buffer.alloc(7 + 61 + packed.length).subarray(7)
  bytes.writeBigInt64BE(1_000n, 0)
  bytes.writeInt32BE(49 + packed.length, 8)
  bytes.writeInt8(2, 16)
  bytes.writeInt16BE(codec, 21)
  bytes.writeInt32BE(lastOffsetDelta, 23)
  bytes.writeBigInt64BE(1_700_000_000_000n, 27)
  bytes.writeInt32BE(count, 57)
  bytes.set(packed, 61)
  return bytes
}
const decode = async (bytes: Buffer) => (await RecordBatchDecoder(new Decoder(bytes))).records

const { GZIP, Snappy, LZ4, ZSTD } = kafkajs.CompressionTypes
const zeros = Buffer.alloc(maxUnpackedBytes + 1)
/** Frames that claim, in some bytes, to hold a gigabyte. */
const claims = {
  snappy: Buffer.of(0x80, 0x80, 0x80, 0x80, 0x04, 0),
  xerial: Buffer.concat([
    Buffer.from('82534e41505059000000000100000001', 'hex'),
    Buffer.from('000000068080808004', 'hex'),
    Buffer.of(0),
  ]),
  lz4: Buffer.from('04224d186840000000400000000000', 'hex'),
  zstd: Buffer.from('28b52ffda00000004001', 'hex'),
}

test.each([
  ['gzip', GZIP, () => gzipSync(zeros)],
  ['zstd', ZSTD, () => zstd(zeros)],
  ['a snappy block that claims a gigabyte', Snappy, () => claims.snappy],
  ['xerial snappy that claims a gigabyte', Snappy, () => claims.xerial],
  ['lz4 that claims a gigabyte', LZ4, () => claims.lz4],
  ['zstd that claims a gigabyte', ZSTD, () => claims.zstd],
  ['no gzip', GZIP, () => Buffer.from('nonsense')],
  ['no zstd', ZSTD, () => Buffer.from('nonsense')],
  ['no lz4', LZ4, () => Buffer.from('nonsense')],
  ['no snappy', Snappy, () => Buffer.from('nonsense')],
] as const)(
  '%s: every record is given out at its offset, without a value and with the reason',
  async (_, codec, pack) => {
    const records = await decode(batch(codec, pack()))
    expect(records.map(({ offset, key, value }) => ({ offset, key, value }))).toEqual(
      ['1000', '1001', '1002'].map((offset) => ({ offset, key: null, value: null })),
    )
    expect(records[0]?.timestamp).toBe('1700000000000')
    expect(String(records[0]?.headers['tideline-unreadable'])).not.toBe('')
  },
)

test('the last record of an unreadable batch stands at its last offset, also after compaction', async () => {
  const records = await decode(batch(GZIP, Buffer.from('nonsense'), { count: 2, lastOffsetDelta: 9 }))
  expect(records.map(({ offset }) => offset)).toEqual(['1000', '1009'])
})

test('a batch of too many records is refused before it is unpacked, with a sentence that says what to do', async () => {
  await expect(decode(batch(GZIP, gzipSync(''), { count: 500_001 }))).rejects.toThrow(
    /the batch at offset 1000 holds 500001 records.*commit an offset behind it/,
  )
})

test('what is within the bounds is unpacked', async () => {
  // Length, attributes, time and offset deltas, key -1, value "x", no headers.
  const record = Buffer.of(14, 0, 0, 0, 1, 2, 0x78, 0)
  const packed = [
    [GZIP, gzipSync(record)],
    [ZSTD, zstd(record)],
    [LZ4, lz4.compress(record)],
    [Snappy, await snappy().compress({ buffer: record })],
  ] as const
  for (const [codec, bytes] of packed) {
    const records = await decode(batch(codec, bytes, { count: 1 }))
    expect(records.map(({ offset, value }) => [offset, String(value)])).toEqual([['1000', 'x']])
  }
})
