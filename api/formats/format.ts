/** A format turns the parts of an answer into bytes, as they come. */
import type { AnswerPart } from '../answer.ts'

export interface Described {
  readonly refdes: string
  readonly method: string
  readonly stream: string
}

export interface Format {
  readonly name: 'json' | 'ndjson' | 'csv' | 'arrow'
  /** The first is sent; all are understood in `Accept`. */
  readonly mediaTypes: readonly [string, ...string[]]
  /** Of a file to save it as; null: shown. */
  readonly extension: string | null
  encode(described: Described, parts: AsyncIterable<AnswerPart>): AsyncGenerator<Uint8Array, void, undefined>
}

/** Rows turned to text at once: large enough to be fast, small enough to keep memory flat and the first byte early. */
export const rowsPerPiece = 4096
