import { noSteps } from '../../../schemas/columns/steps.ts'
import { deployedStreamId, instrumentId } from '../../../schemas/status/identity.ts'
import { instrumentStatuses, statusChanges, streamStatuses } from '../../../schemas/status-tables.ts'
import { put } from '../../../schemas/table.ts'
import { chunkStats, streamBins } from '../../../schemas/tables.ts'
import { minuteTicked } from '../../../topics/pipeline.ts'
import { streamStatusChanged } from '../../../topics/status.ts'
import { at, ctd, startMonitor } from './monitor.ts'

const status = 'ctdbp_cdef_dcl_status'

/** Warn at two minutes, fail at ten. */
async function expecting(rules = {}) {
  const monitor = startMonitor(rules)
  await monitor.deploy(1, -1000, null)
  await monitor.expect(120, 600)
  await monitor.particles(0)
  return monitor
}

test('a stream registers itself, delivers, is late, fails and comes back', async () => {
  const monitor = startMonitor()
  await monitor.deploy(7, -1000, null)
  await monitor.particles(0, { deployment: 7 })
  await monitor.tick(1)
  expect(await monitor.state()).toBe('notTracked')
  await monitor.expect(120, 600)
  for (const minute of [2, 3, 10, 11]) await monitor.tick(minute)
  await monitor.particles(11, { deployment: 7 })
  await monitor.tick(12)
  expect(await monitor.history()).toEqual([
    [2, 'operational', 'data interval within range (0:02:00)'],
    [3, 'degraded', 'data interval threshold exceeded (0:03:00 > 0:02:00)'],
    [11, 'failed', 'data interval threshold exceeded (0:11:00 > 0:10:00)'],
    [12, 'operational', 'data interval within range (0:02:00)'],
  ])
  expect(monitor.told()).toEqual([
    'notTracked -> operational',
    'operational -> degraded',
    'degraded -> failed',
    'failed -> operational',
  ])
  expect(monitor.events(streamStatusChanged)[2]).toEqual({
    ...ctd,
    ...{ id: deployedStreamId(ctd), before: 'degraded', after: 'failed', at: at(11) },
    reason: 'data interval threshold exceeded (0:11:00 > 0:10:00)',
    ...{ lastParticle: at(0), elapsed: 660, warnInterval: 120, failInterval: 600, expectedRate: 0, measuredRate: null },
    ...{ asset: 'CGINS-7', deployment: 7, instrumentId: instrumentId(ctd.refdes) },
    ...{ instrumentBefore: 'degraded', instrumentAfter: 'failed' },
    instrumentReasonBefore: 'Stream statuses: degraded: 1',
    instrumentReason: 'Stream statuses: failed: 1',
  })
})

test('two open deployments make it one stream, judged by the newest particle of both', async () => {
  const monitor = await expecting()
  await monitor.deploy(2, -10, null)
  await monitor.particles(5, { deployment: 2 })
  await monitor.tick(6)
  expect(monitor.told()).toEqual(['notTracked -> operational'])
  expect(await monitor.rows(streamStatuses)).toHaveLength(1)
})

test('the streams of an instrument are rolled up and counted', async () => {
  const monitor = await expecting()
  await monitor.particles(0, { stream: status })
  await monitor.particles(0, { method: 'recovered_host' })
  await monitor.tick(1)
  await monitor.tick(11)
  const [row] = await monitor.rows(instrumentStatuses)
  expect(row).toMatchObject({
    state: 'failed',
    reason: 'Stream statuses: failed: 1, notTracked: 1',
    changed_at: at(11),
  })
})

test('a tick that is redelivered, or told long after, changes no row and says the same again', async () => {
  const monitor = await expecting()
  await monitor.tick(1)
  await monitor.tick(11)
  const rows = async () => [
    await monitor.rows(streamStatuses),
    await monitor.rows(statusChanges),
    await monitor.rows(instrumentStatuses),
  ]
  const [before, told] = [await rows(), monitor.events(streamStatusChanged)]
  await monitor.particles(11)
  await monitor.tick(11)
  expect(monitor.events(streamStatusChanged).slice(told.length)).toEqual([told[1]])
  await monitor.tick(1)
  await monitor.tick(5, 6)
  expect(await rows()).toEqual(before)
  await monitor.tick(12)
  await monitor.redeliver(minuteTicked)
  expect(await monitor.history()).toHaveLength(3)
  expect(await monitor.state()).toBe('operational')
})

test('an override counts field by field, three zeros disable, and null is as expected', async () => {
  const monitor = await expecting()
  await monitor.override(null, 60)
  await monitor.tick(2)
  expect(await monitor.state()).toBe('failed')
  await monitor.override(0)
  await monitor.tick(3)
  expect(await monitor.state()).toBe('disabled')
  await monitor.override(null)
  await monitor.tick(4)
  expect(await monitor.state()).toBe('degraded')
})

test('a stream of no open deployment is not judged', async () => {
  const monitor = await expecting()
  const other = { ...ctd, refdes: 'CE04OSSM-RID27-03-CTDBPC000' }
  await monitor.deploy(1, 5, 20, other.refdes)
  await monitor.particles(0, other)
  await monitor.tick(4)
  expect(await monitor.state(other)).toBeNull()
  await monitor.tick(5)
  expect(await monitor.state(other)).toBe('degraded')
  await monitor.tick(20)
  expect(await monitor.state(other)).toBe('notTracked')
  expect((await monitor.history()).at(-1)).toEqual([20, 'notTracked', 'no deployment of the instrument is open'])
})

test('the hold time keeps a flapping stream from being told of', async () => {
  const monitor = await expecting({ holdSeconds: 120 })
  await monitor.tick(1)
  for (let minute = 3; minute < 30; minute += 3) {
    await monitor.tick(minute)
    await monitor.particles(minute)
    await monitor.tick(minute + 1)
  }
  expect(monitor.told()).toEqual(['notTracked -> operational'])
  for (const minute of [30, 31, 32]) await monitor.tick(minute)
  expect(monitor.told()).toEqual(['notTracked -> operational', 'operational -> degraded'])
})

test('a clock that is ahead hides no silence', async () => {
  const monitor = await expecting()
  await monitor.particles(600, { told: 1 })
  await monitor.particles(9000, { told: 1 })
  await monitor.tick(4)
  expect(await monitor.state()).toBe('degraded')
})

test('an older bin that is recounted makes a stream no older, an emptied one no younger', async () => {
  const monitor = await expecting()
  await monitor.particles(-3000, { told: 1 })
  await monitor.tick(2)
  expect(await monitor.state()).toBe('operational')
  const streamKey = Object.values({ ...ctd, deployment: 1 }).join('/')
  const old = { bin: at(-4320), first: at(-4320), last: at(-3000), count: 1, chunks: 1 }
  await monitor.tables.apply([put(streamBins, { stream_key: streamKey, ...old })])
  await monitor.particles(0, { count: 0, told: 2 })
  await monitor.tick(3)
  expect(await monitor.state()).toBe('failed')
})

test('a stream that comes too slowly over minutes and the day is degraded', async () => {
  const rates = { shareOfMinutes: 0.7, shareOfDay: 0.99896 }
  const monitor = startMonitor({ rates })
  await monitor.deploy(1, -3000, null)
  await monitor.expect(0, 0, 1)
  const stream_key = Object.values({ ...ctd, deployment: 1 }).join('/')
  /** One a second to minute 0, then one in two seconds. */
  const chunk = (from: number, to: number, count: number) => {
    const times = { first: at(from) + 1_000_000, last: at(to) }
    const stats = { type: 'timestamp', count, nulls: 0, numbers: count, min: null, max: null, mean: null }
    const bin = Math.floor(times.first / 86_400_000_000) * 86_400_000_000
    return [
      put(streamBins, { stream_key, bin, count, ...times, chunks: 1 }),
      put(chunkStats, {
        ...{ stream_key, bin, column_name: '_time', chunk_start: times.first, chunk_id: 'a' },
        ...{ ...stats, ...times, ...noSteps },
      }),
    ]
  }
  await monitor.tables.apply([...chunk(-1440, 0, 86_400), ...chunk(0, 10, 300)])
  await monitor.particles(10)
  await monitor.tick(0, 1)
  expect(await monitor.state()).toBe('operational')
  await monitor.tick(10)
  expect(monitor.events(streamStatusChanged).at(-1)).toMatchObject({
    after: 'degraded',
    measuredRate: 0.5,
    // Of 86,400 s: 600 s with one particle in two seconds.
    reason: 'data rate below expected (0.5 over 5 minutes, 0.9965 over a day, expected 1 per second)',
  })
})
