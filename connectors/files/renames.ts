/** Which known files have other names now. */
import type { BigIntStats } from 'node:fs'
import type { FollowedFile } from './followed.ts'
import { hasIdentity, inodeIn, inodeOf } from './identity.ts'
import { openFile } from './rotated.ts'

export interface Rename {
  readonly file: FollowedFile
  readonly to: string
}

/**
 * Decided over all paths before any file takes its new name: along a chain (`.1` becomes `.2`, then the log `.1`) each
 * takes a name that another gives up. `guard` keeps a trouble with one path from the others.
 */
export async function findRenames(
  present: ReadonlyMap<string, BigIntStats>,
  known: Iterable<FollowedFile>,
  guard: (path: string, work: () => Promise<void>) => Promise<void>,
): Promise<Rename[]> {
  const inPlace = new Set<string>()
  const strays = new Map<string, FollowedFile[]>()
  for (const file of known) {
    const { path, identity } = file.position
    const inode = inodeIn(identity)
    const there = present.get(path)
    if (there !== undefined && inodeOf(there) === inode) inPlace.add(path)
    else strays.set(inode, [...(strays.get(inode) ?? []), file])
  }
  const renames: Rename[] = []
  if (strays.size === 0) return renames
  for (const [to, stats] of present) {
    const inode = inodeOf(stats)
    const candidates = inPlace.has(to) ? undefined : strays.get(inode)
    if (candidates === undefined) continue
    await guard(to, async () => {
      const file = await theOneIn(to, stats, candidates)
      if (file === null) return
      renames.push({ file, to })
      strays.set(
        inode,
        candidates.filter((other) => other !== file),
      )
    })
  }
  return renames
}

async function theOneIn(
  path: string,
  stats: BigIntStats,
  candidates: readonly FollowedFile[],
): Promise<FollowedFile | null> {
  const handle = await openFile(path)
  try {
    for (const file of candidates) if (await hasIdentity(handle, stats, file.position.identity)) return file
    return null
  } finally {
    await handle.close()
  }
}
