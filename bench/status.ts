/**
 * `node dist/bench/status.js`: 10,000 streams judged from one tick, on the real services: until all is stored, told and
 * committed. Beside it the reads of ooi_status's way: a question for each stream, one after another.
 */
import { judgeStreams, judgeStreamsBy } from '../processors/status/judge-streams.ts'
import { defaultRules } from '../processors/status/rules.ts'
import { deployments } from '../schemas/catalogue-tables.ts'
import { deployedStreamId, expectedStreamId } from '../schemas/status/identity.ts'
import {
  expectedStreams,
  judgedMinutes,
  statusChanges,
  streamArrivals,
  streamStatuses,
} from '../schemas/status-tables.ts'
import { put } from '../schemas/table.ts'
import { streamBins } from '../schemas/tables.ts'
import { minuteTicked } from '../topics/pipeline.ts'
import { emission } from '../topics/topic.ts'
import { type Bed, makeBed } from './bed.ts'
import { atMost, type Figure, percentile, printTable } from './measure.ts'

const minute = 60_000_000
const instruments = 2_500
const names = ['ctd_samples', 'ctd_engineering', 'optode_samples', 'fluorometer_samples']
const method = 'streamed'
const goalSeconds = 2
const streams = Array.from({ length: instruments }, (_, n) => {
  const refdes = `CE01TEST-RID16-03-CTD${String(n).padStart(6, '0')}`
  return names.map((stream) => ({ refdes, method, stream }))
}).flat()

/** Needs the role of processors. */
export async function statusFigures(bed: Bed): Promise<Figure[]> {
  // Later than what other measurements tell.
  const began = Math.ceil(Date.now() / 60_000) * minute + 86_400_000_000
  await deploy(bed, began)
  const first = await judged(bed, began)
  const quiet: number[] = []
  for (let n = 1; n <= 9; n += 1) quiet.push(await judged(bed, began + n * (minute / 60)))
  // Late, as the first tick sees it; degraded, when the hold time is over.
  await judged(bed, began + 3 * minute)
  const changed = await judged(bed, began + 4 * minute)
  await demandChanges(bed, began + 4 * minute)
  const asked = await oneByOne(bed)
  const rates = await withRates(bed, began + 5 * minute)
  const name = `${streams.length.toLocaleString('en')} streams`
  const median = percentile(quiet, 50)
  return [
    goal(`${name} judged from one tick, nothing changed, median of ${quiet.length}`, median),
    goal(`the same, longest`, Math.max(...quiet)),
    goal(`${name} judged, each changed: stored with history, and told`, changed),
    { name: `${name} seen for the first time, by a process just started`, value: first, unit: 's' },
    {
      name: `${name}, what is expected and how they stand asked for one by one`,
      value: asked,
      unit: 's',
      note: 'alternative',
    },
    { name: `${name} judged by rates, too, without the writes`, value: rates, unit: 's' },
  ]
}

const goal = (name: string, value: number): Figure => ({ name, value, unit: 's', goal: atMost(value, goalSeconds) })

async function judged(bed: Bed, at: number): Promise<number> {
  const from = performance.now()
  await bed.wiring.publisher.publish([emission(minuteTicked, { minute: at })])
  await bed.untilQuiet(judgeStreams)
  const seconds = (performance.now() - from) / 1000
  const row = await bed.wiring.tables.view(judgedMinutes).get({ monitor: 'streams' })
  if (row?.minute !== at) throw new Error(`the tick ${at} was not judged`)
  return seconds
}

async function demandChanges({ wiring: { tables } }: Bed, at: number): Promise<void> {
  const last = streams.at(-1) as (typeof streams)[number]
  const change = await tables.view(statusChanges).get({ id: deployedStreamId(last), at })
  if (change?.state !== 'degraded') throw new Error('the streams were to be degraded')
}

/** Its object mapper keeps 3,000 streams: of more, each tick reads all again. The fewest reads of it: two a stream. */
async function oneByOne({ wiring: { tables } }: Bed): Promise<number> {
  const [statuses, expected] = [tables.view(streamStatuses), tables.view(expectedStreams)]
  const from = performance.now()
  for (const stream of streams) {
    await statuses.get({ id: deployedStreamId(stream) })
    await expected.get({ id: expectedStreamId({ name: stream.stream, method }) })
  }
  return (performance.now() - from) / 1000
}

async function withRates({ wiring: { tables } }: Bed, at: number): Promise<number> {
  const said = names.map((name) => expectedRow(name, 1, 86_400, 172_800))
  await tables.apply(said)
  const processor = judgeStreamsBy({ ...defaultRules, rates: { shareOfMinutes: 0.7, shareOfDay: 0.99 } })
  const views = Object.fromEntries(Object.entries(processor.reads).map(([name, table]) => [name, tables.view(table)]))
  const event = { value: { minute: at }, time: at } as Parameters<typeof processor.process>[0][number]
  const from = performance.now()
  await processor.process([event], views as unknown as Parameters<typeof processor.process>[1])
  return (performance.now() - from) / 1000
}

const expectedRow = (name: string, expected_rate: number, warn_interval: number, fail_interval: number) =>
  put(expectedStreams, {
    id: expectedStreamId({ name, method }),
    ...{ name, method, expected_rate, warn_interval, fail_interval, source: 'bench' },
  })

/** As after months of particles: each stream was heard of a second before the first tick. */
async function deploy({ wiring: { tables } }: Bed, began: number): Promise<void> {
  const place = { latitude: null, longitude: null, depth: null, water_depth: null, details: '{}', version: '' }
  const day = 86_400_000_000
  const last = began - 1_000_000
  const bin = Math.floor(last / day) * day
  const all = [...new Set(streams.map(({ refdes }) => refdes))]
  await tables.apply([
    ...all.map((refdes) =>
      put(deployments, { refdes, deployment: 1, asset: 'CGINS-1', start: began - 100 * day, stop: null, ...place }),
    ),
    ...names.map((name) => expectedRow(name, 1, 120, 600)),
    ...streams.map((name) => put(streamArrivals, { ...name, deployment: 1, bin, last })),
  ])
  await tables.apply(
    streams.map((name) =>
      put(streamBins, {
        stream_key: `${name.refdes}/${name.method}/${name.stream}/1`,
        ...{ bin, count: 86_400, first: bin, last, chunks: 5 },
      }),
    ),
  )
}

if (process.argv[1] === import.meta.filename) {
  const bed = await makeBed()
  try {
    await bed.startRole('processors')
    printTable(await statusFigures(bed))
  } finally {
    await bed.close()
  }
}
