/** Checked particles as events: single ones, or Arrow batches where there are many. The meaning is the same. */
import { setImmediate } from 'node:timers/promises'
import { toArrow } from '../schemas/columns/arrow.ts'
import { BatchBuilder } from '../schemas/columns/builder.ts'
import type { ColumnType, ScalarType } from '../schemas/columns/column.ts'
import { bytesOf, newValues } from '../schemas/columns/types.ts'
import type { Particle, ParticleBatch, Vector } from '../schemas/generated/events.ts'
import type { StreamKey } from '../schemas/streams.ts'
import { type PostedParticles, pieceLength, placeName } from './particles.ts'
import { GatewayProblem } from './problems.ts'
import type { ParticleValue, ScalarValue } from './values.ts'

/** From so many particles on they travel as batches. */
export const batchFrom = 500
/** Below the topic's largest message, with room for the envelope. */
const maxEventBytes = 900_000

/** One event a particle. */
export function particleEvents(key: StreamKey, { particles, types, places }: PostedParticles): Particle[] {
  return particles.map(({ time, values }, index) => {
    const event = {
      ...key,
      time,
      numbers: {} as Record<string, number>,
      integers: {} as Record<string, number>,
      texts: {} as Record<string, string>,
      booleans: {} as Record<string, boolean>,
      times: {} as Record<string, number>,
      vectors: {} as Record<string, Vector>,
      textLists: {} as Record<string, readonly string[]>,
    }
    for (const [name, value] of Object.entries(values)) place(event, name, types[name] as ColumnType, value)
    // Characters and 8 bytes a value bound what Avro will take, without encoding it here.
    if (JSON.stringify(values).length > maxEventBytes / 3) throw tooLarge(places[index])
    return event
  })
}

/** Batches that fit the topic's messages, made piece by piece. */
export async function particleBatchEvents(key: StreamKey, posted: PostedParticles): Promise<ParticleBatch[]> {
  const events: ParticleBatch[] = []
  for (let from = 0; from < posted.particles.length; from += pieceLength) {
    if (from > 0) await setImmediate()
    events.push(...fittingBatches(key, posted, from, Math.min(from + pieceLength, posted.particles.length)))
  }
  return events
}

/** One batch, or halves of halves where it is too large for a message. */
function fittingBatches(key: StreamKey, posted: PostedParticles, from: number, to: number): ParticleBatch[] {
  const builder = new BatchBuilder(posted.types)
  for (const { time, values } of posted.particles.slice(from, to)) builder.add(time, values)
  const arrow = toArrow(builder.build())
  if (arrow.length <= maxEventBytes) return [{ ...key, count: to - from, arrow, source: null }]
  if (to - from === 1) throw tooLarge(posted.places[from])
  const middle = (from + to) >> 1
  return [...fittingBatches(key, posted, from, middle), ...fittingBatches(key, posted, middle, to)]
}

type Values = Pick<Particle, 'numbers' | 'integers' | 'texts' | 'booleans' | 'times' | 'vectors' | 'textLists'>
type Writable = { [K in keyof Values]: Record<string, Values[K][string]> }

function place(event: Writable, name: string, type: ColumnType, value: ParticleValue): void {
  if (type.list !== undefined) {
    if (type.scalar === 'string') event.textLists[name] = value as readonly string[]
    else event.vectors[name] = vector(type.scalar, value as readonly ScalarValue[])
  } else if (type.scalar === 'string') event.texts[name] = value as string
  else if (type.scalar === 'boolean') event.booleans[name] = value as boolean
  else if (type.scalar === 'timestamp') event.times[name] = value as number
  else if (type.scalar === 'float32' || type.scalar === 'float64') event.numbers[name] = value as number
  else event.integers[name] = value as number
}

/** In the machine's byte order: little-endian wherever Node runs. */
function vector(scalar: Exclude<ScalarType, 'string'>, elements: readonly ScalarValue[]): Vector {
  const kind = scalar === 'timestamp' ? 'int64' : scalar
  const values = newValues(kind, elements.length)
  const isWide = values instanceof BigInt64Array || values instanceof BigUint64Array
  for (const [index, element] of elements.entries()) values[index] = isWide ? BigInt(element) : Number(element)
  return { kind, data: bytesOf(values) }
}

const tooLarge = (at: PostedParticles['places'][number] | undefined): GatewayProblem =>
  new GatewayProblem('too-large', `${at === undefined ? 'a particle' : placeName(at)} is too large for one message`, at)
