import { startService, stopService } from '../../deploy/local/control.ts'
import { useBed } from '../support/bed.ts'
import { rounds } from '../support/rounds.ts'
import { expectStored, rejectedList } from '../support/verify.ts'

const bed = useBed()

test('Cassandra away for a minute: waits, says so, rejects nothing, recovers', async () => {
  for (let round = 1; round <= rounds(2); round += 1) {
    await bed.feed.batch(round, 0, 5_000)
    await stopService('cassandra')
    const wentAway = Date.now()
    await bed.feed.batch(round, 5_000, 10_000)
    await bed.pipeline.until('the processors say that they are not ready', 240_000, async () => {
      return (await bed.pipeline.readiness('processors')) === 503
    })
    await bed.pipeline.until('the gateway says that it is not ready', 240_000, async () => {
      return (await bed.pipeline.readiness('gateway')) === 503
    })
    expect(bed.pipeline.hasExited('processors')).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 60_000 - (Date.now() - wentAway))))
    await startService('cassandra')
    await expectStored(bed.pipeline, round, 10_000)
    for (const role of ['processors', 'gateway'] as const) {
      await bed.pipeline.until(
        `${role} is ready again`,
        240_000,
        async () => (await bed.pipeline.readiness(role)) === 200,
      )
      expect(bed.pipeline.hasExited(role)).toBe(false)
    }
  }
  expect(await rejectedList(bed.pipeline)).toEqual([])
}, 600_000)
