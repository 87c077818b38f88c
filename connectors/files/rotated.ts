/** A followed file after another has taken its name: found again by its inode, in the folder where it was. */
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FilePosition } from '../../schemas/file-positions.ts'
import { isSameInode } from './identity.ts'

/** Null: it lies there no more. The caller closes the handle. Rejects where that cannot be known now. */
export async function openRotated({ path: was, identity }: FilePosition): Promise<FileHandle | null> {
  const folder = dirname(was)
  for (const name of (await unlessGone(readdir(folder))) ?? []) {
    const path = join(folder, name)
    if (path === was) continue
    const own = await unlessGone(lstat(path, { bigint: true }))
    // Where a link leads is no matter of this file, so neither is a link that leads nowhere.
    const stats = own?.isSymbolicLink() === true ? await stat(path, { bigint: true }).catch(() => null) : own
    if (stats?.isFile() === true && isSameInode(identity, stats)) return openFile(path)
  }
  return null
}

/** Never blocks on a pipe. */
export function openFile(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_NONBLOCK)
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
