/** The files of one source: found, matched with the positions that are known, and given their turns. */
import type { BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Unavailable } from '../../schemas/failures.ts'
import type { FilePosition } from '../../schemas/file-positions.ts'
import { FollowedFile, type Surroundings } from './followed.ts'
import { findFiles } from './glob.ts'
import { hasIdentity, inodeOf } from './identity.ts'
import { openFile } from './rotated.ts'

export class SourceFiles {
  private readonly folder: string
  private readonly around: Surroundings
  private readonly followed = new Map<string, FollowedFile>()
  /** Positions of an earlier run whose files have not been met yet. */
  private remembered: FilePosition[] | null = null
  /** What is wrong with a path, told once. */
  private readonly told = new Map<string, string>()
  /** Failures that are not the file's fault. */
  private readonly unexpected = new Map<string, string>()

  constructor(folder: string, around: Surroundings) {
    this.folder = folder
    this.around = around
  }

  failures(): string[] {
    return [...this.unexpected].map(([path, message]) => `${path}: ${message}`)
  }

  /** True: there is more to read at once. Rejects with `Unavailable`. */
  async poll(): Promise<boolean> {
    this.remembered ??= await this.around.positions.load(this.around.source.name)
    const { paths, unreadable } = await findFiles(this.around.source.glob, this.folder)
    const matched = new Set(paths)
    for (const path of this.unexpected.keys()) if (!matched.has(path)) this.unexpected.delete(path)
    for (const folder of unreadable) this.tell(folder, 'the folder cannot be read')
    const present = new Map<string, BigIntStats>()
    for (const path of paths) {
      await this.guard(path, async () => {
        const stats = await stat(path, { bigint: true })
        if (stats.isFile()) present.set(path, stats)
        else this.tell(path, 'is not a regular file')
      })
    }
    await this.followRenames(present)
    for (const [path, { position }] of this.followed) {
      if (!present.has(path) && !position.finished) this.tell(path, 'is gone before it was finished')
    }
    let more = false
    for (const [path, stats] of present) {
      if (this.around.isStopping()) return false
      await this.guard(path, async () => {
        more = (await this.visit(path, stats)) || more
        this.unexpected.delete(path)
      })
    }
    return more
  }

  private async visit(path: string, stats: BigIntStats): Promise<boolean> {
    if (this.followed.get(path)?.isSettled(stats) === true) return false
    const handle = await openFile(path)
    try {
      // The name may have been given away since: what is open is what counts.
      const opened = await handle.stat({ bigint: true })
      let file = this.followed.get(path) ?? this.recall(path, opened)
      if (file !== undefined) this.followed.set(path, file)
      if (file !== undefined && !(await file.isStillIn(handle, opened))) {
        if (!(await file.replaced())) return false
        this.followed.delete(path)
        file = undefined
      }
      file ??= await FollowedFile.seen(this.around, path, handle, opened)
      this.followed.set(path, file)
      return file.isSettled(opened) ? false : await file.turn(handle, opened)
    } finally {
      await handle.close()
    }
  }

  /** The position of an earlier run; where a crash left two, the one of this very file that got further. */
  private recall(path: string, stats: BigIntStats): FollowedFile | undefined {
    const known = (this.remembered ?? []).filter((position) => position.path === path)
    const best = known.sort((a, b) => rank(b) - rank(a))[0]
    if (best === undefined) return undefined
    this.remembered = (this.remembered ?? []).filter((position) => position !== best)
    return FollowedFile.resumed(this.around, best)

    function rank(position: FilePosition): number {
      return position.offset + (position.identity.startsWith(`${inodeOf(stats)}:`) ? Number.MAX_SAFE_INTEGER / 2 : 0)
    }
  }

  /** A file that was followed under one name and is now found under another. */
  private async followRenames(present: ReadonlyMap<string, BigIntStats>): Promise<void> {
    for (const [path, stats] of present) {
      if (this.followed.has(path) || (this.remembered ?? []).some((position) => position.path === path)) continue
      await this.guard(path, async () => {
        const elsewhere = this.knownElsewhere(stats, present)
        if (elsewhere === null) return
        const handle = await openFile(path)
        try {
          if (!(await hasIdentity(handle, stats, elsewhere.position.identity))) return
        } finally {
          await handle.close()
        }
        this.followed.delete(elsewhere.position.path)
        this.remembered = (this.remembered ?? []).filter((position) => position !== elsewhere.position)
        await elsewhere.renamed(path)
        this.followed.set(path, elsewhere)
      })
    }
  }

  private knownElsewhere(stats: BigIntStats, present: ReadonlyMap<string, BigIntStats>): FollowedFile | null {
    const inode = `${inodeOf(stats)}:`
    const isGone = (position: FilePosition) => {
      const there = present.get(position.path)
      return position.identity.startsWith(inode) && (there === undefined || `${inodeOf(there)}:` !== inode)
    }
    const file = [...this.followed.values()].find(({ position }) => isGone(position))
    if (file !== undefined) return file
    const position = (this.remembered ?? []).find(isGone)
    return position === undefined ? null : FollowedFile.resumed(this.around, position)
  }

  /** A trouble with one file keeps no other from its turn; an absent store does. */
  private async guard(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof Unavailable) throw error
      const message = error instanceof Error ? error.message : String(error)
      if (typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in (error as object)) {
        this.tell(path, message)
      } else if (this.unexpected.get(path) !== message) {
        this.unexpected.set(path, message)
        this.around.log.error({ path, error }, 'the file cannot be followed')
      }
    }
  }

  private tell(path: string, problem: string): void {
    if (this.told.get(path) === problem) return
    this.told.set(path, problem)
    this.around.log.warn({ path, problem }, 'the file is left out')
  }
}
