/** Pieces that keep, of every parameter, the rows with its smallest and its largest value. */
import { hasBit } from '../../../schemas/columns/bitmap.ts'
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import { asDoubles } from '../../../schemas/columns/doubles.ts'
import { Pieces, rowCount } from './pieces.ts'
import type { KeptRows } from './rows.ts'

/** Fields of a lane: value and number of the row, twice; NaN and -1 while there is none. */
const laneFields = 4
const none = -1

interface Lane {
  readonly name: string
  doubles: Float64Array | null
  validity: Uint8Array | null
}

export class ExtremePieces extends Pieces {
  private readonly lanes: Lane[] = []

  constructor(private readonly kept: KeptRows) {
    super()
    // The row that stands for a piece without any number.
    this.addLanes([none])
  }

  prepare(batch: ColumnBatch): void {
    for (const lane of this.lanes) {
      lane.doubles = null
    }
    for (const [name, { type, values, validity }] of batch.columns) {
      if (type.list !== undefined || type.scalar === 'string' || type.scalar === 'timestamp') continue
      let lane = this.lanes.find((one) => one.name === name)
      if (lane === undefined) {
        lane = { name, doubles: null, validity: null }
        this.lanes.push(lane)
        this.addLanes([Number.NaN, none, Number.NaN, none])
      }
      lane.doubles = asDoubles(values, type.scalar)
      lane.validity = validity
    }
  }

  protected gatherLanes(piece: number, _batch: ColumnBatch, from: number, to: number): void {
    let at = this.lanesAt(piece) + 1
    let isEmpty = true
    for (const { doubles, validity } of this.lanes) {
      if (doubles !== null) this.gatherLane(at, doubles, validity, from, to)
      if (this.values[at + 1] !== none) isEmpty = false
      at += laneFields
    }
    const stand = this.lanesAt(piece)
    if (isEmpty && this.values[stand] === none) this.values[stand] = this.kept.keep(from)
  }

  private gatherLane(at: number, doubles: Float64Array, validity: Uint8Array | null, from: number, to: number): void {
    let [least, most] = [this.values[at]!, this.values[at + 2]!]
    let [leastRow, mostRow] = [none, none]
    for (let row = from; row < to; row++) {
      const value = doubles[row]!
      if (value >= least && value <= most) continue
      if (Number.isNaN(value) || (validity !== null && !hasBit(validity, row))) continue
      // Not `<`: the first number meets NaN.
      if (!(value >= least)) {
        least = value
        leastRow = row
      }
      if (!(value <= most)) {
        most = value
        mostRow = row
      }
    }
    if (leastRow !== none) {
      this.values[at] = least
      this.values[at + 1] = this.kept.keep(leastRow)
    }
    if (mostRow !== none) {
      this.values[at + 2] = most
      this.values[at + 3] = this.kept.keep(mostRow)
    }
  }

  protected absorbLanes(into: number, from: number): void {
    let [to, at] = [this.lanesAt(into), this.lanesAt(from)]
    const { values } = this
    if (values[to] === none) values[to] = values[at]!
    to++
    at++
    for (let lane = 0; lane < this.lanes.length; lane++, to += laneFields, at += laneFields) {
      if (values[at + 1] === none) continue
      if (!(values[to]! <= values[at]!)) values.copyWithin(to, at, at + 2)
      if (!(values[to + 2]! >= values[at + 2]!)) values.copyWithin(to + 2, at + 2, at + 4)
    }
  }

  protected rowsGiven(piece: number): number {
    return this.at(piece, rowCount) === 1 ? 1 : this.rowsOf(piece).length
  }

  /** Rows that all pieces give, the last, open one at most. */
  rows(): number {
    if (this.length === 0) return 0
    return this.closedRows + Math.min(this.at(this.length - 1, rowCount), Math.max(1, 2 * this.lanes.length))
  }

  /** Numbers of the kept rows of a piece, ascending: `lanes` limits how many parameters are heard. */
  rowsOf(piece: number, lanes = this.lanes.length): number[] {
    const at = this.lanesAt(piece) + 1
    const rows = new Set<number>()
    for (let lane = 0; lane < lanes; lane++) {
      rows.add(this.values[at + lane * laneFields + 1]!).add(this.values[at + lane * laneFields + 3]!)
    }
    rows.delete(none)
    if (rows.size === 0) rows.add(this.values[this.lanesAt(piece)]!)
    rows.delete(none)
    return [...rows].sort((a, b) => a - b)
  }

  /** After `KeptRows.retain`: what was numbered so is numbered so now. */
  renumber(now: ReadonlyMap<number, number>): void {
    const change = (at: number) => {
      this.values[at] = now.get(this.values[at]!) ?? none
    }
    for (let piece = 0; piece < this.length; piece++) {
      const start = this.lanesAt(piece)
      change(start)
      for (let lane = 0; lane < this.lanes.length; lane++) {
        change(start + 1 + lane * laneFields + 1)
        change(start + 1 + lane * laneFields + 3)
      }
    }
  }

  get parameters(): readonly string[] {
    return this.lanes.map(({ name }) => name)
  }
}
