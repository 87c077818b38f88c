/** The files of one source: found, matched with the positions that are known, and given their turns. */
import type { BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Unavailable } from '../../schemas/failures.ts'
import { FollowedFile } from './followed.ts'
import { findFiles } from './glob.ts'
import { isSameInode } from './identity.ts'
import type { Surroundings } from './reading.ts'
import { findRenames } from './renames.ts'
import { openFile } from './rotated.ts'

export class SourceFiles {
  private readonly folder: string
  private readonly around: Surroundings
  private readonly followed = new Map<string, FollowedFile>()
  /** Files of an earlier run that have not been met yet, and those whose new names they could not take so far. */
  private remembered: FollowedFile[] | null = null
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
    this.remembered ??= (await this.around.positions.load(this.around.source.name)).map((position) =>
      FollowedFile.resumed(this.around, position),
    )
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
    const waiting = await this.followRenames(present)
    for (const file of [...this.followed.values(), ...this.remembered]) {
      const { path, finished } = file.position
      if (matched.has(path) || this.around.isStopping()) continue
      if (finished) await file.removed()
      else if (this.followed.get(path) === file) this.tell(path, 'is gone before it was finished')
    }
    let more = false
    for (const [path, stats] of present) {
      if (this.around.isStopping()) return false
      if (waiting.has(path)) continue
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

  /** The file of an earlier run; where a crash left two positions, that of this very file that got further. */
  private recall(path: string, stats: BigIntStats): FollowedFile | undefined {
    const known = (this.remembered ?? []).filter(({ position }) => position.path === path)
    const best = known.sort((a, b) => rank(b) - rank(a))[0]
    if (best !== undefined) this.letGo(best)
    return best

    function rank({ position }: FollowedFile): number {
      return position.offset + (isSameInode(position.identity, stats) ? Number.MAX_SAFE_INTEGER / 2 : 0)
    }
  }

  /** Files that were followed under one name and are now found under another. Returns the paths that have to wait. */
  private async followRenames(present: ReadonlyMap<string, BigIntStats>): Promise<ReadonlySet<string>> {
    const known = [...this.followed.values(), ...(this.remembered ?? [])]
    const renames = await findRenames(present, known, (path, work) => this.guard(path, work))
    for (const { file } of renames) {
      this.letGo(file)
      this.remembered?.push(file)
    }
    const waiting = new Set(renames)
    for (const rename of renames) {
      const { file, to } = rename
      await this.guard(to, async () => {
        const moving = new Set([...waiting].map((other) => other.file))
        if (this.around.isStopping() || !(await this.vacate(to, moving))) return
        await file.renamed(to)
        this.letGo(file)
        this.followed.set(to, file)
        waiting.delete(rename)
      })
    }
    const left = [...waiting].map(({ file }) => file.position.path).filter((path) => !this.followed.has(path))
    return new Set([...left, ...[...waiting].map(({ to }) => to)])
  }

  /** The files that had the name, except those that move on themselves, are read to their ends. False: not yet. */
  private async vacate(path: string, moving: ReadonlySet<FollowedFile>): Promise<boolean> {
    for (const file of [...this.followed.values(), ...(this.remembered ?? [])]) {
      if (file.position.path !== path || moving.has(file)) continue
      if (!(await file.replaced())) return false
      this.letGo(file)
    }
    return true
  }

  private letGo(file: FollowedFile): void {
    if (this.followed.get(file.position.path) === file) this.followed.delete(file.position.path)
    this.remembered = (this.remembered ?? []).filter((other) => other !== file)
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
