/** Downloaded programs, shared by all checkouts of a user. A folder is there whole or not at all. */
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Progress } from './failure.ts'
import { waitForLock } from './lock.ts'

/** TIDELINE_CACHE, or `tideline` in the user's cache folder. */
export const cacheDir = (): string =>
  process.env.TIDELINE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tideline')

export const isKept = (name: string): Promise<boolean> =>
  access(join(cacheDir(), name)).then(
    () => true,
    () => false,
  )

/**
 * The folder `name` of the cache, filled by `fill` when it is not there: in a folder aside, then renamed, so what was
 * interrupted is simply done again. Two programs at once: the second waits and says so.
 */
export async function kept(
  name: string,
  progress: Progress,
  fill: (partial: string) => Promise<void>,
): Promise<string> {
  const folder = join(cacheDir(), name)
  if (await isKept(name)) return folder
  await mkdir(cacheDir(), { recursive: true })
  const lock = await waitForLock(join(cacheDir(), `${name}.lock`), (pid) => {
    progress(`${name}: waiting for process ${pid}, which is fetching it`)
  })
  try {
    if (await isKept(name)) return folder
    const leftovers = (await readdir(cacheDir())).filter((it) => it.startsWith(`${name}.partial`))
    await Promise.all(leftovers.map((it) => rm(join(cacheDir(), it), { recursive: true, force: true })))
    const partial = join(cacheDir(), `${name}.partial-${process.pid}`)
    await mkdir(partial)
    await fill(partial)
    await rename(partial, folder)
    return folder
  } finally {
    lock.release()
  }
}
