/** Real logs lie beside the checkout on the project's own machines; elsewhere the parsers' hand-made cases remain. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Line, Parser } from '../../../connectors/connector.ts'
import type { Json } from '../../../schemas/file-positions.ts'

const folder = join(import.meta.dirname, '../../../../shared/data/ooi')

export interface RealLog {
  readonly text: string
  /** True: the project's own sample stands in, for the real data folder is absent. */
  readonly isSample: boolean
}

export function realLog(name: string, sample: string): RealLog {
  const path = join(folder, name)
  const isSample = !existsSync(path)
  if (isSample) process.stdout.write(`${path} is absent: the project's own sample ${sample} is used instead\n`)
  const from = isSample ? join(import.meta.dirname, '../../../deploy/samples', sample) : path
  return { text: readFileSync(from, 'latin1'), isSample }
}

export type ParsedParticle = Extract<Line, { kind: 'particle' }>

export interface Parsed {
  readonly lines: readonly Line[]
  readonly particles: readonly ParsedParticle[]
  readonly ignored: number
  readonly rejected: readonly string[]
}

export function parseAll(parser: Parser, text: string): Parsed {
  let state: Json = null
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const parsed = parser.line(line.replace(/\r+$/, ''), state)
      state = parsed.state
      return parsed.line
    })
  return {
    lines,
    particles: lines.filter((line) => line.kind === 'particle'),
    ignored: lines.filter((line) => line.kind === 'ignored').length,
    rejected: lines.flatMap((line) => (line.kind === 'rejected' ? [line.reason] : [])),
  }
}
