/** One file being followed: looked at, read on, finished; and noticed when another file has taken its name. */
import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { Unavailable } from '../../schemas/failures.ts'
import type { FilePosition, FilePositions } from '../../schemas/file-positions.ts'
import type { Log } from '../../schemas/log.ts'
import { type ObjectStore, rawFiles } from '../../schemas/objects.ts'
import { lastLineQuietSeconds, type Source } from '../../schemas/sources.ts'
import type { Parser, Publisher } from '../connector.ts'
import { arrival } from './arrivals.ts'
import { hasIdentity, identityOf, isSameInode, isWeak, tailOf } from './identity.ts'
import { hashFile, keepBytes } from './kept.ts'
import { keptLastLine } from './last-line.ts'
import { inParts, readPiece } from './piece.ts'
import { resumeOf, withResume } from './resume.ts'
import { openRotated } from './rotated.ts'

export interface Surroundings {
  readonly source: Source
  readonly parser: Parser
  readonly positions: FilePositions
  readonly publisher: Publisher
  readonly objects: ObjectStore
  readonly log: Log
  /** Milliseconds since 1970. */
  now(): number
  isStopping(): boolean
}

/** Pieces of one file in one turn, so that a long file does not keep the others waiting. */
const piecesPerTurn = 64

export class FollowedFile {
  position: FilePosition
  private readonly around: Surroundings
  /** Milliseconds since 1970. */
  private lastChange: number
  private workMs = 0
  private isLastLineLost = false

  private constructor(around: Surroundings, position: FilePosition, modified: number) {
    this.around = around
    this.position = position
    this.lastChange = Math.min(modified, around.now())
  }

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

  /** Nothing to do but wait: finished, and as it was. */
  isSettled(stats: BigIntStats): boolean {
    const { position } = this
    if (!position.finished || this.isLastLineDue()) return false
    return isSameInode(position.identity, stats) && this.isUnchanged(stats)
  }

  /** A last line without an end may be half of what will be written: it waits longer than the file. */
  private isLastLineDue(): boolean {
    return this.hasLastLine() && this.quietMs() >= lastLineQuietSeconds(this.around.source) * 1000
  }

  private hasLastLine(): boolean {
    return this.position.offset < this.position.size
  }

  private quietMs(): number {
    return this.around.now() - this.lastChange
  }

  private isUnchanged(stats: BigIntStats): boolean {
    return Number(stats.size) === this.position.size && modifiedMs(stats) === resumeOf(this.position).modified
  }

  /** False: another file, or other content, has taken this file's place. */
  async isStillIn(handle: FileHandle, stats: BigIntStats): Promise<boolean> {
    const { position } = this
    const resume = resumeOf(position)
    if (Number(stats.size) < Math.max(position.offset, position.finished ? position.size : 0)) return false
    if (!(await hasIdentity(handle, stats, position.identity))) return false
    if (this.isUnchanged(stats)) return true
    if (resume.tail !== null && (await tailOf(handle, position.offset)) !== resume.tail) return false
    const isTouched = position.finished && Number(stats.size) === position.size
    return !isTouched || resume.sha256 === null || (await hashFile(handle, position.size))?.sha256 === resume.sha256
  }

  /** One turn. True: there is more to read at once. */
  async turn(handle: FileHandle, stats: BigIntStats): Promise<boolean> {
    const { now, source } = this.around
    const began = now()
    try {
      if (await this.readOn(handle, false)) return true
      if (!this.isUnchanged(stats)) {
        await this.look(handle, stats)
        if (await this.readOn(handle, false)) return true
      }
      const isDue = this.position.finished ? this.isLastLineDue() : this.quietMs() >= source.quietSeconds * 1000
      if (isDue) await this.finish(handle, this.isLastLineDue())
      return false
    } finally {
      this.workMs += now() - began
    }
  }

  /** The size is saved before its bytes are read: after a restart the same pieces come again, byte for byte. */
  private async look(handle: FileHandle, stats: BigIntStats): Promise<void> {
    const before = this.position
    const size = Number(stats.size)
    const grown = withResume(
      { ...before, size, finished: before.finished && size === before.size },
      { modified: modifiedMs(stats) },
    )
    const weak = isWeak(before.identity, size)
    const looked = weak ? { ...grown, identity: await identityOf(handle, stats, size) } : grown
    await this.around.positions.save(looked)
    if (weak) await this.around.positions.remove(before.source, before.path, before.identity)
    this.position = looked
    this.lastChange = this.around.now()
  }

  /** True: the turn is over and there is more. */
  private async readOn(handle: FileHandle, isLast: boolean): Promise<boolean> {
    const { source, parser, publisher, positions, isStopping } = this.around
    for (let pieces = 0; this.position.offset < this.position.size; pieces += 1) {
      if (isStopping() || (pieces === piecesPerTurn && !isLast)) return true
      const piece = await readPiece(handle, source, parser, this.position, isLast)
      if (piece === null) return false
      for (const part of inParts(piece.emissions)) await publisher.publish(part)
      await positions.save(piece.position)
      this.position = piece.position
    }
    return false
  }

  /** `withLastLine`: a line without an end counts too. */
  private async finish(handle: FileHandle, withLastLine: boolean): Promise<void> {
    const { parser, publisher, positions, objects, log, now } = this.around
    if (await this.readOn(handle, withLastLine)) return
    const { position } = this
    const bytes = await keepBytes(handle, position, objects)
    if (bytes === null) {
      this.lastChange = now()
      return
    }
    const { kept, superseded } = bytes
    await publisher.publish([arrival('finished', position, parser, now() * 1000, kept)])
    const finished = { ...withResume(position, { sha256: kept.sha256, kept }), finished: true }
    await positions.save(finished)
    this.position = finished
    if (superseded !== null) await this.forget(superseded)
    const { path, lines, particles, ignored, rejected, size } = finished
    log.info({ path, lines, particles, ignored, rejected, bytes: size, ms: this.workMs }, 'file finished')
    this.workMs = 0
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

  /** Once the longer bytes are kept and told of. Left over where it fails: nothing depends on it. */
  private async forget(object: string): Promise<void> {
    const { objects, log } = this.around
    try {
      await objects.remove(rawFiles, [object])
    } catch (error) {
      const { path } = this.position
      log.warn({ path, object, error }, 'the bytes of a shorter state of the file could not be removed')
    }
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
    if (handle === null) {
      await this.takeLastLine()
      return true
    }
    try {
      const stats = await handle.stat({ bigint: true })
      if (!(await this.isStillIn(handle, stats))) return true
      if (!this.isUnchanged(stats)) {
        // What was looked at before is read before, so that a repeated piece is the same piece.
        while (await this.readOn(handle, false)) if (this.around.isStopping()) return false
        await this.look(handle, stats)
      }
      if (!this.position.finished || this.hasLastLine()) await this.finish(handle, true)
      return this.position.finished && !this.hasLastLine()
    } finally {
      await handle.close()
    }
  }
}

/** Milliseconds since 1970, with the file system's fraction. */
const modifiedMs = (stats: BigIntStats): number => Number(stats.mtimeNs) / 1e6
