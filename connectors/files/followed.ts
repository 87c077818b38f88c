/** One file being followed: first seen, renamed, removed; and noticed when another file has taken its name. */
import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { Unavailable } from '../../schemas/failures.ts'
import type { FilePosition } from '../../schemas/file-positions.ts'
import { arrival } from './arrivals.ts'
import { identityOf } from './identity.ts'
import { keptLastLine } from './last-line.ts'
import { inParts } from './piece.ts'
import { FileReading, modifiedMs, type Surroundings } from './reading.ts'
import { resumeOf, withResume } from './resume.ts'
import { openRotated } from './rotated.ts'

export class FollowedFile extends FileReading {
  private isLastLineLost = false

  /** A file of which a position is known. */
  static resumed(around: Surroundings, position: FilePosition): FollowedFile {
    return new FollowedFile(around, position, resumeOf(position).modified)
  }

  /** A file never seen before: announced, then remembered. Its first sight is its driver time for ever. */
  static async seen(around: Surroundings, path: string, handle: FileHandle, stats: BigIntStats): Promise<FollowedFile> {
    const size = Number(stats.size)
    const modified = modifiedMs(stats)
    const position: FilePosition = withResume(
      {
        source: around.source.name,
        path,
        identity: await identityOf(handle, stats, size),
        offset: 0,
        size,
        lines: 0,
        particles: 0,
        ignored: 0,
        rejected: 0,
        state: null,
        firstSeen: around.now() * 1000,
        finished: false,
      },
      { modified },
    )
    await around.publisher.publish([arrival('seen', position, around.parser, position.firstSeen)])
    await around.positions.save(position)
    return new FollowedFile(around, position, modified)
  }

  /** No file has this name any more. */
  async removed(): Promise<void> {
    if (this.isLastLineDue() && !this.isLastLineLost) await this.takeLastLine()
  }

  /** A last line without an end, of a file that is gone, comes from what was kept when it was finished. */
  private async takeLastLine(): Promise<void> {
    const { kept } = resumeOf(this.position)
    if (!this.position.finished || !this.hasLastLine() || kept === null) return
    const { source, parser, publisher, positions, objects, log, now } = this.around
    const piece = await keptLastLine(kept, source, parser, this.position, objects).catch((error) => {
      if (error instanceof Unavailable) throw error
      this.isLastLineLost = true
      log.warn({ path: this.position.path, error }, 'the last line of a file that is gone could not be read')
      return null
    })
    if (piece === null) return
    for (const part of inParts(piece.emissions)) await publisher.publish(part)
    await publisher.publish([arrival('finished', piece.position, parser, now() * 1000, kept)])
    const finished = { ...withResume(piece.position, { sha256: kept.sha256 }), finished: true }
    await positions.save(finished)
    this.position = finished
    const { path, lines, particles, ignored, rejected, size } = finished
    log.info({ path, lines, particles, ignored, rejected, bytes: size }, 'removed file finished with its last line')
  }

  /**
   * Another file has this name now: what the old one still holds is read if it lies beside, then it is let go.
   * False: its end is not reached, as when a stop came before; it keeps its place.
   */
  async replaced(): Promise<boolean> {
    const { parser, publisher, positions, log, now } = this.around
    try {
      if (!(await this.drain())) return false
    } catch (error) {
      if (error instanceof Unavailable) throw error
      // An error of its own: one of a system call would count as the file's fault and not against health.
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(`the end of the file that had this name cannot be read: ${reason}`, { cause: error })
    }
    const { position } = this
    await publisher.publish([arrival('replaced', position, parser, now() * 1000)])
    await positions.remove(position.source, position.path, position.identity)
    log.info({ path: position.path, offset: position.offset, size: position.size }, 'file replaced by another')
    return true
  }

  /** The same file under a new name keeps its place. */
  async renamed(path: string): Promise<void> {
    const { parser, publisher, positions, log, now } = this.around
    const before = this.position
    await publisher.publish([arrival('replaced', before, parser, now() * 1000)])
    await positions.save({ ...before, path })
    await positions.remove(before.source, before.path, before.identity)
    this.position = { ...before, path }
    log.info({ path: before.path, now: path }, 'file renamed')
  }

  /** True: nothing is left to read. */
  private async drain(): Promise<boolean> {
    const handle = await openRotated(this.position)
    try {
      const stats = await handle?.stat({ bigint: true })
      if (handle === null || stats === undefined || !(await this.isStillIn(handle, stats))) {
        await this.takeLastLine()
        return true
      }
      if (!this.isUnchanged(stats)) {
        // What was looked at before is read before, so that a repeated piece is the same piece.
        while (await this.readOn(handle, false)) if (this.around.isStopping()) return false
        await this.look(handle, stats)
      }
      if (!this.position.finished || this.hasLastLine()) await this.finish(handle, true)
      return this.position.finished && !this.hasLastLine()
    } finally {
      await handle?.close()
    }
  }
}
