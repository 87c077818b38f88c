/** Compression codecs. A codec that is missing would poison every fetch, so all are there from the start. */
import { promisify } from 'node:util'
import { gzip as gzipWith } from 'node:zlib'
import { compress as zstd, init as zstdReady } from '@bokuweb/zstd-wasm'
import kafkajs from 'kafkajs'
import snappy from 'kafkajs-snappy'
import { gunzip, unlz4, unsnappy, unzstd } from './decompress.ts'
import { emptyRecords, headerOf, maxBatchRecords, TooManyRecords } from './unreadable.ts'

interface Encoder {
  readonly buffer: Buffer
}
type Unpack = (packed: Buffer) => Buffer | Promise<Buffer>

const gzip = promisify<Buffer, Buffer>(gzipWith)
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** What another moment may change is no fault of the batch. */
const outOfMemory = /allocation failed|out of memory|OOM|ENOMEM|Z_MEM_ERROR/

export const decompressor = (unpack: Unpack) => async (packed: Buffer) => {
  const header = headerOf(packed)
  if (header !== null && header.count > maxBatchRecords) throw new TooManyRecords(header)
  try {
    return await unpack(packed)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (header === null || outOfMemory.test(reason)) throw error
    return emptyRecords(header, reason)
  }
}

const codecs = {
  [kafkajs.CompressionTypes.GZIP]: () => ({
    compress: (encoder: Encoder) => gzip(encoder.buffer),
    decompress: decompressor(gunzip),
  }),
  [kafkajs.CompressionTypes.Snappy]: () => ({
    compress: (encoder: Encoder) => snappy().compress(encoder),
    decompress: decompressor(unsnappy),
  }),
  [kafkajs.CompressionTypes.LZ4]: () => ({
    // The broker refuses some of the frames that lz4js writes, so we only read LZ4.
    compress: async () => {
      throw new Error('LZ4 is only read here: publish with zstd, snappy, gzip or without compression')
    },
    decompress: decompressor(unlz4),
  }),
  [kafkajs.CompressionTypes.ZSTD]: () => ({
    compress: async (encoder: Encoder) => asBuffer(zstd(encoder.buffer)),
    decompress: decompressor(unzstd),
  }),
}

let registered: Promise<void> | null = null

/** Registers all four; gzip in place of kafkajs' own, which has no bound. */
export function registerCodecs(): Promise<void> {
  registered ??= zstdReady().then(() => {
    Object.assign(kafkajs.CompressionCodecs, codecs)
  })
  return registered
}
