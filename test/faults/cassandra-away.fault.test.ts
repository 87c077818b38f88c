import { startService, stopService } from '../../deploy/local/control.ts'
import { openFeed } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'
import { rounds } from '../support/rounds.ts'
import { expectStored, rejectedList } from '../support/verify.ts'

let pipeline: Pipeline
let feed: Awaited<ReturnType<typeof openFeed>>

beforeAll(async () => {
  pipeline = await Pipeline.start({ roles: ['processors', 'gateway'] })
  feed = await openFeed(pipeline.namespace)
}, 180_000)

afterAll(async () => {
  await feed?.close()
  await pipeline?.stop()
})

test('Cassandra away for a minute: waits, says so, rejects nothing, recovers', async () => {
  for (let round = 1; round <= rounds(2); round += 1) {
    await feed.batch(round, 0, 5_000)
    await stopService('cassandra')
    const wentAway = Date.now()
    await feed.batch(round, 5_000, 10_000)
    await pipeline.until('the processors say that they are not ready', 30_000, async () => {
      return (await pipeline.readiness('processors')) === 503
    })
    await pipeline.until('the gateway says that it is not ready', 30_000, async () => {
      return (await pipeline.readiness('gateway')) === 503
    })
    expect(pipeline.hasExited('processors')).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 60_000 - (Date.now() - wentAway))))
    await startService('cassandra')
    await expectStored(pipeline, round, 10_000)
    for (const role of ['processors', 'gateway'] as const) {
      await pipeline.until(`${role} is ready again`, 30_000, async () => (await pipeline.readiness(role)) === 200)
      expect(pipeline.hasExited(role)).toBe(false)
    }
  }
  expect(await rejectedList(pipeline)).toEqual([])
}, 600_000)
