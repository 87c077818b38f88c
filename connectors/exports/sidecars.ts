/** Files beside a file of data: where its values come from, and what people say about them. */
import type { DatasetDescription, Json } from '../../schemas/formats/described.ts'
import { formatTime } from '../../schemas/formats/text/time-text.ts'
import { type FileRange, fileName } from './file-names.ts'

export interface Sidecar {
  readonly kind: 'provenance' | 'annotations'
  readonly name: string
  readonly bytes: Uint8Array
}

/** Those that were asked for. `of`: the name of the file of data. */
export function sidecars(description: DatasetDescription, closing: Json, range: FileRange, of: string): Sidecar[] {
  const { source, provenance, annotations, deployments, request, created, history, references } = description
  const said = { file: of, source, created: formatTime(created), request }
  const made: Sidecar[] = []
  const add = (kind: Sidecar['kind'], content: unknown) => {
    const bytes = new TextEncoder().encode(`${JSON.stringify(content, null, 1)}\n`)
    made.push({ kind, name: fileName(description, range, 'json', `_${kind}`), bytes })
  }
  if (provenance !== null) {
    const variables = description.variables.map(({ name, type, units, version }) => ({ name, type, units, version }))
    const closed = typeof closing === 'object' ? closing : {}
    add('provenance', { ...said, provenance, deployments, history, references, variables, ...closed })
  }
  if (annotations !== null) {
    const times = annotations.map((one) => ({
      ...one,
      start: formatTime(one.start),
      stop: one.stop === null ? null : formatTime(one.stop),
    }))
    add('annotations', { ...said, annotations: times })
  }
  return made
}
