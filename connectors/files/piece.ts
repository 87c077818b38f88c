/** A piece of a file: the lines from a saved position to a boundary that depends on that position alone. */
import type { FilePosition, Json } from '../../schemas/file-positions.ts'
import type { Source } from '../../schemas/sources.ts'
import { particleBatches } from '../../topics/instruments.ts'
import { rejected } from '../../topics/pipeline.ts'
import { emission } from '../../topics/topic.ts'
import type { AnyEmission, Line, Parser } from '../connector.ts'
import { batchesOf, type ParsedParticle } from './batches.ts'
import { frameLines, maxLineBytes, windowEnd } from './framing.ts'
import { type ByteReader, readBytes, tailOf } from './identity.ts'
import { resumeOf, withResume } from './resume.ts'

const maxParticles = 4_000
const maxRejections = 100
const maxTextCharacters = 4_096
const maxPartBytes = 512 * 1024

export interface Piece {
  readonly emissions: readonly AnyEmission[]
  /** To be saved once the emissions are published. */
  readonly position: FilePosition
}

export const versionOf = (parser: Parser): string => `${parser.name}@${parser.version}`

/** Null: no complete line follows. `isLast`: the file has ended, so an unterminated line counts. */
export async function readPiece(
  handle: ByteReader,
  source: Source,
  parser: Parser,
  position: FilePosition,
  isLast: boolean,
): Promise<Piece | null> {
  const from = position.offset
  const end = windowEnd(from, position.size)
  const window = await readBytes(handle, from, end - from)
  const particles: ParsedParticle[] = []
  const rejections: AnyEmission[] = []
  const resume = resumeOf(position)
  let { lines, ignored } = position
  let state: Json = resume.parser

  const refuse = (line: number, text: string, reason: string) => {
    rejections.push(emission(rejected, rejectedLine(position.path, line, text, reason)))
  }
  const framed = frameLines(
    window,
    from,
    { isSkipping: resume.isSkipping, isLast: isLast && from + window.length === position.size },
    ({ text, isTooLong }) => {
      lines += 1
      if (isTooLong) refuse(lines, text, `is longer than ${maxLineBytes} bytes; skipped to the next line`)
      else {
        const parsed = parse(parser, text, state)
        state = parsed.state
        if (parsed.line.kind === 'ignored') ignored += 1
        else if (parsed.line.kind === 'rejected') refuse(lines, text, parsed.line.reason)
        else particles.push({ time: parsed.line.time, values: parsed.line.values, line: lines, text })
      }
      return particles.length < maxParticles && rejections.length < maxRejections
    },
  )
  if (framed.consumed === 0) return null

  const to = from + framed.consumed
  const stream = parser.stream(source.method)
  const { batches, misfits } = batchesOf(stream, particles, position.firstSeen)
  for (const { particle, reason } of misfits) refuse(particle.line, particle.text, reason)
  const { path, firstSeen } = position
  const range = { source: source.name, path, firstSeen, from, to, parser: versionOf(parser) }
  const key = { refdes: source.refdes, method: source.method, stream: stream.name, deployment: source.deployment }
  const next: FilePosition = {
    ...position,
    offset: to,
    lines,
    ignored,
    particles: position.particles + particles.length - misfits.length,
    rejected: position.rejected + rejections.length,
    finished: false,
  }
  return {
    emissions: [
      ...batches.map((batch) => emission(particleBatches, { ...key, ...batch, source: range })),
      ...rejections,
    ],
    position: withResume(next, {
      parser: state,
      isSkipping: framed.isSkipping,
      tail: await tailOf(handle, to),
      sha256: null,
    }),
  }
}

/** Parts that fit one request to the broker. */
export function inParts(emissions: readonly AnyEmission[]): AnyEmission[][] {
  const parts: AnyEmission[][] = []
  let room = 0
  for (const one of emissions) {
    const bytes = one.topic === particleBatches ? one.value.arrow.length : maxTextCharacters
    if (parts.length === 0 || bytes > room) {
      parts.push([])
      room = maxPartBytes
    }
    parts.at(-1)?.push(one)
    room -= bytes
  }
  return parts
}

function parse(parser: Parser, text: string, state: Json): { line: Line; state: Json } {
  try {
    return parser.line(text, state)
  } catch (error) {
    return { line: { kind: 'rejected', reason: `the parser ${versionOf(parser)} failed: ${String(error)}` }, state }
  }
}

const rejectedLine = (file: string, line: number, text: string, reason: string) => ({
  code: 'line-unparsed',
  reason,
  by: 'files',
  topic: null,
  partition: null,
  offset: null,
  file,
  line,
  text: text.slice(0, maxTextCharacters),
  key: null,
  bytes: null,
  claim: null,
  headers: {},
  stack: null,
})
