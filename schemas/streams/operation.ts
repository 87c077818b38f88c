/** Operations: their states, and what is wrong with a wish. */
import type { OperationChanged } from '../generated/events.ts'
import { operationNameProblem, streamNameProblem } from './managed-stream.ts'

/** States of a replica and their order in a life, as the process dispatchers of Nimbus number them. */
export const operationStates = {
  requested: 200,
  'died-requested': 250,
  waiting: 300,
  pending: 400,
  running: 500,
  terminating: 600,
  terminated: 700,
  exited: 800,
  failed: 850,
  rejected: 900,
} as const
export type OperationState = keyof typeof operationStates
export const isOperationState = (state: string): state is OperationState => Object.hasOwn(operationStates, state)

export const maxConcurrency = 64
export const maxReplicas = 256

type Wish = Pick<OperationChanged, 'name' | 'input' | 'output' | 'concurrency' | 'replicas'>

export interface FieldProblem {
  readonly field: string
  /** The rest of a sentence that begins with the field. */
  readonly reason: string
}

/** All that is wrong with a wish by itself; whether its streams and definition exist is asked elsewhere. */
export function operationProblems(wish: Wish): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const field of ['name', 'input', 'output'] as const) {
    const reason = field === 'name' ? operationNameProblem(wish.name) : streamNameProblem(wish[field])
    if (reason !== null) problems.push({ field, reason })
  }
  if (wish.input === wish.output) {
    problems.push({
      field: 'output',
      reason: 'must be another stream than input: its messages would come back for ever',
    })
  }
  for (const [field, most] of [
    ['concurrency', maxConcurrency],
    ['replicas', maxReplicas],
  ] as const) {
    const value = wish[field]
    if (Number.isInteger(value) && value >= 1 && value <= most) continue
    problems.push({ field, reason: `must be a whole number from 1 to ${most}; got ${value}` })
  }
  return problems
}

interface Link {
  readonly name: string
  readonly input: string
  readonly output: string
}

/** Names of the operations that lead from one stream to another, in their order; null: none do. */
export function wayBack(all: readonly Link[], from: string, to: string): string[] | null {
  const ways = new Map<string, readonly string[]>([[from, []]])
  // A map gives also what is added while it is walked.
  for (const [stream, way] of ways) {
    if (stream === to) return [...way]
    for (const { name, input, output } of all) {
      if (input === stream && !ways.has(output)) ways.set(output, [...way, name])
    }
  }
  return null
}
