/** Compression codecs besides gzip. A codec that is missing would poison every fetch, so all are there from the start. */
import { decompress as unzstd, compress as zstd, init as zstdReady } from '@bokuweb/zstd-wasm'
import kafkajs from 'kafkajs'
import snappy from 'kafkajs-snappy'
import lz4 from 'lz4js'

interface Encoder {
  readonly buffer: Buffer
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** Frames do not have to say how large their content is; then room is doubled until it fits. */
const zstdRoomBytes = { first: 1_048_576, last: 268_435_456 }

function unzstdWithRoom(buffer: Buffer): Buffer {
  for (let room = zstdRoomBytes.first; ; room *= 4) {
    try {
      return asBuffer(unzstd(buffer, { defaultHeapSize: room }))
    } catch (error) {
      if (room >= zstdRoomBytes.last) throw error
    }
  }
}

const codecs = {
  [kafkajs.CompressionTypes.Snappy]: snappy,
  [kafkajs.CompressionTypes.LZ4]: () => ({
    // The broker refuses some of the frames that lz4js writes, so we only read LZ4.
    compress: async () => {
      throw new Error('LZ4 is only read here: publish with zstd, snappy, gzip or without compression')
    },
    decompress: async (buffer: Buffer) => asBuffer(lz4.decompress(buffer)),
  }),
  [kafkajs.CompressionTypes.ZSTD]: () => ({
    compress: async (encoder: Encoder) => asBuffer(zstd(encoder.buffer)),
    decompress: async (buffer: Buffer) => unzstdWithRoom(buffer),
  }),
}

let registered: Promise<void> | null = null

/** Registers snappy, lz4 and zstd; gzip is built in. */
export function registerCodecs(): Promise<void> {
  registered ??= zstdReady().then(() => {
    Object.assign(kafkajs.CompressionCodecs, codecs)
  })
  return registered
}
