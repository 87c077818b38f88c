/** The private folder in which a program runs, gone when it has ended. */
import { chown, mkdtemp, readdir, rm, rmdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Unavailable } from '../../schemas/failures.ts'
import type { User } from './start-process.ts'

const prefix = 'tideline-run-'

/** Rejects with `Unavailable` where there is no room. `owner`: the process without which it is left over. */
export async function makeWorkFolder(root: string, user: User | null, owner = process.pid): Promise<string> {
  try {
    // Nobody else may look into it: mkdtemp sees to that.
    const folder = await mkdtemp(join(root, `${prefix}${owner}-`))
    if (user !== null) await chown(folder, user.uid, user.gid)
    return folder
  } catch (error) {
    throw asUnavailable(error)
  }
}

const exhausted = ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EROFS', 'EAGAIN', 'ENOMEM']

/** That the machine has no more to give is no fault of the message; other errors stay what they are. */
export function asUnavailable(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (!exhausted.includes(code)) return error
  if (code === 'ENOSPC' || code === 'EDQUOT') meetFullDisk()
  return new Unavailable('work-folder', `the machine takes no more running programs: ${code}`, { cause: error })
}

/**
 * When somebody here last met a full disk, by `performance.now()`. Who ended meanwhile gave room back: a program that failed may
 * have met it, too, though it is full no more.
 */
let lastFull = Number.NEGATIVE_INFINITY
const listeners: (() => void)[] = []

function meetFullDisk(): void {
  diskWasFull()
  for (const listener of listeners) listener()
}

/** Somebody else met a full disk. */
export function diskWasFull(): void {
  lastFull = performance.now()
}

/** Whenever this process meets a full disk. */
export function onFullDisk(listener: () => void): void {
  listeners.push(listener)
}

/** So long after that it may still have been full. */
const giveBackMs = 1_000

/** What a file system that is all but full has left. Bytes. */
const littleRoom = 65_536

/**
 * `Unavailable` where a program that `began` then failed beside a disk that is full, or was meanwhile, and not of what it wrote
 * itself, up to `most` bytes; else null.
 */
export async function noRoomFor(
  folder: string,
  { cwd, most, began }: { readonly cwd: string | null; readonly most: number; readonly began: number },
): Promise<Unavailable | null> {
  for (const place of cwd === null ? [folder] : [folder, cwd]) {
    if (!(await isFull(place))) continue
    if (place === folder && (await bytesIn(folder)) > most) continue
    meetFullDisk()
    return new Unavailable('work-folder', `the disk of ${place} is full`)
  }
  if (lastFull < began - giveBackMs || (await bytesIn(folder)) > most) return null
  return new Unavailable('work-folder', `the disk of ${folder} was full while the program ran`)
}

async function isFull(place: string): Promise<boolean> {
  const { bavail, bsize, files, ffree } = await statfs(place)
  return bavail * bsize < littleRoom || (files > 0 && ffree === 0)
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  const sizes = names.map(async (name) => (await stat(join(folder, name)).catch(() => null))?.size ?? 0)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** A folder that can not be removed whole is left to the next sweep. */
export async function removeWorkFolder(folder: string): Promise<void> {
  const isGone = await rmdir(folder).then(
    () => true,
    () => false,
  )
  if (isGone) return
  // Its removal gives room back.
  if (await isFull(folder).catch(() => false)) meetFullDisk()
  await rm(folder, { recursive: true, force: true, maxRetries: 2, retryDelay: 50 }).catch(() => {})
}

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
