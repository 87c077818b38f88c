/** The record that a part is made: the last object that is put. Where it is, the part is made. */
import type { ExportAdvanced, ExportPartRequested } from '../../schemas/generated/events.ts'
import { exports as bucket, type ObjectStore } from '../../schemas/objects.ts'
import type { Said } from './said.ts'

export type Made = Pick<ExportAdvanced, 'rows' | 'bytes' | 'rowsLeftOut' | 'files'>

export interface PartRecord extends Made {
  /** For the files beside the data; null where none were asked for. */
  readonly said: Said | null
  /** Least and greatest number of the rows; of no rows nothing to go by. */
  readonly deployments: readonly [number, number]
}

type Which = Pick<ExportPartRequested, 'job' | 'part'>

const recordKey = ({ job, part }: Which) => `${job}/${part}/made.json`

export async function writeRecord(of: Which, record: PartRecord, objects: Pick<ObjectStore, 'put'>): Promise<void> {
  await objects.put(bucket, recordKey(of), new TextEncoder().encode(JSON.stringify(record)))
}

export async function readRecord(
  of: Which,
  objects: Pick<ObjectStore, 'stat' | 'openRange'>,
): Promise<PartRecord | null> {
  const record = await objects.stat(bucket, recordKey(of))
  if (record === null) return null
  const pieces: Uint8Array[] = []
  for await (const piece of await objects.openRange(bucket, record.key, 0, record.size)) pieces.push(piece)
  return JSON.parse(Buffer.concat(pieces).toString()) as PartRecord
}

/** What was made of this part before; null: nothing, or not all of it. */
export async function madeBefore(of: Which, objects: Pick<ObjectStore, 'stat' | 'openRange'>): Promise<Made | null> {
  const record = await readRecord(of, objects)
  if (record === null) return null
  const { rows, bytes, rowsLeftOut, files } = record
  for (const { key, size } of files) if ((await objects.stat(bucket, key))?.size !== size) return null
  return { rows, bytes, rowsLeftOut, files }
}
