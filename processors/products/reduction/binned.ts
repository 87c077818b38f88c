/**
 * Rows into pieces, in one pass and bounded memory. With a fixed interval, bins are that long; else every row is its
 * own piece until there are more than `limit` rows to give, and then bins become as wide as they must. Gaps do not part
 * the rows of a fixed interval, which says itself what is taken together; else each gap does, unless gaps alone make
 * too many pieces (bursts, say): then those not longer than a bin no longer do. `bridgedMicros` says so.
 */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import { binStartOf, isWidest, nextWidth, widthFrom } from './bin-width.ts'
import type { BinnedOptions } from './binned-options.ts'
import type { ChunkFacts, TimeRange } from './chunk-facts.ts'
import { Gaps, type Rate, type Stretch } from './gaps.ts'
import { covered, first, type Pieces } from './pieces.ts'
import type { DeploymentRows } from './rows.ts'
import type { Track } from './track.ts'

const allTime: TimeRange = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

export class Binned<P extends Pieces> {
  readonly tracks = new Map<number, Track<P>>()
  /** 0: every row its own. */
  widthMicros: number
  bridgedMicros: number
  /** Every row before this has been gathered. */
  decidedTime = Number.NEGATIVE_INFINITY
  private current: Track<P> | null = null
  private prepared: ColumnBatch | null = null

  constructor(private readonly options: BinnedOptions<P>) {
    this.widthMicros = options.intervalMicros ?? options.leastWidthMicros ?? 0
    this.bridgedMicros = options.intervalMicros ?? 0
  }

  add({ deployment, batch }: DeploymentRows): void {
    if (batch.length === 0) return
    if (this.current !== null && this.current.deployment !== deployment) {
      this.gather(this.current, this.current.gaps.flush())
    }
    const track = this.trackOf(deployment)
    this.current = track
    this.gather(track, track.gaps.add(batch))
  }

  /** Rows of a deployment that `gather` knows without seeing them: no gap is among them, and they count to one bin. */
  addWhole(
    { deployment, first: from, last: to, count }: Pick<ChunkFacts, 'deployment' | 'first' | 'last' | 'count'>,
    { gapMicros, intervalMicros }: Rate,
    gather: (pieces: P) => void,
  ): void {
    const track = this.trackOf(deployment)
    this.gather(track, track.gaps.flush())
    track.gaps.skip()
    this.place(track, from, gapMicros)
    track.pieces.gatherWhole(count, to)
    gather(track.pieces)
    track.pieces.add(track.pieces.length - 1, covered, to - from)
    track.lastTime = to
    track.lastInterval = intervalMicros
    this.fit()
  }

  finish(): void {
    for (const track of this.tracks.values()) {
      this.gather(track, track.gaps.flush())
      const { pieces } = track
      if (pieces.length === 0) continue
      pieces.add(pieces.length - 1, covered, track.lastInterval)
    }
  }

  /** Of each deployment, how many of the first pieces get no more rows: their bin has passed. */
  passed({ pieces, lastInterval }: Track<P>): number {
    const isPassed = (piece: number) =>
      binStartOf(pieces.at(piece, first), this.widthMicros) + this.widthMicros <= this.decidedTime
    let count = 0
    while (count < pieces.length && isPassed(count)) count++
    if (count > 0 && count === pieces.length) {
      pieces.add(count - 1, covered, lastInterval)
      pieces.close(count - 1)
    }
    return count
  }

  /** Fraction of its bin, as far as that was asked for, for which a piece has rows; of a row by itself, 1. */
  coverage(pieces: P, piece: number): number {
    return this.widthMicros === 0 ? 1 : pieces.coverage(piece, this.widthMicros, this.options.range ?? allTime)
  }

  private trackOf(deployment: number): Track<P> {
    const known = this.tracks.get(deployment)
    if (known !== undefined) return known
    const { options } = this
    const gaps = new Gaps(options.leastGapMicros, options.typicalMicros)
    const track: Track<P> = { deployment, pieces: options.pieces(), gaps, lastTime: null, lastInterval: 0 }
    this.tracks.set(deployment, track)
    return track
  }

  private gather(track: Track<P>, stretches: readonly Stretch[]): void {
    for (const stretch of stretches) {
      if (this.prepared !== stretch.batch) {
        this.prepared = stretch.batch
        this.options.begin?.(stretch.batch, track.deployment)
        track.pieces.prepare(stretch.batch)
      }
      this.options.stretch?.(stretch.from, stretch.to)
      this.gatherStretch(track, stretch)
      this.decidedTime = stretch.batch.time[stretch.to - 1]!
    }
  }

  private gatherStretch(track: Track<P>, { batch, from, to, gapMicros, intervalMicros }: Stretch): void {
    const { pieces } = track
    const { time } = batch
    let row = from
    while (row < to) {
      if (this.place(track, time[row]!, gapMicros)) this.options.gap?.(row, to)
      const end = this.widthMicros === 0 ? row + 1 : this.sliceEnd(time, row, to, gapMicros)
      pieces.gather(batch, row, end)
      pieces.add(pieces.length - 1, covered, time[end - 1]! - time[row]!)
      track.lastTime = time[end - 1]!
      track.lastInterval = intervalMicros
      row = end
      this.fit()
    }
  }

  /** Opens a piece for what begins at a time, unless the last goes on. True where a gap is before it. */
  private place(track: Track<P>, time: number, gapMicros: number): boolean {
    const { pieces, lastTime } = track
    const since = lastTime === null ? 0 : time - lastTime
    const isGap = since > gapMicros
    const gap = isGap ? since : 0
    if (pieces.length > 0) pieces.add(pieces.length - 1, covered, isGap ? track.lastInterval : since)
    if (this.belongs(pieces, time, gap)) return isGap
    if (pieces.length > 0) pieces.close(pieces.length - 1)
    pieces.open(time, gap)
    return isGap
  }

  /** Whether a row goes on with the last piece. */
  private belongs(pieces: P, time: number, gapMicros: number): boolean {
    if (pieces.length === 0 || this.widthMicros === 0 || gapMicros > this.bridgedMicros) return false
    return binStartOf(time, this.widthMicros) === binStartOf(pieces.at(pieces.length - 1, first), this.widthMicros)
  }

  /** The row after the last that goes on without gap in the same bin. */
  private sliceEnd(time: Float64Array, row: number, to: number, gapMicros: number): number {
    const binEnd = binStartOf(time[row]!, this.widthMicros) + this.widthMicros
    let end = row + 1
    while (end < to && time[end]! < binEnd && time[end]! - time[end - 1]! <= gapMicros) end++
    return end
  }

  private fit(): void {
    const { limit } = this.options
    if (limit === null || this.rows() <= limit) return
    if (this.widthMicros === 0) this.coarsen(widthFrom(Math.max(1, this.typicalInterval())))
    while (this.rows() > limit) {
      // One piece each: wider bins would join nothing, and say that they are all but empty.
      if (this.sum((pieces) => pieces.length) <= this.tracks.size) return
      const parted = this.sum((pieces) => pieces.splitBins(this.widthMicros))
      const areGapsMany = 2 * parted > this.sum((pieces) => pieces.length)
      if ((areGapsMany || isWidest(this.widthMicros)) && this.bridgedMicros < this.widthMicros) {
        this.bridgedMicros = this.widthMicros
        this.coarsen(this.widthMicros)
      } else if (isWidest(this.widthMicros)) return
      else this.coarsen(nextWidth(this.widthMicros))
    }
  }

  private coarsen(widthMicros: number): void {
    this.widthMicros = widthMicros
    if (this.options.intervalMicros !== null) this.bridgedMicros = widthMicros
    for (const { pieces } of this.tracks.values()) pieces.coarsen(widthMicros, this.bridgedMicros)
  }

  private typicalInterval(): number {
    return Math.min(...[...this.tracks.values()].map(({ lastInterval }) => lastInterval))
  }

  private rows(): number {
    return this.sum((pieces) => this.options.rowsOf(pieces))
  }

  private sum(count: (pieces: P) => number): number {
    let sum = 0
    for (const { pieces } of this.tracks.values()) sum += count(pieces)
    return sum
  }
}
