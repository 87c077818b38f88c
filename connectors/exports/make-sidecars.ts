/** Makes the files beside the data of a job, once all parts of data are made. */
import { createHash } from 'node:crypto'
import type { ExportPartRequested, MadeFile } from '../../schemas/generated/events.ts'
import { exports as bucket, type ObjectStore } from '../../schemas/objects.ts'
import type { FileRange } from './file-names.ts'
import { type Made, type PartRecord, readRecord, writeRecord } from './part-record.ts'
import { joinSaid, type Said } from './said.ts'
import { sidecars } from './sidecars.ts'

export async function makeSidecars(
  part: ExportPartRequested,
  dataParts: number,
  objects: Pick<ObjectStore, 'put' | 'stat' | 'openRange'>,
): Promise<Made> {
  const { job } = part
  let said: Said | null = null
  const data: MadeFile[] = []
  let deployments: FileRange['deployments'] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let number = 0; number < dataParts; number += 1) {
    const record: PartRecord | null = await readRecord({ job, part: number }, objects)
    if (record === null) throw new Error(`part ${number} of ${job} has no record of what was made`)
    if (record.said !== null) said = joinSaid(said, record.said)
    // Of no rows there is only what was left out.
    if (record.files.length === 0) continue
    data.push(...record.files)
    const [least, most] = record.deployments
    deployments = [Math.min(deployments[0], least), Math.max(deployments[1], most)]
  }
  const first = data.reduce((least, file) => Math.min(least, file.first ?? least), Number.POSITIVE_INFINITY)
  const last = data.reduce((most, file) => Math.max(most, file.last ?? most), Number.NEGATIVE_INFINITY)
  const files: MadeFile[] = []
  for (const { kind, name, bytes } of said === null ? [] : sidecars(job, said, { deployments, first, last }, data)) {
    const key = `${job}/${part.part}/${createHash('sha256').update(bytes).digest('hex')}`
    const { sha256, size } = await objects.put(bucket, key, bytes)
    files.push({ name, kind, key, mediaType: 'application/json', size, sha256, rows: 0, first, last })
  }
  const bytes = files.reduce((total, { size }) => total + size, 0)
  const made: Made = { rows: 0, bytes, rowsLeftOut: 0, files }
  await writeRecord(part, { ...made, said: null, deployments }, objects)
  return made
}
