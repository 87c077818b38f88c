/** A parser of an instrument's log is declared in one file: a name, a version, its stream and a function of a line. */
import type { StreamDefinition } from '../../schemas/definitions/definition.ts'
import type { Line, Parser } from '../connector.ts'

export type { Line, Parser } from '../connector.ts'

interface Declaration {
  readonly name: string
  readonly version: number
  readonly about: string
  stream(method: string): StreamDefinition
  line(text: string): Line
}

/** A parser of a format in which every line stands for itself. */
export function defineParser(declaration: Declaration): Parser {
  return Object.freeze({ ...declaration, line: (text: string) => ({ line: declaration.line(text), state: null }) })
}

export const isRecovered = (method: string): boolean => method.startsWith('recovered')

export const ignored = (reason: string): Line => ({ kind: 'ignored', reason })
export const rejectedLine = (reason: string): Line => ({ kind: 'rejected', reason })
