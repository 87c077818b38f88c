/** The events about a file. */
import type { FilePosition } from '../../schemas/file-positions.ts'
import type { FileState } from '../../schemas/generated/events.ts'
import { filesArrived } from '../../topics/files.ts'
import { emission } from '../../topics/topic.ts'
import type { AnyEmission, Parser } from '../connector.ts'
import { versionOf } from './piece.ts'
import type { Kept } from './resume.ts'

/** `kept` is null except for a finished file. `at` is UTC microseconds since 1970. */
export function arrival(
  state: FileState,
  position: FilePosition,
  parser: Parser,
  at: number,
  kept: Kept | null = null,
): AnyEmission {
  const { source, path, size, lines, particles, ignored, rejected, firstSeen } = position
  const { sha256, object } = kept ?? { sha256: null, object: null }
  const counts = { lines, particles, ignored, rejected }
  const file = { source, path, firstSeen, state, size, sha256, object }
  return emission(filesArrived, { ...file, parser: versionOf(parser), ...counts, at })
}
