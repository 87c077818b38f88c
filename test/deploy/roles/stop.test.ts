import type { RunningRole } from '../../../deploy/roles/role.ts'
import { stopRoles } from '../../../deploy/roles/stop.ts'

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

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
  expect(await stopRoles([[role('gateway', 40), role('connectors', 20)], [role('processors', 0)]], 2000)).toBe(true)
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
  const began = performance.now()
  expect(await stopRoles([[role('gateway', 2000)], [role('processors', 50)]], 400)).toBe(false)
  expect(performance.now() - began).toBeLessThan(400)
  expect(log).toEqual(['gateway stops within 200', 'processors stops within 200', 'processors stopped'])
})

test('a role whose stop fails is no reason to leave the others running', async () => {
  const log: string[] = []
  const role = rolesThatTake(log)
  const broken: RunningRole = { ...role('gateway', 0), stop: () => Promise.reject(new Error('broken')) }
  await stopRoles([[broken, role('connectors', 0)], [role('processors', 0)]], 1000)
  expect(log).toContain('connectors stopped')
  expect(log).toContain('processors stopped')
})
