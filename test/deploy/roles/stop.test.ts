import type { RunningRole } from '../../../deploy/roles/role.ts'
import { stopRoles } from '../../../deploy/roles/stop.ts'

// A clock of the test's: what is told of milliseconds is exact, however busy the machine is.
const { jest } = import.meta
beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
async function stop(stages: readonly RunningRole[][], limitMs: number) {
  const began = performance.now()
  const stopping = stopRoles(stages, limitMs).then((isDrained) => ({ isDrained, took: performance.now() - began }))
  await jest.advanceTimersByTimeAsync(limitMs)
  return stopping
}

function rolesThatTake(log: string[]) {
  return (name: string, milliseconds: number): RunningRole => ({
    checks: () => [],
    finished: new Promise<never>(() => {}),
    async stop(limitMs) {
      log.push(`${name} stops within ${Math.round(limitMs / 200) * 200}`)
      await pause(milliseconds)
      log.push(`${name} stopped`)
    },
  })
}

test('roles of a stage stop at once, stages in turn', async () => {
  const log: string[] = []
  const role = rolesThatTake(log)
  const stages = [[role('gateway', 40), role('connectors', 20)], [role('processors', 0)]]
  expect(await stop(stages, 2000)).toMatchObject({ isDrained: true })
  expect(log).toEqual([
    'gateway stops within 1000',
    'connectors stops within 1000',
    'connectors stopped',
    'gateway stopped',
    'processors stops within 2000',
    'processors stopped',
  ])
})

test('a stage that is late leaves the next its share, and the whole is in time', async () => {
  const log: string[] = []
  const role = rolesThatTake(log)
  const { isDrained, took } = await stop([[role('gateway', 2000)], [role('processors', 50)]], 400)
  expect(isDrained).toBe(false)
  expect(took).toBeLessThan(400)
  expect(log).toEqual(['gateway stops within 200', 'processors stops within 200', 'processors stopped'])
})

test('a role whose stop fails is no reason to leave the others running', async () => {
  const log: string[] = []
  const role = rolesThatTake(log)
  const broken: RunningRole = { ...role('gateway', 0), stop: () => Promise.reject(new Error('broken')) }
  await stop([[broken, role('connectors', 0)], [role('processors', 0)]], 1000)
  expect(log).toContain('connectors stopped')
  expect(log).toContain('processors stopped')
})
