/** Variables in the making: rows are gathered in blocks, each laid out row by row with as many values a row as its widest has. */
import { type Column, isValid } from '../../columns/column.ts'
import { asDoubles } from '../../columns/doubles.ts'
import { bytesOf, type NumericValues, newValues } from '../../columns/types.ts'
import type { Kept } from './types.ts'

export interface Block {
  readonly rows: number
  /** Values laid out a row. */
  readonly width: number
  /** Values that the widest row has. */
  readonly widest: number
  /** `rows × width` values. */
  readonly bytes: Uint8Array
}

export interface Field {
  readonly valueBytes: number
  /** Some row had no value. */
  readonly hasNulls: boolean
  /** Values that are the same as what stands for no value. */
  readonly clashes: number
  /** Least and greatest of integers of at most 32 bits. */
  readonly bounds: readonly [number, number] | null
  add(column: Column, from: number, to: number): void
  /** The rows added since the last time, laid out in a multiple of `unit` values a row. */
  take(unit: number): Block
}

type Fill = number | bigint

/** `width` numbers a row. */
export class NumericField implements Field {
  readonly valueBytes: number
  hasNulls = false
  clashes = 0
  private readonly values: NumericValues
  private rows = 0
  private least = Number.POSITIVE_INFINITY
  private most = Number.NEGATIVE_INFINITY

  constructor(
    private readonly kept: Kept,
    private readonly fill: Fill,
    private readonly width: number,
    blockRows: number,
    private readonly scale = 1,
  ) {
    this.values = newValues(kept, blockRows * width)
    this.valueBytes = this.values.BYTES_PER_ELEMENT
  }

  add(column: Column, from: number, to: number): void {
    const { width, values } = this
    const start = this.rows * width
    const added = (column.values as Float64Array).subarray(from * width, to * width)
    setNumbers(values, start, added, column, this.kept, this.scale)
    if (isWhole(this.kept) && this.valueBytes < 8) this.look(start, start + added.length)
    if (column.validity !== null) {
      for (let row = from; row < to; row++) {
        if (isValid(column, row)) continue
        const at = (this.rows + row - from) * width
        ;(values as Float64Array).fill(this.fill as number, at, at + width)
        this.hasNulls = true
      }
    }
    this.rows += to - from
  }

  get bounds(): readonly [number, number] | null {
    return this.least > this.most ? null : [this.least, this.most]
  }

  private look(from: number, to: number): void {
    const { values, fill } = this
    for (let at = from; at < to; at++) {
      const value = values[at] as number
      if (value === fill) this.clashes++
      if (value < this.least) this.least = value
      if (value > this.most) this.most = value
    }
  }

  take(): Block {
    const { rows, width, values, valueBytes } = this
    this.rows = 0
    return { rows, width, widest: width, bytes: bytesOf(values).subarray(0, rows * width * valueBytes) }
  }
}

/** Copies numbers of a column into an array of the type they are kept as. */
function setNumbers(
  target: NumericValues,
  at: number,
  added: NumericValues,
  { type }: Column,
  kept: Kept,
  scale: number,
) {
  if (kept === type.scalar || (added.BYTES_PER_ELEMENT === target.BYTES_PER_ELEMENT && scale === 1 && isWhole(kept))) {
    ;(target as Float64Array).set(added as Float64Array, at)
    return
  }
  const doubles = asDoubles(added, type.scalar)!
  if (scale === 1) (target as Float64Array).set(doubles, at)
  else for (let index = 0; index < doubles.length; index++) target[at + index] = doubles[index]! * scale
}

const isWhole = (kept: Kept): boolean => !kept.startsWith('float')

/** As many values a row as it has: numbers, or the UTF-8 bytes of a text. */
export class GrowingField implements Field {
  readonly valueBytes: number
  readonly clashes = 0
  readonly bounds = null
  private hasNullRows = false
  private least = Number.POSITIVE_INFINITY
  private most = 0
  private values: NumericValues
  private readonly ends: Int32Array
  private rows = 0

  constructor(
    private readonly kept: Kept | 'text',
    private readonly fill: Fill,
    blockRows: number,
    private readonly scale = 1,
  ) {
    this.values = this.array(blockRows)
    this.ends = new Int32Array(blockRows + 1)
    this.valueBytes = this.values.BYTES_PER_ELEMENT
  }

  add(column: Column, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const start = this.ends[this.rows]!
      let count = 0
      if (!isValid(column, row)) this.hasNullRows = true
      else if (this.kept === 'text') count = this.addText(start, textOf(column, row))
      else count = this.addNumbers(start, column, row)
      this.rows++
      this.ends[this.rows] = start + count
      this.least = Math.min(this.least, count)
      this.most = Math.max(this.most, count)
    }
  }

  /** Narrower rows end in fill values. */
  get hasNulls(): boolean {
    return this.hasNullRows || this.least < this.most
  }

  private addText(start: number, text: string): number {
    this.reserve(start + text.length * 3)
    return new TextEncoder().encodeInto(text, (this.values as Uint8Array).subarray(start)).written
  }

  private addNumbers(start: number, column: Column, row: number): number {
    const [first, last] = [column.offsets![row]!, column.offsets![row + 1]!]
    this.reserve(start + last - first)
    const added = (column.values as Float64Array).subarray(first, last)
    setNumbers(this.values, start, added, column, this.kept as Kept, this.scale)
    return last - first
  }

  private reserve(count: number): void {
    if (count <= this.values.length) return
    const grown = this.array(Math.max(count, this.values.length * 2)) as Float64Array
    grown.set(this.values as Float64Array)
    this.values = grown
  }

  private array(length: number): NumericValues {
    return newValues(this.kept === 'text' ? 'uint8' : this.kept, length)
  }

  take(unit: number): Block {
    const { rows, ends, values } = this
    let widest = 1
    for (let row = 0; row < rows; row++) widest = Math.max(widest, ends[row + 1]! - ends[row]!)
    const width = Math.ceil(widest / unit) * unit
    const laid = this.array(rows * width) as Float64Array
    if (Number(this.fill) !== 0) laid.fill(this.fill as number)
    for (let row = 0; row < rows; row++) {
      laid.set((values as Float64Array).subarray(ends[row]!, ends[row + 1]!), row * width)
    }
    this.rows = 0
    return { rows, width, widest, bytes: bytesOf(laid) }
  }
}

/** Lists of texts are one text, as JSON. */
function textOf({ type, values, offsets }: Column, row: number): string {
  if (type.list === undefined) return values[row] as string
  const from = type.list === 'varying' ? offsets![row]! : row * type.list
  const to = type.list === 'varying' ? offsets![row + 1]! : from + type.list
  return JSON.stringify((values as readonly string[]).slice(from, to))
}
