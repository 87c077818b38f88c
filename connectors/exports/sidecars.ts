/** The files beside the data of a job: where its values come from, and what people say about them. */
import { annotationTold } from '../../schemas/formats/text/json.ts'
import { formatTime } from '../../schemas/formats/text/time-text.ts'
import type { MadeFile } from '../../schemas/generated/events.ts'
import { type FileRange, fileName } from './file-names.ts'
import type { Said } from './said.ts'

export interface Sidecar {
  readonly kind: 'provenance' | 'annotations'
  readonly name: string
  readonly bytes: Uint8Array
}

/** Those that were asked for: one of each kind. `files`: all files of data. */
export function sidecars(job: string, said: Said, range: FileRange, files: readonly MadeFile[]): Sidecar[] {
  const { source, provenance, annotations, deployments, request, created, history, references, variables } = said
  const of = files.map(({ name, size, sha256, rows, first, last }) => {
    return { name, size, sha256, rows, first: timeText(first), last: timeText(last) }
  })
  const common = { job, files: of, source, created: formatTime(created), request }
  const made: Sidecar[] = []
  const add = (kind: Sidecar['kind'], content: unknown) => {
    const bytes = new TextEncoder().encode(`${JSON.stringify(content, null, 1)}\n`)
    made.push({ kind, name: fileName({ source }, range, 'json', `_${kind}`), bytes })
  }
  if (provenance !== null) {
    const { closing, chunksRead } = said
    add('provenance', { ...common, provenance, deployments, history, references, variables, ...closing, chunksRead })
  }
  if (annotations !== null) {
    add('annotations', { ...common, annotations: annotations.map(annotationTold) })
  }
  return made
}

const timeText = (micros: number | null): string | null => (micros === null ? null : formatTime(micros))
