/** One file being read: looked at, read on, finished. */
import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { FilePosition, FilePositions } from '../../schemas/file-positions.ts'
import type { Log } from '../../schemas/log.ts'
import { type ObjectStore, rawFiles } from '../../schemas/objects.ts'
import { lastLineQuietSeconds, type Source } from '../../schemas/sources.ts'
import type { Parser, Publisher } from '../connector.ts'
import { arrival } from './arrivals.ts'
import { hasIdentity, identityOf, isSameInode, isWeak, tailOf } from './identity.ts'
import { hashFile, keepBytes } from './kept.ts'
import { inParts, readPiece } from './piece.ts'
import { resumeOf, withResume } from './resume.ts'

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

export class FileReading {
  position: FilePosition
  protected readonly around: Surroundings
  /** Milliseconds since 1970. */
  private lastChange: number
  private workMs = 0

  protected constructor(around: Surroundings, position: FilePosition, modified: number) {
    this.around = around
    this.position = position
    this.lastChange = Math.min(modified, around.now())
  }

  /** Nothing to do but wait: finished, and as it was. */
  isSettled(stats: BigIntStats): boolean {
    const { position } = this
    if (!position.finished || this.isLastLineDue()) return false
    return isSameInode(position.identity, stats) && this.isUnchanged(stats)
  }

  /** A last line without an end may be half of what will be written: it waits longer than the file. */
  protected isLastLineDue(): boolean {
    return this.hasLastLine() && this.quietMs() >= lastLineQuietSeconds(this.around.source) * 1000
  }

  protected hasLastLine(): boolean {
    return this.position.offset < this.position.size
  }

  private quietMs(): number {
    return this.around.now() - this.lastChange
  }

  protected isUnchanged(stats: BigIntStats): boolean {
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
  protected async look(handle: FileHandle, stats: BigIntStats): Promise<void> {
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
  protected async readOn(handle: FileHandle, isLast: boolean): Promise<boolean> {
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
  protected async finish(handle: FileHandle, withLastLine: boolean): Promise<void> {
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
}

/** Milliseconds since 1970, with the file system's fraction. */
export const modifiedMs = (stats: BigIntStats): number => Number(stats.mtimeNs) / 1e6
