/**
 * Reduced answers: 10 M particles to 1,000 points, 325,000 to 1,000, and 32 readers at once. Beside each the same extremes
 * from the answer in full resolution, by pyarrow and NumPy.
 */
import { cpus } from 'node:os'
import { compactBins } from '../processors/instruments/compact-bins.ts'
import { recountBins } from '../processors/instruments/recount-bins.ts'
import { summariseStreams } from '../processors/instruments/summarise-streams.ts'
import { fragmentedBins } from '../schemas/tables.ts'
import { minuteTicked } from '../topics/pipeline.ts'
import { emission } from '../topics/topic.ts'
import type { Bed } from './bed.ts'
import { atMost, type Figure, percentile } from './measure.ts'
import { dataPath } from './particles.ts'
import { runPython } from './python.ts'

const readers = 32
const shortRows = 325_000
const points = 1000
/** Ticks after which bins that are still in many chunks stay so. */
const mostTicks = 12

export async function reductionFigures(bed: Bed): Promise<Figure[]> {
  await compacted(bed)
  const whole = `${bed.url}${dataPath}?deployment=2&parameters=temp`
  const short = (index: number) => `${whole}&${rangeOf(index)}`
  const reduced = (url: string, index: number, how = 'minmax') => `${url}&reduce=${how}&limit=${points + (index % 50)}`
  const long = await timesOf(12, (index) => reduced(whole, index))
  const means = await timesOf(12, (index) => reduced(whole, index, 'mean'))
  const began = busyMs()
  const one = await timesOf(100, (index) => reduced(short(index), index))
  const between = busyMs()
  const many = await atOnce(6, (index) => reduced(short(index), index))
  const [ofOne, ofMany] = [(between - began) / (one.length + 2), (busyMs() - between) / many.length]
  const oneFull = await timesOf(12, (index) => `${short(index)}&format=arrow`)
  const manyFull = await atOnce(2, (index) => `${short(index)}&format=arrow`)
  const share = cpus().length / readers
  const slower = (all: readonly number[], alone: readonly number[]) =>
    percentile(all, 50) / (percentile(alone, 50) / share)
  const shareNote = `p50 of ${readers} readers × ${cpus().length}/${readers} of the cores, by p50 of one`
  const [ofReaders, ofFullReaders] = [slower(many, one), slower(manyFull, oneFull)]
  return [
    goal('10 M points to 1,000, minmax, median', percentile(long, 50), 300),
    goal('10 M points to 1,000, mean, median', percentile(means, 50), 300),
    ...alternative('10 M points to 1,000', `${whole}&format=arrow`, 1, percentile(long, 50)),
    { name: '325,000 rows to 1,000, minmax, p50', value: percentile(one, 50), unit: 'ms' },
    goal('325,000 rows to 1,000, minmax, p95', percentile(one, 95), 150),
    ...alternative('325,000 rows to 1,000', `${short(7)}&format=arrow`, 7, percentile(one, 50)),
    { name: `${readers} readers at once, 325,000 rows to 1,000, p50`, value: percentile(many, 50), unit: 'ms' },
    {
      name: `${readers} readers, latency by that of one at its core-share`,
      ...{ value: ofReaders, unit: '×', goal: atMost(ofReaders, 2), note: shareNote },
    },
    { name: 'processor time of such an answer, one reader', value: ofOne, unit: 'ms', note: 'of the whole machine' },
    { name: `processor time of such an answer, ${readers} readers`, value: ofMany, unit: 'ms' },
    {
      name: `the same of 325,000 full rows as Arrow`,
      ...{ value: ofFullReaders, unit: '×', note: `p50 of one ${percentile(oneFull, 50).toFixed(0)} ms` },
    },
  ]
}

/** Of all processors, since the machine began: what else it does counts too. */
const busyMs = (): number => cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)

const goal = (name: string, value: number, most: number): Figure => ({
  ...{ name, value, unit: 'ms', goal: atMost(value, most) },
})

/** Bins whole, as the clock leaves them: the first ticks of an hour from now. */
async function compacted(bed: Bed): Promise<void> {
  const fragmented = bed.wiring.tables.view(fragmentedBins)
  const hour = 3_600_000_000
  let before = Number.POSITIVE_INFINITY
  for (let tick = 0; tick < mostTicks; tick++) {
    const minute = Date.now() * 1000 + hour + tick * 60_000_000
    await bed.wiring.publisher.publish([emission(minuteTicked, { minute })])
    await bed.untilQuiet(compactBins, recountBins, summariseStreams)
    const left = (await fragmented.slice({ partition: { shard: 0 } })).length
    if (left === 0 || left === before) return
    before = left
  }
}

/** Of 325,000 particles a second apart, each index another. */
function rangeOf(index: number): string {
  const start = Date.UTC(2020, 0, 2) + (index % 1000) * 7_777_000
  const stop = start + shortRows * 1000
  return `start=${new Date(start).toISOString()}&stop=${new Date(stop).toISOString()}`
}

/** Milliseconds of one question after another; the first two warm up. */
async function timesOf(count: number, url: (index: number) => string): Promise<number[]> {
  const times: number[] = []
  for (let index = -2; index < count; index++) {
    const time = await answered(url(index + 2))
    if (index >= 0) times.push(time)
  }
  return times
}

/** Of readers that ask so many questions each, all different. */
async function atOnce(questions: number, url: (index: number) => string): Promise<number[]> {
  const ask = async (_: unknown, reader: number) => {
    const times: number[] = []
    for (let at = 0; at < questions; at++) times.push(await answered(url(200 + reader * questions + at)))
    return times
  }
  return (await Promise.all(Array.from({ length: readers }, ask))).flat()
}

async function answered(url: string): Promise<number> {
  const began = performance.now()
  const response = await fetch(url)
  const body = await response.arrayBuffer()
  if (!response.ok) throw new Error(`${url}: ${response.status} ${Buffer.from(body).toString().slice(0, 200)}`)
  return performance.now() - began
}

const python = `
import json, sys, time, urllib.request
import numpy as np, pyarrow as pa
url, turns, points = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
times = []
for turn in range(turns + 1):
    then = time.perf_counter()
    table = pa.ipc.open_stream(urllib.request.urlopen(url)).read_all()
    t, v = table['time'].to_numpy(), table['temp'].to_numpy()
    at = np.linspace(0, len(v), points // 2, endpoint=False).astype(int)
    low, high = np.minimum.reduceat(v, at), np.maximum.reduceat(v, at)
    times.append((time.perf_counter() - then) * 1000)
print(json.dumps(dict(rows=len(v), ms=sorted(times[1:] or times)[len(times[1:]) // 2])))
`

function alternative(name: string, url: string, turns: number, ours: number): Figure[] {
  const { ms } = runPython<{ ms: number }>(python, url, String(turns), String(points))
  const note = `${(ms / ours).toFixed(1)} times as long`
  return [{ name: `${name} from full rows, pyarrow + NumPy`, value: ms, unit: 'ms', note }]
}
