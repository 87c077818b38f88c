/**
 * `node dist/bench/availability.js`: ten years of 20 streams of daily bins as `GET /available`, on the real services. Beside
 * it ooi_status's way: the same bins as pandas frames, and a loop over their rows for each stream.
 */
import { summariseStreams } from '../processors/instruments/summarise-streams.ts'
import { deployments } from '../schemas/catalogue-tables.ts'
import { formatStreamKey } from '../schemas/streams.ts'
import { put } from '../schemas/table.ts'
import { streamBins } from '../schemas/tables.ts'
import { binsRecounted } from '../topics/instruments.ts'
import { emission } from '../topics/topic.ts'
import { type Bed, makeBed } from './bed.ts'
import { atMost, type Figure, percentile, printTable } from './measure.ts'
import { runPython } from './python.ts'

const day = 86_400_000_000
const days = 3_652
const began = Date.UTC(2014, 0, 1) * 1000
const streamCount = 20
const refdes = 'CE01TEST-RID16-03-CTDBPC000'
const requests = 200
const warmUp = 30
const goalMs = 50
const key = (n: number) => ({ refdes, method: 'telemetered', stream: `bench_samples_${n}`, deployment: 1 })

/** Needs the roles of processors and gateway. */
export async function availabilityFigures(bed: Bed): Promise<Figure[]> {
  await fill(bed)
  const times: number[] = []
  for (let n = -warmUp; n < requests; n += 1) {
    const from = performance.now()
    await asked(bed, n)
    if (n >= 0) times.push(performance.now() - from)
  }
  const { availability } = JSON.parse(await asked(bed, requests)) as { availability: { data: unknown[] }[] }
  if (availability.length !== streamCount + 1) throw new Error(`${availability.length} rows`)
  const spans = availability.reduce((sum, { data }) => sum + data.length, 0)
  const p95 = percentile(times, 95)
  const name = `availability of 10 years × ${streamCount} streams of daily bins`
  const note = `${spans.toLocaleString('en')} spans`
  return [
    { name: `${name}, p50`, value: percentile(times, 50), unit: 'ms', note },
    { name: `${name}, p95`, value: p95, unit: 'ms', goal: atMost(p95, goalMs), note: `${requests} windows` },
    ...alternative(name, percentile(times, 50)),
  ]
}

/** Each time another window. */
async function asked({ url }: Bed, n: number): Promise<string> {
  const stop = new Date(Date.UTC(2023, 11, 20) + n * 3_600_000).toISOString()
  const response = await fetch(`${url}/available/${refdes}?stop_time=${stop}`)
  const body = Buffer.from(await response.arrayBuffer()).toString('latin1')
  if (!response.ok) throw new Error(`${response.status} ${body.slice(0, 200)}`)
  return body
}

function alternative(name: string, ours: number): Figure[] {
  try {
    const { ms, spans } = runPython<{ ms: number; spans: number }>(python, JSON.stringify(rule))
    const note = `median; ${spans.toLocaleString('en')} spans; ${(ms / ours).toFixed(1)} times as long, without reading the bins`
    return [{ name: `${name}, pandas and a loop over rows`, value: ms, unit: 'ms', note }]
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : error
    return [{ name: `no pandas to compare with: ${reason}`, value: Number.NaN, unit: '' }]
  }
}

/** A day is 8,640 particles; each stream has sparse days and lacks some. A function of day and stream. */
function bins(n: number) {
  return Array.from({ length: days }, (_, at) => at)
    .filter((at) => (at * 7 + n * 13) % 97 !== 0 && (at + n * 31) % 400 > 12)
    .map((at) => {
      const count = (at * 11 + n) % 9 === 0 ? 3_000 + ((at * 37) % 3_000) : 8_640 - (at % 50)
      const bin = began + at * day
      return { bin, count, first: bin, last: bin + day - Math.floor(day / count), chunks: 1 }
    })
}
/** The script makes the same bins by the same rule. */
const rule = { days, began: began / 1e6, streams: streamCount }

async function fill({ wiring: { tables, publisher }, untilQuiet }: Bed): Promise<void> {
  const place = { latitude: null, longitude: null, depth: null, water_depth: null, details: '{}', version: '' }
  await tables.apply([
    put(deployments, { refdes, deployment: 1, asset: 'CGINS-1', start: began, stop: null, ...place }),
  ])
  for (let n = 0; n < streamCount; n += 1) {
    const rows = bins(n)
    await tables.apply(rows.map((row) => put(streamBins, { stream_key: formatStreamKey(key(n)), ...row })))
    await publisher.publish(
      rows.filter((_, at) => at % 300 === 0).map((row) => emission(binsRecounted, { ...key(n), ...row })),
    )
  }
  await untilQuiet(summariseStreams)
}

/** In the words of the original: gaps and sparse rows chosen by pandas, then a loop that cuts spans; times as texts. */
const python = `
import datetime, json, sys, time
import pandas as pd
told = json.loads(sys.argv[1])
day = 86400
def frame(n):
    rows = []
    for at in range(told['days']):
        if (at * 7 + n * 13) % 97 == 0 or (at + n * 31) % 400 <= 12: continue
        count = 3000 + (at * 37) % 3000 if (at * 11 + n) % 9 == 0 else 8640 - at % 50
        first = told['began'] + at * day
        rows.append((first, first + day - day // count, count))
    df = pd.DataFrame(rows, columns=['first', 'last', 'count'])
    for name in ('first', 'last'): df[name] = pd.to_datetime(df[name], unit='s')
    return df
frames = [frame(n) for n in range(told['streams'])]
lower = pd.Timestamp(told['began'], unit='s'); upper = pd.Timestamp('2023-12-20')
def level(row, average):
    ratio = row.separation / average
    return 'Sparse 3' if ratio >= 2 else 'Sparse 2' if ratio >= 1.5 else 'Sparse 1'
def spans_of(df):
    df = df[(df['last'] > lower) & (df['first'] < upper)].copy()
    span = (upper - lower).total_seconds()
    threshold, average = span / 1000, span / df['count'].sum()
    df['separation'] = (df['last'] - df['first']).dt.total_seconds() / df['count']
    df['before'] = df['last'].shift(1).fillna(df['first'])
    df['gap'] = (df['first'] - df['before']).dt.total_seconds() > threshold
    spans, at = [], df['first'].iloc[0]
    if at > lower: spans.append((lower, 'Missing', at))
    for row in df[df['gap'] | (df['separation'] > average)].itertuples(index=False):
        if row.gap:
            if at < row.before: spans.append((at, 'Present', row.before))
            spans.append((row.before, 'Missing', row.first)); at = row.first
        else:
            if at < row.first: spans.append((at, 'Present', row.first))
            spans.append((row.first, level(row, average), row.last)); at = row.last
    end = df['last'].iloc[-1]
    spans.append((at, 'Present', end))
    if end < upper: spans.append((end, 'Missing', upper))
    text = lambda t: t.strftime('%Y-%m-%d %H:%M:%S')
    return [(text(a), label, text(b)) for a, label, b in spans]
times = []
for turn in range(6):
    then = time.perf_counter()
    all = [spans_of(df) for df in frames]
    body = json.dumps(all)
    times.append((time.perf_counter() - then) * 1000)
print(json.dumps(dict(ms=sorted(times[1:])[2], spans=sum(map(len, all)))))
`

if (process.argv[1] === import.meta.filename) {
  const bed = await makeBed()
  try {
    await Promise.all([bed.startRole('processors'), bed.startRole('gateway')])
    printTable(await availabilityFigures(bed))
  } finally {
    await bed.close()
  }
}
