/** What came in one batch of events, by stream key. */
import { fromArrow } from '../../schemas/columns/arrow.ts'
import { rowHashes } from '../../schemas/columns/row-hash.ts'
import { Reject } from '../../schemas/failures.ts'
import type { Particle, ParticleBatch } from '../../schemas/generated/events.ts'
import { filePieces, type ParticleSource, published } from '../../schemas/particle-sources.ts'
import { formatStreamKey, type StreamKey } from '../../schemas/streams.ts'
import { particleBatches, particles } from '../../topics/instruments.ts'
import type { HashedRows } from './batch-rows.ts'
import type { Sourced } from './chunk-sources.ts'
import { ParticleColumns } from './particle-columns.ts'
import { type Breach, parameterNameBreach, streamKeyBreach, timeBreach } from './particle-rules.ts'

const maxRows = 1_000_000

export type ArrivedRows = HashedRows & Sourced

interface Arrived {
  readonly key: StreamKey
  readonly breach: Breach | null
  readonly rows: ArrivedRows[]
  readonly singles: ParticleColumns[]
  /** Who published the single ones. */
  readonly producers: Set<string | undefined>
}

export class Arrivals {
  private readonly byKey = new Map<string, Arrived>()
  private readonly nameBreaches = new Map<string, Breach | null>()
  private latest: Arrived | null = null

  /** Null when taken. */
  addParticle(particle: Particle, producer: string | undefined): Breach | null {
    const arrived = this.arrivedOf(particle)
    const breach = arrived.breach ?? timeBreach(particle.time)
    if (breach !== null) return breach
    arrived.producers.add(producer)
    for (const columns of arrived.singles) {
      const failure = columns.add(particle)
      if (failure !== 'conflict') return failure
    }
    const columns = new ParticleColumns((name) => this.nameBreach(name))
    const failure = columns.add(particle)
    if (failure === null) arrived.singles.push(columns)
    return failure as Breach | null
  }

  addBatch(event: ParticleBatch, producer: string | undefined): Breach | null {
    const arrived = this.arrivedOf(event)
    if (arrived.breach !== null) return arrived.breach
    try {
      const batch = fromArrow(event.arrow, { maxRows })
      const breach = this.batchBreach(event.count, batch)
      if (breach === null && batch.length > 0) {
        const source = event.source === null ? published(particleBatches.name, producer) : filePieces(event.source)
        arrived.rows.push(sourced({ batch, hashes: rowHashes(batch) }, [source]))
      }
      return breach
    } catch (error) {
      if (error instanceof Reject) return { code: 'arrow-invalid', reason: error.message }
      throw error
    }
  }

  /** Every stream key with its rows, in the order in which they came. */
  *streams(): Generator<{ key: StreamKey; rows: ArrivedRows[] }> {
    for (const { key, rows, singles, producers } of this.byKey.values()) {
      const sources = [...producers].map((producer) => published(particles.name, producer))
      const gathered = singles.map((columns) => {
        const batch = columns.build(key.stream)
        return sourced({ batch, hashes: rowHashes(batch) }, sources)
      })
      yield { key, rows: [...rows, ...gathered] }
    }
  }

  private batchBreach(count: number, batch: HashedRows['batch']): Breach | null {
    if (batch.length !== count) {
      return { code: 'count-mismatch', reason: `count says ${count}, the Arrow stream holds ${batch.length} rows` }
    }
    for (const name of batch.columns.keys()) {
      const breach = this.nameBreach(name)
      if (breach !== null) return breach
    }
    return null
  }

  private nameBreach(name: string): Breach | null {
    let breach = this.nameBreaches.get(name)
    if (breach === undefined) {
      breach = parameterNameBreach(name)
      this.nameBreaches.set(name, breach)
    }
    return breach
  }

  private arrivedOf(event: StreamKey): Arrived {
    const { refdes, method, stream, deployment } = event
    const last = this.latest?.key
    if (last?.refdes === refdes && last.stream === stream && last.deployment === deployment && last.method === method) {
      return this.latest as Arrived
    }
    const key = { refdes, method, stream, deployment }
    const text = formatStreamKey(key)
    let arrived = this.byKey.get(text)
    if (arrived === undefined) {
      arrived = { key, breach: streamKeyBreach(key), rows: [], singles: [], producers: new Set() }
      this.byKey.set(text, arrived)
    }
    this.latest = arrived
    return arrived
  }
}

function sourced(rows: HashedRows, sources: readonly ParticleSource[]): ArrivedRows {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const time of rows.batch.time) {
    if (time < first) first = time
    if (time > last) last = time
  }
  return { ...rows, first, last, sources }
}
