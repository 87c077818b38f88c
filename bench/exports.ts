/**
 * A large export: how fast, and whether the executor's memory stays flat. Alone: `node dist/bench/exports.js`, with
 * `TIDELINE_BENCH_EXPORT_MB` megabytes of CSV (default 2000) of as many particles.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { recountBins } from '../processors/instruments/recount-bins.ts'
import { storeParticles } from '../processors/instruments/store-particles.ts'
import { summariseStreams } from '../processors/instruments/summarise-streams.ts'
import { type Bed, makeBed } from './bed.ts'
import { publishBatches } from './ingest.ts'
import { atMost, cpuSeconds, type Figure, peakMiB, printTable, resetPeak, residentMiB } from './measure.ts'
import { keyOf } from './particles.ts'

/** Of a row of CSV: time, deployment, ten computed doubles. */
const rowBytes = 218
const megabytes = Number(process.env.TIDELINE_BENCH_EXPORT_MB ?? 2000)
const mostGrowthMiB = 300

interface Job {
  readonly id: string
  readonly state: string
  readonly progress: number
  readonly rows: number
  readonly bytes: number
  readonly estimate: { readonly bytes: number; readonly seconds: number }
  readonly files: readonly { readonly size: number }[]
}

/** `rows`: those that are stored of the deployment, at 1 Hz from 2020 on. */
export async function exportFigures(bed: Bed, deployment: number, rows: number): Promise<Figure[]> {
  const { refdes, method, stream } = keyOf(deployment)
  const wanted = Math.min(rows, Math.ceil((megabytes * 1e6) / rowBytes))
  const stop = new Date(Date.UTC(2020, 0, 1) + wanted * 1000).toISOString()
  const streams = [{ refdes, method, stream }]
  const executor = await bed.startRole('executors')
  // What a first, small export loads and compiles is no growth.
  await finished(bed, await ask(bed, { streams, deployment, format: 'csv', stop: '2020-01-01T06:00:00Z' }))
  const before = residentMiB(executor.pid)
  const cpu = cpuSeconds(executor.pid)
  resetPeak(executor.pid)
  const began = performance.now()
  let firstHalf = 0
  const job = await finished(bed, await ask(bed, { streams, deployment, format: 'csv', stop }), ({ progress }) => {
    if (firstHalf > 0 || progress < 0.5) return
    firstHalf = peakMiB(executor.pid)
    resetPeak(executor.pid)
  })
  const seconds = (performance.now() - began) / 1000
  const secondHalf = peakMiB(executor.pid)
  const cores = (cpuSeconds(executor.pid) - cpu) / seconds
  await fetch(`${bed.url}/jobs/${job.id}`, { method: 'DELETE' })
  executor.kill('SIGTERM')
  await new Promise((resolve) => executor.once('exit', resolve))
  const growth = Math.max(firstHalf, secondHalf) - before
  const size = `${(job.bytes / 1e9).toFixed(2)} GB of CSV`
  return [
    {
      name: `export of ${size}, growth of the executor's memory`,
      value: growth,
      unit: 'MiB',
      goal: atMost(growth, mostGrowthMiB),
      note: `${before.toFixed(0)} MiB before; at most ${firstHalf.toFixed(0)} in the first half, ${secondHalf.toFixed(0)} in the second`,
    },
    {
      name: `export of ${size}`,
      value: job.bytes / 1e6 / seconds,
      unit: 'MB/s',
      note: `${seconds.toFixed(0)} s, ${job.rows} rows, ${job.files.length} files, ${cores.toFixed(2)} cores of the executor`,
    },
    {
      name: `export of ${size}, estimated : true bytes`,
      value: job.estimate.bytes / job.bytes,
      unit: '×',
      note: `estimated ${job.estimate.seconds} s`,
    },
  ]
}

async function ask(bed: Bed, body: object): Promise<Job> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${bed.url}/exports`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (response.status !== 202) throw new Error(`POST /exports: ${response.status} ${await response.text()}`)
  return (await response.json()) as Job
}

async function finished(bed: Bed, { id }: Job, onProgress: (job: Job) => void = () => {}): Promise<Job> {
  for (;;) {
    const response = await fetch(`${bed.url}/jobs/${id}`)
    if (!response.ok) throw new Error(`the export failed: ${response.status} ${await response.text()}`)
    const job = (await response.json()) as Job
    if (job.state === 'finished') return job
    onProgress(job)
    await sleep(500)
  }
}

if (process.argv[1] === import.meta.filename) {
  const bed = await makeBed()
  try {
    await Promise.all([bed.startRole('processors'), bed.startRole('gateway')])
    const rows = await publishBatches(bed, 2, Math.ceil((megabytes * 1e6) / rowBytes))
    await bed.untilQuiet(storeParticles, recountBins, summariseStreams)
    printTable(await exportFigures(bed, 2, rows))
  } finally {
    await bed.close()
  }
}
