/** Rates of a stream from what is stored of it: chunks for the last minutes, bins for the last day. */
import { binLength } from '../definitions/index.ts'
import { formatStreamKey, type StreamKey } from '../streams.ts'
import type { TableView } from '../table.ts'
import { type chunkStats, type streamBins, timeColumn } from '../tables.ts'

/** Particles per second. */
export interface Rates {
  readonly overMinutes: number
  readonly overDay: number
}

const minutes = 5 * 60_000_000
const day = 86_400_000_000

export interface RateViews {
  readonly stats: TableView<typeof chunkStats>
  readonly bins: TableView<typeof streamBins>
}

/** Over the time before `now`. `keys`: those of the stream that have particles of the last day. */
export async function measureRates(views: RateViews, keys: readonly StreamKey[], now: number): Promise<Rates> {
  const [recent, daily] = await Promise.all([
    sumOf(keys, (key) => recentChunks(views, key, now), now - minutes, now),
    sumOf(keys, (key) => dailyBins(views, key, now), now - day, now),
  ])
  return { overMinutes: recent / (minutes / 1_000_000), overDay: daily / (day / 1_000_000) }
}

/** Particles that are as far apart from each other. */
export interface Run {
  readonly count: number
  readonly first: number
  readonly last: number
}

async function sumOf(keys: readonly StreamKey[], runsOf: (key: StreamKey) => Promise<Run[]>, from: number, to: number) {
  const runs = (await Promise.all(keys.map(runsOf))).flat()
  return runs.reduce((sum, run) => sum + countWithin(run, from, to), 0)
}

async function recentChunks({ stats }: RateViews, key: StreamKey, now: number): Promise<Run[]> {
  const columns = ['count', 'first', 'last'] as const
  const slices = [...binsBetween(key.stream, now - minutes, now)].map((bin) =>
    stats.slice({ partition: { stream_key: formatStreamKey(key), bin }, prefix: { column_name: timeColumn }, columns }),
  )
  const rows = (await Promise.all(slices)).flat()
  return rows.flatMap(({ count, first, last }) => (first === null || last === null ? [] : [{ count, first, last }]))
}

function dailyBins({ bins }: RateViews, key: StreamKey, now: number): Promise<Run[]> {
  return bins.slice({
    partition: { stream_key: formatStreamKey(key) },
    from: Math.floor((now - day) / binLength(key.stream)) * binLength(key.stream),
    to: now + 1,
    columns: ['count', 'first', 'last'],
  })
}

function* binsBetween(stream: string, from: number, to: number): Iterable<number> {
  const length = binLength(stream)
  for (let bin = Math.floor(from / length) * length; bin <= to; bin += length) yield bin
}

/** Particles with from < time ≤ to, of a run whose particles are as far apart from each other. */
export function countWithin({ count, first, last }: Run, from: number, to: number): number {
  const until = (time: number) => {
    if (time < first) return 0
    if (time >= last) return count
    return Math.floor(((time - first) * (count - 1)) / (last - first)) + 1
  }
  return until(to) - until(from)
}
