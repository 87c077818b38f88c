/** The private folder in which a program runs, gone when it has ended. */
import { chmod, chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { User } from './start-process.ts'

const prefix = 'tideline-run-'

export async function makeWorkFolder(root: string, user: User | null): Promise<string> {
  const folder = await mkdtemp(join(root, `${prefix}${process.pid}-`))
  await chmod(folder, 0o700)
  if (user !== null) await chown(folder, user.uid, user.gid)
  return folder
}

/** A folder that can not be removed whole is left to the next sweep. */
export const removeWorkFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 2, retryDelay: 50 }).catch(() => {})

/** Removes the folders of processes that are no more: those that were killed left theirs. */
export async function sweepWorkFolders(root: string): Promise<number> {
  const names = await readdir(root).catch(() => [] as string[])
  const left = names.filter((name) => {
    const pid = new RegExp(`^${prefix}([0-9]+)-`).exec(name)?.[1]
    return pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid))
  })
  await Promise.all(left.map((name) => removeWorkFolder(join(root, name))))
  return left.length
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
