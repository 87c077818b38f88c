import type { RunningRole } from './role.ts'

/**
 * Stops roles stage by stage, those of a stage at once. A stage that is late leaves each later one its share of the
 * time, and the whole ends in time. False when one was late.
 */
export async function stopRoles(stages: readonly (readonly RunningRole[])[], limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs
  let isDrained = true
  for (const [index, roles] of stages.entries()) {
    // What timers and microtasks add must not add up to more than the whole.
    const share = Math.max(0, (end - performance.now() - 10) / (stages.length - index))
    const stopping = Promise.allSettled(roles.map((role) => role.stop(share)))
    if (!(await within(share, stopping))) isDrained = false
  }
  return isDrained
}

/** False when the work, done or failed, took longer. */
export async function within(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs)
  })
  const done = work.then(
    () => true,
    () => true,
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}
