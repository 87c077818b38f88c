/**
 * One change of status from the tick to a webhook, on the real services. The tick is
 * published; what is measured ends when the whole body of the POST was read.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { judgeStreams } from '../processors/status/judge-streams.ts'
import { storeExpectedStreams } from '../processors/status/store-expected-streams.ts'
import { storeStreamOverrides } from '../processors/status/store-stream-overrides.ts'
import { watchArrivals } from '../processors/status/watch-arrivals.ts'
import { deployments } from '../schemas/catalogue-tables.ts'
import { put } from '../schemas/table.ts'
import { binsRecounted } from '../topics/instruments.ts'
import { minuteTicked } from '../topics/pipeline.ts'
import { expectedStreamsChanged, notificationTargetsChanged, streamOverridesChanged } from '../topics/status.ts'
import { emission } from '../topics/topic.ts'
import { type Bed, makeBed } from './bed.ts'
import { atMost, type Figure, percentile, printTable } from './measure.ts'

const minute = 60_000_000
const ticks = 60
const warmUp = 10
/** Beside the one that changes. */
const quietStreams = 1_000
const goalMs = 1_000

/** On a bed of its own, where no change is held back. */
export async function notificationFigures(): Promise<Figure[]> {
  const bed = await makeBed({ TIDELINE_STATUS_HOLD_SECONDS: '0' })
  const arrivals: number[] = []
  const web = createServer((request, response) => {
    request.resume().on('end', () => {
      arrivals.push(performance.now())
      response.end()
    })
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  try {
    return await measured(bed, url, arrivals)
  } finally {
    web.closeAllConnections()
    web.close()
    await bed.close()
  }
}

async function measured(bed: Bed, url: string, arrivals: number[]): Promise<Figure[]> {
  const { publisher } = bed.wiring
  await bed.startRole('processors')
  await bed.startRole('connectors')
  const began = Math.floor((Date.now() * 1000) / minute) * minute
  const one = await deploy(bed, began)
  await publisher.publish([emission(notificationTargetsChanged, { ...target, name: 'bench', url, since: began })])
  // Minutes to come: what the real clock tells is older, and judges nothing.
  const tick = (n: number) => publisher.publish([emission(minuteTicked, { minute: began + (n + 20) * minute })])
  await tick(0)
  await bed.untilQuiet(judgeStreams)
  await sleep(5_000)
  const times: number[] = []
  for (let n = 1; n <= ticks; n += 1) {
    // Disabled, and enabled again: each tick finds a change, of one stream.
    const three = n % 2 === 1 ? 0 : null
    const override = { ...one, expectedRate: three, warnInterval: three, failInterval: three }
    await publisher.publish([emission(streamOverridesChanged, override)])
    await bed.untilQuiet(storeStreamOverrides)
    const before = arrivals.length
    const from = performance.now()
    await tick(n)
    while (arrivals.length === before) await sleep(2)
    if (n > warmUp) times.push(arrivals[before]! - from)
    await sleep(100)
  }
  const note = `${quietStreams + 1} streams judged`
  const name = 'a change of status, from the tick to the webhook'
  return [
    { name: `${name}, p50`, value: percentile(times, 50), unit: 'ms', note },
    {
      name: `${name}, longest of ${times.length}`,
      value: Math.max(...times),
      unit: 'ms',
      goal: atMost(Math.max(...times), goalMs),
      note,
    },
  ]
}

const target = {
  ...{ kind: 'webhook', form: 'tideline', addresses: [], refdes: 'CE02SHSM-*', sites: [], states: ['disabled'] },
  ...{ minChanges: 10, everyMinutes: 5, plots: 'troubled', isRemoved: false },
}

/** Streams of as many instruments, which have failed by the first tick; the one that will change. */
async function deploy({ wiring: { tables, publisher }, untilQuiet }: Bed, began: number) {
  const [method, stream] = ['streamed', 'test_samples']
  const place = { latitude: null, longitude: null, depth: null, water_depth: null, details: '{}', version: '' }
  const names = Array.from({ length: quietStreams }, (_, n) => `CE01TEST-RID16-03-CTDBP${String(n).padStart(4, '0')}`)
  const changing = 'CE02SHSM-RID27-03-CTDBPC000'
  const all = [changing, ...names]
  await tables.apply(
    all.map((refdes) =>
      put(deployments, { refdes, deployment: 1, asset: 'CGINS-1', start: began - 1e12, stop: null, ...place }),
    ),
  )
  const expected = { name: stream, method, expectedRate: 0, warnInterval: 60, failInterval: 120, source: '' }
  await publisher.publish([emission(expectedStreamsChanged, expected)])
  const bin = {
    bin: Math.floor(began / 86_400e6) * 86_400e6,
    first: began - 1e6,
    last: began - 1e6,
    count: 1,
    chunks: 1,
  }
  await publisher.publish(
    all.map((refdes) => emission(binsRecounted, { refdes, method, stream, deployment: 1, ...bin })),
  )
  await untilQuiet(watchArrivals, storeExpectedStreams)
  return { refdes: changing, method, stream }
}

if (process.argv[1] === import.meta.filename) {
  printTable(await notificationFigures())
}
