/**
 * Pieces: what lies between two gaps in one bin, of one deployment. Each is a row of doubles: a head, then what the
 * method gathers. Pieces only ever merge with the piece before them.
 */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import { binStartOf } from './bin-width.ts'
import type { TimeRange } from './chunk-facts.ts'

/** Fields of the head. Times in UTC microseconds. */
export const first = 0
export const last = 1
/** Time since the row before, if a gap parts them; else 0. */
export const gapBefore = 2
/** Time that its rows stand for. */
export const covered = 3
export const rowCount = 4
const headWidth = 5

export abstract class Pieces {
  length = 0
  /** Rows that the closed pieces give. */
  closedRows = 0
  protected values = new Float64Array(0)
  protected lanesWidth = 0
  private laneDefaults = new Float64Array(0)

  protected get stride(): number {
    return headWidth + this.lanesWidth
  }

  at(piece: number, field: number): number {
    return this.values[piece * this.stride + field]!
  }

  add(piece: number, field: number, amount: number): void {
    this.values[piece * this.stride + field]! += amount
  }

  protected set(piece: number, field: number, value: number): void {
    this.values[piece * this.stride + field] = value
  }

  /** Where the lanes of a piece begin. */
  protected lanesAt(piece: number): number {
    return piece * this.stride + headWidth
  }

  /** More to gather for each piece, beginning with these values. */
  protected addLanes(defaults: readonly number[]): void {
    const [before, stride] = [this.values, this.stride]
    this.lanesWidth += defaults.length
    this.laneDefaults = Float64Array.from([...this.laneDefaults, ...defaults])
    this.values = new Float64Array(Math.max(16, this.length * 2) * this.stride)
    for (let piece = 0; piece < this.length; piece++) {
      this.values.set(before.subarray(piece * stride, (piece + 1) * stride), piece * this.stride)
      this.values.set(defaults, (piece + 1) * this.stride - defaults.length)
    }
  }

  open(time: number, gapMicros: number): void {
    const start = this.length * this.stride
    if (start + this.stride > this.values.length) {
      const grown = new Float64Array(Math.max(16 * this.stride, 2 * this.values.length))
      grown.set(this.values)
      this.values = grown
    }
    this.values.fill(0, start, start + headWidth)
    this.values.set(this.laneDefaults, start + headWidth)
    this.values[start + first] = time
    this.values[start + gapBefore] = gapMicros
    this.length++
  }

  /** Rows `from` to `to` (exclusive) of a prepared batch belong to the last piece. */
  gather(batch: ColumnBatch, from: number, to: number): void {
    const piece = this.length - 1
    this.set(piece, last, batch.time[to - 1]!)
    this.add(piece, rowCount, to - from)
    this.gatherLanes(piece, batch, from, to)
  }

  /** Rows that are known by their number and times only belong to the last piece. */
  gatherWhole(rows: number, lastTime: number): void {
    const piece = this.length - 1
    this.set(piece, last, lastTime)
    this.add(piece, rowCount, rows)
  }

  /** First and last time of a piece. */
  times(piece: number): readonly [number, number] {
    return [this.at(piece, first), this.at(piece, last)]
  }

  /** Fraction of a piece's bin, as far as that lies in a range, for which it has rows. */
  coverage(piece: number, widthMicros: number, range: TimeRange): number {
    const start = binStartOf(this.at(piece, first), widthMicros)
    let opening = piece
    while (opening > 0 && binStartOf(this.at(opening - 1, first), widthMicros) === start) opening--
    // Whole chunks may reach over the end of their bin; the next is then as much shorter.
    const isReached = opening > 0 && this.at(opening - 1, last) >= start
    const begun = isReached ? this.at(opening, first) - this.at(opening, gapBefore) : start
    const asked = Math.min(Math.max(start + widthMicros, this.at(piece, last)), range.to) - Math.max(begun, range.from)
    return asked > 0 ? Math.min(1, this.at(piece, covered) / asked) : 1
  }

  /** Merges neighbours of one bin whose gap is not longer than `bridgeMicros`. */
  coarsen(widthMicros: number, bridgeMicros: number): void {
    let kept = 0
    this.closedRows = 0
    for (let piece = 1; piece < this.length; piece++) {
      const isSameBin = binStartOf(this.at(kept, first), widthMicros) === binStartOf(this.at(piece, first), widthMicros)
      if (isSameBin && this.at(piece, gapBefore) <= bridgeMicros) {
        this.add(kept, covered, this.at(piece, covered))
        this.add(kept, rowCount, this.at(piece, rowCount))
        this.set(kept, last, this.at(piece, last))
        this.absorbLanes(kept, piece)
        continue
      }
      this.close(kept++)
      this.values.copyWithin(kept * this.stride, piece * this.stride, (piece + 1) * this.stride)
    }
    this.length = Math.min(this.length, kept + 1)
  }

  /** No more rows come to the piece for now. */
  close(piece: number): void {
    this.closedRows += this.rowsGiven(piece)
  }

  /** Neighbours of one bin. */
  splitBins(widthMicros: number): number {
    let count = 0
    for (let piece = 1; piece < this.length; piece++) {
      const before = binStartOf(this.at(piece - 1, first), widthMicros)
      if (before === binStartOf(this.at(piece, first), widthMicros)) count++
    }
    return count
  }

  /** Forgets the first pieces, which are closed. */
  drop(count: number): void {
    for (let piece = 0; piece < count; piece++) this.closedRows -= this.rowsGiven(piece)
    this.values.copyWithin(0, count * this.stride, this.length * this.stride)
    this.length -= count
  }

  /** Called for each batch before its rows are gathered. */
  abstract prepare(batch: ColumnBatch): void
  protected abstract gatherLanes(piece: number, batch: ColumnBatch, from: number, to: number): void
  protected abstract absorbLanes(into: number, from: number): void
  /** Rows that a piece becomes in the answer. */
  protected abstract rowsGiven(piece: number): number
}
