import { startService, stopService } from '../../deploy/local/control.ts'
import { openFeed } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'
import { rounds } from '../support/rounds.ts'
import { expectStored, rejectedList } from '../support/verify.ts'

const rows = 60_000
const perBatch = 1_000

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

test('a broker restart under load loses nothing', async () => {
  for (let round = 1; round <= rounds(3); round += 1) {
    const feeding = (async () => {
      for (let from = 0; from < rows; from += perBatch) {
        await feedUntilAccepted(round, from)
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
    })()
    await new Promise((resolve) => setTimeout(resolve, 700))
    await stopService('kafka')
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    await startService('kafka')
    await feeding
    for (const role of ['processors', 'gateway'] as const) {
      if (pipeline.hasExited(role)) await pipeline.spawnRole(role)
    }
    await expectStored(pipeline, round, rows)
  }
  expect(await rejectedList(pipeline)).toEqual([])
}, 900_000)

/** A producer's duty: what was not acknowledged is sent again. */
async function feedUntilAccepted(deployment: number, from: number): Promise<void> {
  const end = Date.now() + 120_000
  for (;;) {
    try {
      return await feed.batch(deployment, from, from + perBatch)
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}
