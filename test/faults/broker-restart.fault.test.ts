import { startService, stopService } from '../../deploy/local/control.ts'
import { useBed } from '../support/bed.ts'
import { rounds } from '../support/rounds.ts'
import { expectStored, rejectedList } from '../support/verify.ts'

const rows = 60_000
const perBatch = 1_000

const bed = useBed()

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
      if (bed.pipeline.hasExited(role)) await bed.pipeline.spawnRole(role)
    }
    await expectStored(bed.pipeline, round, rows)
  }
  expect(await rejectedList(bed.pipeline)).toEqual([])
}, 900_000)

/** A producer's duty: what was not acknowledged is sent again. */
async function feedUntilAccepted(deployment: number, from: number): Promise<void> {
  const end = Date.now() + 120_000
  for (;;) {
    try {
      return await bed.feed.batch(deployment, from, from + perBatch)
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}
