/** Makes one part of an export: rows into files, files into the object store, checked; then the record that it is made. */
import { createHash } from 'node:crypto'
import type { Json } from '../../schemas/formats/described.ts'
import { fileFormatNamed } from '../../schemas/formats/index.ts'
import type { ExportAdvanced, ExportPartRequested, MadeFile, Problem } from '../../schemas/generated/events.ts'
import { exports as bucket, type ObjectStore } from '../../schemas/objects.ts'
import { fileName } from './file-names.ts'
import type { OpenRows } from './ports.ts'
import { type Sidecar, sidecars } from './sidecars.ts'
import { type WrittenFile, writeFiles } from './write-files.ts'

export interface MakePorts {
  readonly openRows: OpenRows
  readonly objects: Pick<ObjectStore, 'put' | 'putStream' | 'stat' | 'openRange'>
  /** Between pieces of rows; throws when the part is to be given up. */
  onRows(rows: number, bytes: number): Promise<void> | void
}

export type Made = Pick<ExportAdvanced, 'rows' | 'bytes' | 'rowsLeftOut' | 'files'>

const recordKey = ({ job, part }: Pick<ExportPartRequested, 'job' | 'part'>) => `${job}/${part}/made.json`

export async function makePart(part: ExportPartRequested, ports: MakePorts): Promise<Made | Problem> {
  const format = fileFormatNamed(part.file.format)
  if (format === null) return { code: 'answer-failed', detail: `no format ${part.file.format} here`, field: 'format' }
  const opened = await ports.openRows(part)
  if ('code' in opened) return opened
  const { unitsRow, header, classic, maxBytes } = part.file
  const options = { unitsRow, header, classic }
  const files: MadeFile[] = []
  for await (const written of writeFiles(opened, { format, options, maxBytes, onRows: ports.onRows })) {
    try {
      const name = fileName(opened.description, written, format.extension)
      files.push(await stored(part, written, name, format.mediaType, ports))
      for (const sidecar of sidecars(opened.description, await opened.closing(), written, name)) {
        files.push(await storedBeside(part, written, sidecar, ports))
      }
    } finally {
      await written.file.close()
    }
  }
  const sum = (of: 'rows' | 'size') => files.reduce((total, file) => total + file[of], 0)
  const made = { rows: sum('rows'), bytes: sum('size'), rowsLeftOut: leftOut(await opened.closing()), files }
  await ports.objects.put(bucket, recordKey(part), new TextEncoder().encode(JSON.stringify(made)))
  return made
}

/** What was made of this part before; null: nothing, or not all of it. */
export async function madeBefore(
  part: ExportPartRequested,
  objects: Pick<ObjectStore, 'stat' | 'openRange'>,
): Promise<Made | null> {
  const record = await objects.stat(bucket, recordKey(part))
  if (record === null) return null
  const pieces: Uint8Array[] = []
  for await (const piece of await objects.openRange(bucket, record.key, 0, record.size)) pieces.push(piece)
  const made = JSON.parse(Buffer.concat(pieces).toString()) as Made
  for (const { key, size } of made.files) if ((await objects.stat(bucket, key))?.size !== size) return null
  return made
}

/** The key has the hash of the content: who makes a part twice never puts other bytes under a key that was told. */
async function stored(
  part: ExportPartRequested,
  { file, rows, first, last }: WrittenFile,
  name: string,
  mediaType: string,
  { objects }: MakePorts,
): Promise<MadeFile> {
  const sha256 = await file.sha256()
  const { size } = file
  const key = `${part.job}/${part.part}/${sha256}`
  const claim = await objects.putStream(bucket, key, file.read(), size)
  const there = await objects.stat(bucket, key)
  if (claim.sha256 !== sha256 || there?.size !== size) {
    throw new Error(`${name} has ${size} bytes, SHA-256 ${sha256}; stored are ${there?.size}, SHA-256 ${claim.sha256}`)
  }
  return { name, kind: 'data', key, mediaType, size, sha256, rows, first, last }
}

async function storedBeside(
  part: ExportPartRequested,
  { first, last }: WrittenFile,
  { kind, name, bytes }: Sidecar,
  { objects }: MakePorts,
): Promise<MadeFile> {
  const key = `${part.job}/${part.part}/${createHash('sha256').update(bytes).digest('hex')}`
  const { sha256, size } = await objects.put(bucket, key, bytes)
  return { name, kind, key, mediaType: 'application/json', size, sha256, rows: 0, first, last }
}

function leftOut(closing: Json): number {
  if (typeof closing !== 'object' || closing === null || Array.isArray(closing)) return 0
  const { rowsOutsideDeployments, rowsExcluded } = closing as Readonly<Record<string, Json>>
  return Number(rowsOutsideDeployments ?? 0) + Number(rowsExcluded ?? 0)
}
