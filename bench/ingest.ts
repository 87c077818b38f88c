/** Kafka → Cassandra: batches, single messages, and the plain alternative of one INSERT per particle. */
import { setTimeout as sleep } from 'node:timers/promises'
import cassandra from 'cassandra-driver'
import { recountBins } from '../processors/instruments/recount-bins.ts'
import { storeParticles } from '../processors/instruments/store-particles.ts'
import { summariseStreams } from '../processors/instruments/summarise-streams.ts'
import { particleBatches, particles } from '../topics/instruments.ts'
import { emission } from '../topics/topic.ts'
import type { Bed } from './bed.ts'
import { atLeast, cpuSeconds, type Figure, peakMiB } from './measure.ts'
import { batchOf, keyOf, parameters, singleOf } from './particles.ts'

const rowsPerBatch = 3_200

/** Publishes ahead, then measures `store-particles` from its start to lag 0. */
export async function ingestFigures(bed: Bed): Promise<Figure[]> {
  const boot = await bootCpu(bed)
  const batchRows = await publishBatches(bed, 1, 4_000_000)
  const byBatches = await drain(bed, batchRows, boot)
  const singleRows = await publishSingles(bed, 600_000)
  const bySingles = await drain(bed, singleRows, boot)
  const plain = await plainInserts(bed, 40_000)
  return [
    {
      name: 'ingest by batches',
      value: byBatches.rate,
      unit: 'particles/s',
      note: `${batchRows} particles, 10 columns, lag 0`,
    },
    {
      name: 'ingest by batches, per core of the processors',
      value: byBatches.perCore,
      unit: 'particles/s/core',
      goal: atLeast(byBatches.perCore, 250_000),
      note: `${(byBatches.cpu * 1e6) / batchRows} µs CPU per particle`,
    },
    {
      name: 'ingest by single messages',
      value: bySingles.rate,
      unit: 'particles/s',
      note: `${singleRows} messages, lag 0`,
    },
    {
      name: 'ingest by single messages, per core of the processors',
      value: bySingles.perCore,
      unit: 'particles/s/core',
      goal: atLeast(bySingles.perCore, 50_000),
    },
    { name: 'processors, peak memory while ingesting', value: Math.max(byBatches.peak, bySingles.peak), unit: 'MiB' },
    { name: 'plain alternative: one INSERT per particle', value: plain.rate, unit: 'particles/s' },
    { name: 'plain alternative, per core of the client', value: plain.perCore, unit: 'particles/s/core' },
    { name: 'batches : plain alternative', value: byBatches.rate / plain.rate, unit: '×' },
  ]
}

export async function publishBatches(bed: Bed, deployment: number, rows: number): Promise<number> {
  let from = 0
  while (from < rows) {
    const events = Array.from({ length: 16 }, (_, i) => batchOf(deployment, from + i * rowsPerBatch, rowsPerBatch))
    await bed.wiring.publisher.publish(events.map((event) => emission(particleBatches, event)))
    from += 16 * rowsPerBatch
  }
  return from
}

async function publishSingles(bed: Bed, rows: number): Promise<number> {
  for (let from = 0; from < rows; from += 5_000) {
    // Six deployments, so that the messages spread over partitions.
    const events = Array.from({ length: 5_000 }, (_, i) =>
      emission(particles, singleOf(10 + ((from + i) % 6), from + i)),
    )
    await bed.wiring.publisher.publish(events)
  }
  return rows
}

interface Drained {
  readonly rate: number
  readonly perCore: number
  readonly cpu: number
  readonly peak: number
}

/** CPU seconds that the processors take to start, with nothing to do. */
async function bootCpu(bed: Bed): Promise<number> {
  const role = await bed.startRole('processors')
  const cpu = cpuSeconds(role.pid)
  role.kill('SIGTERM')
  await new Promise((resolve) => role.once('exit', resolve))
  return cpu
}

/** From the first event read to lag 0; the CPU of starting is taken off. */
async function drain(bed: Bed, rows: number, boot: number): Promise<Drained> {
  const full = await bed.lag(storeParticles)
  const starting = bed.startRole('processors')
  while ((await bed.lag(storeParticles)) === full) await sleep(20)
  const began = performance.now()
  const role = await starting
  await bed.untilQuiet(storeParticles)
  const seconds = (performance.now() - began) / 1000
  const cpu = cpuSeconds(role.pid) - boot
  const peak = peakMiB(role.pid)
  await bed.untilQuiet(recountBins, summariseStreams)
  role.kill('SIGTERM')
  await new Promise((resolve) => role.once('exit', resolve))
  return { rate: rows / seconds, perCore: rows / cpu, cpu, peak }
}

async function plainInserts(bed: Bed, rows: number): Promise<Drained> {
  const keyspace = `tideline_${bed.env.TIDELINE_NAMESPACE}`
  const client = new cassandra.Client({
    contactPoints: [bed.env.TIDELINE_CASSANDRA_CONTACT_POINTS ?? ''],
    localDataCenter: bed.env.TIDELINE_CASSANDRA_DATACENTER ?? 'datacenter1',
    keyspace,
  })
  const columns = parameters.map((name) => `${name} double`).join(', ')
  await client.execute(
    `CREATE TABLE IF NOT EXISTS plain_particles (stream_key text, bin bigint, time bigint, ${columns}, PRIMARY KEY ((stream_key, bin), time))`,
  )
  const { refdes, method, stream } = keyOf(1)
  const insert = `INSERT INTO plain_particles (stream_key, bin, time, ${parameters.join(', ')}) VALUES (?, ?, ?, ${parameters.map(() => '?').join(', ')})`
  const values = Array.from({ length: rows }, (_, row) => {
    const { time, numbers } = singleOf(1, row)
    const bin = cassandra.types.Long.fromNumber(Math.floor(time / 86_400e6) * 86_400e6)
    return [`${refdes}/${method}/${stream}/1`, bin, cassandra.types.Long.fromNumber(time), ...Object.values(numbers)]
  })
  const before = process.cpuUsage()
  const began = performance.now()
  await cassandra.concurrent.executeConcurrent(client, insert, values, { concurrencyLevel: 64 })
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(before)
  await client.shutdown()
  const cpu = (user + system) / 1e6
  return { rate: rows / seconds, perCore: rows / cpu, cpu, peak: 0 }
}
