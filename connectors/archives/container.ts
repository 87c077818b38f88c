/**
 * Avro object container files (specification 1.11, "Object Container Files"), written by hand: the bytes of a segment must
 * follow from its messages alone, so the sync marker is a hash and blocks are cut by counts of messages and bytes.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw as deflateWith, inflateRaw as inflateWith } from 'node:zlib'
import { archivedMessageSchema, metadataNames } from '../../schemas/archives/format.ts'
import { Malformed, readBytes, readLong, readString, type Tap, writeLong } from '../../schemas/avro/tap.ts'

const deflateRaw = promisify<Uint8Array, { level: number }, Buffer>(deflateWith)
const inflateRaw = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateWith)

const magic = Buffer.from('Obj\u0001', 'latin1')
const syncBytes = 16
/** Fast: small messages of one topic are much alike. */
const level = 1
/** Of a block before it is packed, far above what we write. */
const maxBlockBytes = 256 * 1_048_576

export interface Head {
  readonly topic: string
  readonly topicId: string
  readonly schemas: Readonly<Record<string, string>>
}

export const syncMarker = (name: string): Buffer => createHash('sha256').update(name).digest().subarray(0, syncBytes)

/** A tap on a buffer of our own. */
const tapOn = (buf: Buffer): Tap => ({ buf, pos: 0 }) as Tap

export function headBytes({ topic, topicId, schemas }: Head, sync: Buffer): Buffer {
  const metadata = {
    'avro.schema': JSON.stringify(archivedMessageSchema),
    'avro.codec': 'deflate',
    [metadataNames.topic]: topic,
    [metadataNames.topicId]: topicId,
    [metadataNames.schemas]: JSON.stringify(schemas),
  }
  const entries = Object.entries(metadata)
  const items = entries.flatMap(([name, value]) => [counted(Buffer.from(name)), counted(Buffer.from(value))])
  return Buffer.concat([magic, long(entries.length), ...items, long(0), sync])
}

export async function blockBytes(count: number, messages: Uint8Array, sync: Buffer): Promise<Buffer> {
  const packed = await deflateRaw(messages, { level })
  return Buffer.concat([long(count), long(packed.length), packed, sync])
}

function long(value: number): Buffer {
  const tap = tapOn(Buffer.alloc(10))
  writeLong(tap, value)
  return tap.buf.subarray(0, tap.pos)
}

const counted = (bytes: Buffer): Buffer => Buffer.concat([long(bytes.length), bytes])

export interface Block {
  readonly count: number
  /** Unpacked. */
  readonly messages: Buffer
}

/** Head and blocks of a whole segment. Throws `Malformed` where it is none. */
export function openContainer(bytes: Uint8Array): { readonly head: Head; blocks(): AsyncGenerator<Block> } {
  const tap = tapOn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  if (!tap.buf.subarray(0, magic.length).equals(magic)) throw new Malformed('no Avro object container')
  tap.pos = magic.length
  const metadata = new Map<string, string>()
  for (let left = readLong(tap); left !== 0; left = readLong(tap)) {
    if (left < 0) {
      left = -left
      readLong(tap)
    }
    for (; left > 0; left -= 1) metadata.set(readString(tap), Buffer.from(readBytes(tap)).toString())
  }
  const sync = tap.buf.subarray(tap.pos, tap.pos + syncBytes)
  tap.pos += syncBytes
  const codec = metadata.get('avro.codec')
  if (codec !== 'deflate') throw new Malformed(`packed with ${codec}; archives use deflate`)
  const schemas = JSON.parse(metadata.get(metadataNames.schemas) ?? '{}') as Head['schemas']
  const topic = metadata.get(metadataNames.topic) ?? ''
  const topicId = metadata.get(metadataNames.topicId) ?? ''

  async function* blocks(): AsyncGenerator<Block> {
    while (tap.pos < tap.buf.length) {
      const count = readLong(tap)
      const packed = readBytes(tap)
      if (!tap.buf.subarray(tap.pos, tap.pos + syncBytes).equals(sync)) throw new Malformed('a block does not end')
      tap.pos += syncBytes
      yield { count, messages: await inflateRaw(packed, { maxOutputLength: maxBlockBytes }) }
    }
  }
  return { head: { topic, topicId, schemas }, blocks }
}
