/** What came in one batch of events, by stream key. */
import { fromArrow } from '../../schemas/columns/arrow.ts'
import { rowHashes } from '../../schemas/columns/row-hash.ts'
import { Reject } from '../../schemas/failures.ts'
import type { Particle, ParticleBatch } from '../../schemas/generated/events.ts'
import { formatStreamKey, type StreamKey } from '../../schemas/streams.ts'
import type { HashedRows } from './batch-rows.ts'
import { ParticleColumns } from './particle-columns.ts'
import { type Breach, parameterNameBreach, streamKeyBreach, timeBreach } from './particle-rules.ts'

const maxRows = 1_000_000

interface Arrived {
  readonly key: StreamKey
  readonly breach: Breach | null
  readonly rows: HashedRows[]
  readonly singles: ParticleColumns[]
}

export class Arrivals {
  private readonly byKey = new Map<string, Arrived>()
  private readonly nameBreaches = new Map<string, Breach | null>()
  private latest: Arrived | null = null

  /** Null when taken. */
  addParticle(particle: Particle): Breach | null {
    const arrived = this.arrivedOf(particle)
    const breach = arrived.breach ?? timeBreach(particle.time)
    if (breach !== null) return breach
    for (const columns of arrived.singles) {
      const failure = columns.add(particle)
      if (failure !== 'conflict') return failure
    }
    const columns = new ParticleColumns((name) => this.nameBreach(name))
    const failure = columns.add(particle)
    if (failure === null) arrived.singles.push(columns)
    return failure as Breach | null
  }

  addBatch(event: ParticleBatch): Breach | null {
    const arrived = this.arrivedOf(event)
    if (arrived.breach !== null) return arrived.breach
    try {
      const batch = fromArrow(event.arrow, { maxRows })
      const breach = this.batchBreach(event.count, batch)
      if (breach === null && batch.length > 0) arrived.rows.push({ batch, hashes: rowHashes(batch) })
      return breach
    } catch (error) {
      if (error instanceof Reject) return { code: 'arrow-invalid', reason: error.message }
      throw error
    }
  }

  /** Every stream key with its rows, in the order in which they came. */
  *streams(): Generator<{ key: StreamKey; rows: HashedRows[] }> {
    for (const { key, rows, singles } of this.byKey.values()) {
      const gathered = singles.map((columns) => {
        const batch = columns.build(key.stream)
        return { batch, hashes: rowHashes(batch) }
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
      arrived = { key, breach: streamKeyBreach(key), rows: [], singles: [] }
      this.byKey.set(text, arrived)
    }
    this.latest = arrived
    return arrived
  }
}
