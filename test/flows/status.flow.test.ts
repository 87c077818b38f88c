import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployedStreamId } from '../../schemas/status/identity.ts'
import { Pipeline } from '../support/pipeline.ts'
import { rejectedList } from '../support/verify.ts'

const ctd = { refdes: 'CE01TEST-RID16-03-CTDBPC000', method: 'streamed', stream: 'test_samples' }
const id = deployedStreamId(ctd)
const minuteMs = 60_000
/** The minute after the particles. */
const began = (Math.floor(Date.now() / minuteMs) + 1) * minuteMs
const timeOf = (minutes: number) => new Date(began + minutes * minuteMs).toISOString()
const shownTime = (minutes: number) => timeOf(minutes).slice(0, 19).replace('T', ' ')

let pipeline: Pipeline
beforeAll(async () => {
  // No connectors: the ticks are the test's.
  const env = { TIDELINE_STATUS_HOLD_SECONDS: '0' }
  pipeline = await Pipeline.start({ roles: ['processors', 'gateway'], env })
}, 600_000)
afterAll(() => pipeline?.stop())

const tick = (minutes: number) =>
  pipeline.tideline(['produce', 'clock.minute-ticked'], JSON.stringify({ minute: timeOf(minutes) }))
interface Shown {
  readonly status: string
}
const shown = () => pipeline.json<Shown>(`/stream/${id}`)
const history = async () => {
  const body = await pipeline.json<{ history: { status: string; status_time: string }[] }>(`/stream/${id}/history`)
  return body.history.map(({ status, status_time }) => [status_time, status]).reverse()
}
const becomes = (state: string) =>
  pipeline.until(`the stream is ${state}`, 240_000, async () => (await shown()).status === state)

test('a stream delivers, is late and fails; its history says when', async () => {
  const deployment = { refdes: ctd.refdes, deployment: 1, start: '2020-01-01T00:00:00Z' }
  await pipeline.tideline(['produce', 'products.deployments-changed'], JSON.stringify(deployment))
  const file = join(pipeline.folder, 'expected.csv')
  const rows = `${ctd.stream},${ctd.method},0,120,600`
  writeFileSync(file, `name,method,expected_rate,warn_interval,fail_interval\n${rows}\n`)
  expect(await pipeline.tideline(['status', 'expected', '--file', file])).toContain('stored  1')

  const particle = { time: new Date(began - minuteMs / 2).toISOString().replace('.000Z', 'Z'), temp: 9.5 }
  const posted = await fetch(`${pipeline.url}/particles/${Object.values(ctd).join('/')}?deployment=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([particle]),
  })
  expect(posted.status).toBe(202)
  // Told again and again, the minute finds the particle sooner or later.
  await pipeline.until('the stream registered itself', 240_000, async () => {
    await tick(0)
    return (await fetch(`${pipeline.url}/stream/${id}`)).ok
  })
  await becomes('operational')
  await tick(3)
  await becomes('degraded')
  await tick(12)
  await becomes('failed')
  expect(await history()).toEqual([
    [shownTime(0), 'operational'],
    [shownTime(3), 'degraded'],
    [shownTime(12), 'failed'],
  ])
  const instrument = await pipeline.json<{ overall: string }>(`/instrument/${ctd.refdes}`)
  expect(instrument.overall).toBe('failed')
  expect(await pipeline.tideline(['status', '--status', 'failed'])).toContain(ctd.refdes)
}, 600_000)

test('neither a restart nor ticks told again change anything; what is disabled is so at the next tick', async () => {
  const before = [await shown(), await history()]
  expect(await pipeline.terminate('processors')).toBe(0)
  for (const minutes of [0, 3, 12]) await tick(minutes)
  await pipeline.spawnRole('processors')
  const off = await fetch(`${pipeline.url}/stream/${id}/disable`, { method: 'PUT' })
  expect([off.status, await off.json()]).toEqual([200, expect.objectContaining({ warn_interval: 0, status: 'failed' })])
  expect([await shown(), await history()]).toEqual([{ ...(before[0] as object), ...zeros }, before[1]])
  // Ticks come in order: those before are done when this one is.
  await tick(13)
  await becomes('disabled')
  expect(await history()).toEqual([...(before[1] as string[][]), [shownTime(13), 'disabled']])
  expect(await rejectedList(pipeline)).toEqual([])
}, 600_000)

const zeros = { expected_rate: 0, warn_interval: 0, fail_interval: 0 }
