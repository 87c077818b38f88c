/** What a position carries beside its numbers, as JSON, so that reading resumes inside a file as if it never stopped. */
import type { FilePosition, Json } from '../../schemas/file-positions.ts'

/** What lies in the object store of a file. */
export type Kept = {
  readonly object: string
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
}

export interface Resume {
  /** The parser's state after the last line. */
  readonly parser: Json
  /** The position is inside a line that is too long. */
  readonly isSkipping: boolean
  /** Hash of the bytes just before the position. */
  readonly tail: string | null
  /** Milliseconds since 1970: the file's modification time at the last look. */
  readonly modified: number
  /** Of the whole file, once finished. */
  readonly sha256: string | null
  /** Since the file was last finished, also while it grows on. */
  readonly kept: Kept | null
}

const beginning: Resume = { parser: null, isSkipping: false, tail: null, modified: 0, sha256: null, kept: null }

export function resumeOf(position: FilePosition): Resume {
  return { ...beginning, ...(position.state as Partial<Resume> | null) }
}

export function withResume(position: FilePosition, change: Partial<Resume>): FilePosition {
  return { ...position, state: { ...resumeOf(position), ...change } }
}
