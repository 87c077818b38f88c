/** Particles of one piece of a file become batches, small enough for a topic. */
import { toArrow } from '../../schemas/columns/arrow.ts'
import { BatchBuilder } from '../../schemas/columns/builder.ts'
import type { ColumnType } from '../../schemas/columns/column.ts'
import type { StreamDefinition } from '../../schemas/definitions/definition.ts'

export interface ParsedParticle {
  /** UTC microseconds since 1970. */
  readonly time: number
  readonly values: Readonly<Record<string, unknown>>
  /** Line number from 1. */
  readonly line: number
  readonly text: string
}

export interface Batches {
  readonly batches: readonly { readonly count: number; readonly arrow: Uint8Array }[]
  /** Particles whose values do not fit the stream's types. */
  readonly misfits: readonly { readonly particle: ParsedParticle; readonly reason: string }[]
}

export const maxArrowBytes = 200 * 1024

/** A function of its arguments alone: the same particles give the same bytes. */
export function batchesOf(stream: StreamDefinition, particles: readonly ParsedParticle[], driverTime: number): Batches {
  if (particles.length === 0) return { batches: [], misfits: [] }
  try {
    const arrow = encode(stream, particles, driverTime)
    if (arrow.length <= maxArrowBytes || particles.length === 1) {
      return { batches: [{ count: particles.length, arrow }], misfits: [] }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    if (particles.length === 1) {
      return { batches: [], misfits: [{ particle: particles[0] as ParsedParticle, reason: error.message }] }
    }
  }
  const half = particles.length >> 1
  const first = batchesOf(stream, particles.slice(0, half), driverTime)
  const second = batchesOf(stream, particles.slice(half), driverTime)
  return { batches: [...first.batches, ...second.batches], misfits: [...first.misfits, ...second.misfits] }
}

function encode(stream: StreamDefinition, particles: readonly ParsedParticle[], driverTime: number): Uint8Array {
  const builder = new BatchBuilder(typesOf(stream, particles))
  for (const { time, values } of particles) builder.add(time, { ...values, driver_timestamp: driverTime })
  return toArrow(builder.build())
}

/** The parameters that these particles have, in the stream's order. */
function typesOf(stream: StreamDefinition, particles: readonly ParsedParticle[]): Record<string, ColumnType> {
  const present = new Set<string>(['driver_timestamp'])
  for (const { values } of particles) for (const name of Object.keys(values)) present.add(name)
  const types: Record<string, ColumnType> = {}
  for (const [name, parameter] of Object.entries(stream.parameters)) {
    if (present.delete(name)) types[name] = parameter.type
  }
  if (present.size > 0) {
    throw new RangeError(
      `${[...present].join(', ')}: not a parameter of stream ${stream.name}; add it to its definition`,
    )
  }
  return types
}
