/** Decompression within bounds: a megabyte of zeros in a batch that the broker takes can be a gigabyte unpacked. */
import { promisify } from 'node:util'
import { unzip as unzipWith } from 'node:zlib'
import { decompress as unzstdInto } from '@bokuweb/zstd-wasm'
import snappy from 'kafkajs-snappy'
import lz4 from 'lz4js'

/** Of one batch. Producers bound a batch before compression, at 1 MiB by default. */
export const maxUnpackedBytes = 64 * 1_048_576

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

function checkSize(bytes: number): void {
  if (bytes <= maxUnpackedBytes) return
  throw new RangeError(`the batch unpacks to ${bytes} bytes or more, above ${maxUnpackedBytes}`)
}

const unzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(unzipWith)

export const gunzip = (packed: Buffer): Promise<Buffer> => unzip(packed, { maxOutputLength: maxUnpackedBytes })

/** The bound counts every block as full; a block is as large as the producer's buffer, 64 KiB by default. */
export function unlz4(packed: Buffer): Buffer {
  checkSize(lz4.decompressBound(packed))
  return asBuffer(lz4.decompress(packed, lz4.decompressBound(packed)))
}

const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
/** Magic, version and compatible version. */
const xerialHeaderBytes = 16

/** Each snappy block begins with its unpacked size; Java's producers put blocks in xerial's frame. */
export async function unsnappy(packed: Buffer): Promise<Buffer> {
  let bytes = 0
  if (!packed.subarray(0, xerialMagic.length).equals(xerialMagic)) bytes = varint(packed, 0)
  else {
    for (let at = xerialHeaderBytes; at + 4 <= packed.length; at += 4 + packed.readUInt32BE(at)) {
      bytes += varint(packed, at + 4)
    }
  }
  checkSize(bytes)
  return await snappy().decompress(packed)
}

function varint(bytes: Buffer, at: number): number {
  let value = 0
  for (let i = 0; i < 5; i += 1) {
    const byte = bytes[at + i] ?? 0
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) break
  }
  return value
}

const zstdMagic = 0xfd2fb528
const firstZstdRoomBytes = 1_048_576

/** Frames do not have to say how large their content is; then room is made larger until it fits. */
export function unzstd(packed: Buffer): Buffer {
  const declared = zstdContentBytes(packed)
  if (declared !== null) checkSize(declared)
  for (let room = firstZstdRoomBytes; ; room = Math.min(room * 4, maxUnpackedBytes)) {
    try {
      return asBuffer(unzstdInto(packed, { defaultHeapSize: room }))
    } catch (cause) {
      if (declared === null && room < maxUnpackedBytes) continue
      throw new RangeError(`the batch is no zstd frame, or unpacks to more than ${declared ?? room} bytes`, { cause })
    }
  }
}

/** RFC 8878, 3.1.1.1; null where the frame does not say. The library would set aside what is declared, unchecked. */
function zstdContentBytes(packed: Buffer): number | null {
  if (packed.length < 5 || packed.readUInt32LE(0) !== zstdMagic) throw new TypeError('the batch is no zstd frame')
  const descriptor = packed[4] as number
  const isSingleSegment = (descriptor & 0x20) !== 0
  const at = 5 + (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] as number)
  const size = descriptor >> 6
  if (size === 0) return isSingleSegment ? packed.readUInt8(at) : null
  if (size === 1) return packed.readUInt16LE(at) + 256
  return size === 2 ? packed.readUInt32LE(at) : Number(packed.readBigUInt64LE(at))
}
