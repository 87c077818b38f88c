/** The archives of a namespace as they lie in the object store, and messages that tell themselves apart. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { connectObjects } from '../../connectors/minio/objects.ts'
import type { SegmentEntry } from '../../schemas/archives/segments.ts'
import { silentLog } from '../../schemas/log.ts'
import { archives as bucket, type ObjectInfo, type ObjectStore } from '../../schemas/objects.ts'
import type { OutgoingRecord } from '../../topics/broker.ts'
import { endpoint } from './endpoints.ts'

export const objectsOf = (namespace: string): ObjectStore =>
  connectObjects({
    endpoint: endpoint('TIDELINE_S3_ENDPOINT'),
    accessKey: process.env.TIDELINE_S3_ACCESS_KEY ?? 'tideline',
    secretKey: endpoint('TIDELINE_S3_SECRET_KEY'),
    bucketPrefix: `tideline-${namespace}`,
    log: silentLog,
  })

export async function bytesOf(objects: ObjectStore, { key, size }: ObjectInfo): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of await objects.openRange(bucket, key, 0, size)) pieces.push(piece as Uint8Array)
  return Buffer.concat(pieces)
}

/** By key. */
export async function archivedObjects(objects: ObjectStore, topic: string): Promise<ObjectInfo[]> {
  const found: ObjectInfo[] = []
  for await (const one of objects.list(bucket, `${topic}/`)) found.push(one)
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

export async function entriesOf(objects: ObjectStore, topic: string): Promise<SegmentEntry[]> {
  const found = (await archivedObjects(objects, topic)).filter(({ key }) => key.endsWith('.json'))
  return Promise.all(found.map(async (one) => JSON.parse((await bytesOf(objects, one)).toString()) as SegmentEntry))
}

/** A folder with the segments of a topic under their keys. */
export async function downloaded(objects: ObjectStore, topic: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tideline-archive-'))
  for (const one of await archivedObjects(objects, topic)) {
    if (!one.key.endsWith('.avro')) continue
    mkdirSync(join(folder, dirname(one.key)), { recursive: true })
    writeFileSync(join(folder, one.key), await bytesOf(objects, one))
  }
  return folder
}

/** Years before any retention, a second apart. */
export const oldest = Date.UTC(2015, 0, 1)

/** Message `index` of a stream of two partitions: keys and values are texts, bytes, empty, and missing. */
export function mixed(index: number): OutgoingRecord & { readonly timestamp: number; readonly partition: number } {
  const bytes = Buffer.from(Array.from({ length: index % 300 }, (_, at) => (index * 31 + at * 7) % 256))
  const key =
    index % 5 === 0 ? null : index % 7 === 0 ? Buffer.from([255, 0, index % 256]) : Buffer.from(`k${index % 13}`)
  const value = index % 11 === 0 ? null : index % 3 === 0 ? bytes : Buffer.from(`message ${index} – ü`)
  const headers = index % 2 === 0 ? {} : { trace: Buffer.from(`t${index}`), raw: bytes, empty: Buffer.alloc(0) }
  return { key, value, headers, timestamp: oldest + index * 1000, partition: index % 2 }
}

const base64 = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('base64'))

/** As `read_segments.py` prints it. */
export function printed(index: number) {
  const { key, value, headers = {}, timestamp, partition } = mixed(index)
  const shown = Object.entries(headers).map(([name, bytes]) => [name, base64(bytes as Uint8Array)])
  const rest = { key: base64(key), value: base64(value), headers: Object.fromEntries(shown) }
  return { partition, offset: Math.floor(index / 2), timestamp, ...rest, event: null }
}
