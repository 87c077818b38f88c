/** A lock file that names its holder: a holder that died holds nothing. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, startOf } from './processes.ts'

export interface Lock {
  release(): void
}
interface Holder {
  readonly pid: number
  readonly started: string
}

/** The live holder of the lock, or null. */
export function holderOf(path: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder
    return isAlive(holder) ? holder : null
  } catch {
    return null
  }
}

/** Takes the lock, or says who has it. A dead holder's lock is cleared away. */
export function tryLock(path: string): Lock | Holder {
  mkdirSync(dirname(path), { recursive: true })
  const mine = `${path}.${process.pid}`
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? 'alive' }))
  try {
    for (;;) {
      try {
        linkSync(mine, path)
        return { release: () => rmSync(path, { force: true }) }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        const holder = holderOf(path)
        if (holder !== null) return holder
        clearAway(path)
      }
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

function clearAway(path: string): void {
  const aside = `${path}.${process.pid}.stale`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  rmSync(aside, { force: true })
}

export const isLock = (it: Lock | Holder): it is Lock => 'release' in it

/** Waits for the lock, saying once for whom. */
export async function waitForLock(path: string, onWait: (pid: number) => void): Promise<Lock> {
  for (let told = false; ; told = true) {
    const got = tryLock(path)
    if (isLock(got)) return got
    if (!told) onWait(got.pid)
    await sleep(250)
  }
}
