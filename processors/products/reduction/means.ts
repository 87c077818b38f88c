/** Pieces that gather, of every number of every parameter, count, mean, least and most; angles the short way round. */
import { hasBit } from '../../../schemas/columns/bitmap.ts'
import type { Column, ColumnBatch, ColumnStatistics } from '../../../schemas/columns/column.ts'
import { asDoubles } from '../../../schemas/columns/doubles.ts'
import { direction, type Mean, noMean, numbersARow, radians } from './mean.ts'
import { Pieces } from './pieces.ts'

/** Fields of a lane. An angle's mean is of the sines and cosines. */
const count = 0
const mean = 1
const least = 2
const most = 3
const sine = 4
const cosine = 5
const laneFields = 6
const emptyLane = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0]

interface Lane {
  readonly name: string
  /** Which number of a list. */
  readonly element: number
  readonly isAngle: boolean
}

interface Source {
  readonly doubles: Float64Array
  readonly column: Column
}

type Statistics = Pick<ColumnStatistics, 'mean' | 'min' | 'max'>

export class MeanPieces extends Pieces {
  private readonly lanes: Lane[] = []
  private readonly firstLanes = new Map<string, number[]>()
  private sources = new Map<string, Source>()

  constructor(private readonly angles: ReadonlySet<string>) {
    super()
  }

  /** Parameters with how many numbers each has; null: one that is no list. */
  readonly parameters = new Map<string, number | null>()

  prepare(batch: ColumnBatch): void {
    this.sources = new Map()
    for (const [name, column] of batch.columns) {
      const width = numbersARow(column)
      if (width === null) continue
      this.ready(name, column.type.list === undefined ? null : width)
      this.sources.set(name, { column, doubles: asDoubles(column.values, column.type.scalar)! })
    }
  }

  /** Lanes for a parameter, as many as its lists are long by now. */
  ready(name: string, width: number | null): void {
    const known = this.parameters.get(name)
    if (known === undefined) this.firstLanes.set(name, [])
    const indexes = this.firstLanes.get(name)!
    while (indexes.length < (width ?? 1)) {
      indexes.push(this.lanes.length)
      this.lanes.push({ name, element: indexes.length - 1, isAngle: this.angles.has(name) })
      this.addLanes(emptyLane)
    }
    this.parameters.set(name, width === null ? (known ?? null) : Math.max(width, known ?? 0))
  }

  protected gatherLanes(piece: number, _batch: ColumnBatch, from: number, to: number): void {
    const start = this.lanesAt(piece)
    for (let lane = 0; lane < this.lanes.length; lane++) {
      const { name, element, isAngle } = this.lanes[lane]!
      const source = this.sources.get(name)
      if (source === undefined) continue
      if (source.column.type.list === undefined && !isAngle) {
        this.gatherScalars(start + lane * laneFields, source, from, to)
      } else this.gatherElements(start + lane * laneFields, source, element, isAngle, from, to)
    }
  }

  private gatherScalars(at: number, { doubles, column: { validity } }: Source, from: number, to: number): void {
    const { values } = this
    let [lo, hi, n, sum] = [values[at + least]!, values[at + most]!, 0, 0]
    // Distances from the mean so far keep the digits of large, close values.
    let anchor = values[at + count] === 0 ? Number.NaN : values[at + mean]!
    for (let row = from; row < to; row++) {
      const value = doubles[row]!
      if (Number.isNaN(value) || (validity !== null && !hasBit(validity, row))) continue
      if (Number.isNaN(anchor)) anchor = value
      if (value < lo) lo = value
      if (value > hi) hi = value
      sum += value - anchor
      n++
    }
    if (n === 0) return
    values[at + least] = lo
    values[at + most] = hi
    this.blend(at, mean, anchor + sum / n, n)
    values[at + count]! += n
  }

  private gatherElements(
    at: number,
    { doubles, column }: Source,
    element: number,
    isAngle: boolean,
    from: number,
    to: number,
  ) {
    const { values } = this
    const { type, offsets, validity } = column
    const width = typeof type.list === 'number' ? type.list : 1
    for (let row = from; row < to; row++) {
      if (validity !== null && !hasBit(validity, row)) continue
      if (offsets !== null && offsets[row]! + element >= offsets[row + 1]!) continue
      if (offsets === null && element >= width) continue
      const value = doubles[(offsets === null ? row * width : offsets[row]!) + element]!
      if (Number.isNaN(value)) continue
      this.blend(at, mean, value, 1)
      if (isAngle) {
        this.blend(at, sine, Math.sin(value * radians), 1)
        this.blend(at, cosine, Math.cos(value * radians), 1)
      }
      values[at + least] = Math.min(values[at + least]!, value)
      values[at + most] = Math.max(values[at + most]!, value)
      values[at + count]! += 1
    }
  }

  /** Numbers that statistics stand for, instead of rows: of the last piece. */
  gatherStatistics(name: string, { mean: average, min, max }: Statistics, numbers: number): void {
    const [lane] = this.firstLanes.get(name) ?? []
    if (lane === undefined || numbers === 0 || average === null || min === null || max === null) return
    const at = this.lanesAt(this.length - 1) + lane * laneFields
    this.blend(at, mean, average, numbers)
    this.values[at + least] = Math.min(this.values[at + least]!, min)
    this.values[at + most] = Math.max(this.values[at + most]!, max)
    this.values[at + count]! += numbers
  }

  /** The weighted mean of what is there and `n` numbers whose mean is `value`. Before the count is raised. */
  private blend(at: number, field: number, value: number, n: number): void {
    const before = this.values[at + count]!
    const now = this.values[at + field]!
    this.values[at + field] = before === 0 ? value : now + (value - now) * (n / (before + n))
  }

  protected absorbLanes(into: number, from: number): void {
    const { values } = this
    let [to, at] = [this.lanesAt(into), this.lanesAt(from)]
    for (let lane = 0; lane < this.lanes.length; lane++, to += laneFields, at += laneFields) {
      const n = values[at + count]!
      if (n === 0) continue
      for (const field of [mean, sine, cosine]) this.blend(to, field, values[at + field]!, n)
      values[to + least] = Math.min(values[to + least]!, values[at + least]!)
      values[to + most] = Math.max(values[to + most]!, values[at + most]!)
      values[to + count]! += n
    }
  }

  protected rowsGiven(): number {
    return 1
  }

  rows(): number {
    return this.length
  }

  /** NaN where the piece has no number. */
  meanOf(piece: number, name: string, element = 0): Mean {
    const lane = this.firstLanes.get(name)?.[element]
    if (lane === undefined) return noMean
    const at = this.lanesAt(piece) + lane * laneFields
    const n = this.values[at + count]!
    if (n === 0) return noMean
    const [lo, hi] = [this.values[at + least]!, this.values[at + most]!]
    if (!this.lanes[lane]!.isAngle) {
      const average = this.values[at + mean]!
      return { count: n, mean: Math.min(hi, Math.max(lo, average)), least: lo, most: hi }
    }
    return {
      count: n,
      mean: direction(this.values[at + sine]!, this.values[at + cosine]!, lo < 0),
      least: lo,
      most: hi,
    }
  }
}
