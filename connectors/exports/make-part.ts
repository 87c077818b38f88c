/** Makes one part of an export: rows into files, files into the object store, checked; then the record that it is made. */
import type { Json } from '../../schemas/formats/described.ts'
import { fileFormatNamed } from '../../schemas/formats/index.ts'
import type { ExportPartRequested, MadeFile, Problem } from '../../schemas/generated/events.ts'
import { exports as bucket, type ObjectStore } from '../../schemas/objects.ts'
import { fileName } from './file-names.ts'
import { makeSidecars } from './make-sidecars.ts'
import { type Made, writeRecord } from './part-record.ts'
import type { OpenRows } from './ports.ts'
import { saidOf } from './said.ts'
import { type WrittenFile, writeFiles } from './write-files.ts'

export interface MakePorts {
  readonly openRows: OpenRows
  readonly objects: Pick<ObjectStore, 'put' | 'putStream' | 'stat' | 'openRange'>
  /** Between pieces of rows; throws when the part is to be given up. */
  onRows(rows: number, bytes: number): Promise<void> | void
}

export async function makePart(part: ExportPartRequested, ports: MakePorts): Promise<Made | Problem> {
  if (part.dataParts !== null) return makeSidecars(part, part.dataParts, ports.objects)
  const format = fileFormatNamed(part.file.format)
  if (format === null) return { code: 'answer-failed', detail: `no format ${part.file.format} here`, field: 'format' }
  const opened = await ports.openRows(part)
  if ('code' in opened) return opened
  const { unitsRow, header, classic, width, height, maxBytes } = part.file
  const options = { unitsRow, header, classic, width, height }
  const files: MadeFile[] = []
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for await (const written of writeFiles(opened, { format, options, maxBytes, onRows: ports.onRows })) {
    try {
      const name = fileName(opened.description, written, format.extension)
      files.push(await stored(part, written, name, format.mediaType, ports))
      least = Math.min(least, written.deployments[0])
      most = Math.max(most, written.deployments[1])
    } finally {
      await written.file.close()
    }
  }
  const sum = (of: 'rows' | 'size') => files.reduce((total, file) => total + file[of], 0)
  const closing = await opened.closing()
  const made = { rows: sum('rows'), bytes: sum('size'), rowsLeftOut: leftOut(closing), files }
  const said = saidOf(
    opened.description,
    closing,
    files.map(({ name }) => name),
  )
  await writeRecord(part, { ...made, said, deployments: [least, most] }, ports.objects)
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

function leftOut(closing: Json): number {
  if (typeof closing !== 'object' || closing === null || Array.isArray(closing)) return 0
  const { rowsOutsideDeployments, rowsExcluded } = closing as Readonly<Record<string, Json>>
  return Number(rowsOutsideDeployments ?? 0) + Number(rowsExcluded ?? 0)
}
