/** Rows of one deployment, what is to be left out of them, and the few that are kept of many. */
import { clearBit, fullBitmap } from '../../../schemas/columns/bitmap.ts'
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import { joinRuns, takeRun } from '../engine/runs.ts'

export interface DeploymentRows {
  readonly deployment: number
  readonly batch: ColumnBatch
}

/** A byte per row; 1: leave it out. */
export interface Mask {
  readonly rows?: Uint8Array
  /** By parameter name. */
  readonly values?: ReadonlyMap<string, Uint8Array>
}

export function masked(batch: ColumnBatch, { rows, values }: Mask): ColumnBatch {
  const columns = new Map(batch.columns)
  for (const [name, mask] of values ?? []) {
    const column = columns.get(name)
    if (column !== undefined && mask.includes(1)) columns.set(name, withoutValues(column, mask))
  }
  const good = { ...batch, columns }
  if (rows === undefined || !rows.includes(1)) return good
  const kept = new Uint32Array(batch.length)
  let count = 0
  for (let row = 0; row < batch.length; row++) if (rows[row] !== 1) kept[count++] = row
  return takeRun(good, kept.subarray(0, count))
}

function withoutValues(column: Column, mask: Uint8Array): Column {
  const validity = column.validity?.slice() ?? fullBitmap(column.length)
  for (let row = 0; row < column.length; row++) if (mask[row] === 1) clearBit(validity, row)
  return { ...column, validity }
}

const emptyBatch: ColumnBatch = { length: 0, time: new Float64Array(0), columns: new Map() }

/** Rows kept out of batches that come and go. A row's number stays until `retain`. */
export class KeptRows {
  private settled: ColumnBatch[] = []
  private settledRows = 0
  private open: ColumnBatch = emptyBatch
  private numbers = new Int32Array(0)
  private wanted: number[] = []
  private seen = 0
  private places: number[] = []

  /** Where a row stood among all that came: rows of one time keep that order. */
  placeOf(number: number): number {
    return this.places[number]!
  }

  get length(): number {
    return this.settledRows + this.wanted.length
  }

  begin(batch: ColumnBatch): void {
    this.settle()
    this.seen += this.open.length
    this.open = batch
    this.numbers = new Int32Array(batch.length).fill(-1)
  }

  /** The number of a row of the batch begun last. */
  keep(row: number): number {
    const known = this.numbers[row]!
    if (known >= 0) return known
    const number = this.length
    this.numbers[row] = number
    this.wanted.push(row)
    this.places.push(this.seen + row)
    return number
  }

  /** Forgets all rows but these; they get the numbers from 0 in this order. */
  retain(numbers: Uint32Array): void {
    const batch = takeRun(this.all(), numbers)
    const renumbered = new Map<number, number>()
    for (let at = 0; at < numbers.length; at++) renumbered.set(numbers[at]!, at)
    for (let row = 0; row < this.numbers.length; row++) {
      if (this.numbers[row]! >= 0) this.numbers[row] = renumbered.get(this.numbers[row]!) ?? -1
    }
    this.settled = [batch]
    this.settledRows = batch.length
    this.places = Array.from(numbers, (number) => this.places[number]!)
  }

  /** All rows by number. */
  all(): ColumnBatch {
    this.settle()
    const joined = this.settled.length === 0 ? emptyBatch : joinRuns(this.settled)
    this.settled = [joined]
    return joined
  }

  private settle(): void {
    if (this.wanted.length === 0) return
    this.settled.push(takeRun(this.open, Uint32Array.from(this.wanted)))
    this.settledRows += this.wanted.length
    this.wanted = []
  }
}
