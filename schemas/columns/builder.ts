import { bitmapBytes, clearBit, countSet, fullBitmap, setBit } from './bitmap.ts'
import type { Column, ColumnBatch, ColumnType } from './column.ts'
import { typeName } from './column.ts'
import { type Writer, writerOf } from './writers.ts'

const firstCapacity = 64

/**
 * A column of these cells; null and undefined are missing values, lists are arrays. Throws RangeError naming row and
 * value when a cell does not fit the type: a fraction or an overflow in an integer, a number in a boolean, a list of
 * another length, a missing value inside a list.
 */
export function buildColumn(type: ColumnType, cells: readonly unknown[]): Column {
  const builder = new ColumnBuilder(type, cells.length)
  for (let row = 0; row < cells.length; row++) builder.set(row, cells[row])
  return builder.build(cells.length)
}

/** One growing column, written by row number, so that a row given up half way is simply written again. */
class ColumnBuilder {
  private readonly type: ColumnType
  private readonly writer: Writer
  private readonly stride: number
  private capacity: number
  private validity: Uint8Array | null = null
  private offsets: Int32Array | null = null

  constructor(type: ColumnType, capacity = firstCapacity) {
    this.type = type
    this.capacity = Math.max(1, capacity)
    this.stride = typeof type.list === 'number' ? type.list : 1
    this.writer = writerOf(type.scalar, this.capacity * this.stride)
    if (type.list === 'varying') this.offsets = new Int32Array(this.capacity + 1)
  }

  set(row: number, value: unknown): void {
    if (row >= this.capacity) this.grow(row + 1)
    if (value === null || value === undefined) {
      this.setMissing(row)
      return
    }
    if (this.type.list === undefined) {
      if (!this.writer.write(row, value)) this.refuse(row, value)
    } else this.setList(row, value)
    if (this.validity !== null) setBit(this.validity, row)
  }

  private setMissing(row: number): void {
    this.validity ??= fullBitmap(this.capacity)
    clearBit(this.validity, row)
    if (this.offsets !== null) this.offsets[row + 1] = this.offsets[row]!
    else this.writer.clear(row * this.stride, this.stride)
  }

  private setList(row: number, value: unknown): void {
    if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && 'length' in value)) this.refuse(row, value)
    const items = value as ArrayLike<unknown>
    if (this.offsets === null && items.length !== this.stride) this.refuse(row, value)
    const start = this.offsets === null ? row * this.stride : this.offsets[row]!
    const end = start + items.length
    if (end > this.writer.capacity) this.writer.grow(end * 2)
    for (let at = 0; at < items.length; at++) if (!this.writer.write(start + at, items[at])) this.refuse(row, items[at])
    if (this.offsets !== null) this.offsets[row + 1] = end
  }

  private grow(rows: number): void {
    this.capacity = Math.max(rows, this.capacity * 2)
    if (this.offsets === null) this.writer.grow(this.capacity * this.stride)
    else {
      const offsets = new Int32Array(this.capacity + 1)
      offsets.set(this.offsets)
      this.offsets = offsets
    }
    if (this.validity !== null) {
      const bits = fullBitmap(this.capacity)
      bits.set(this.validity)
      this.validity = bits
    }
  }

  private refuse(row: number, value: unknown): never {
    throw new RangeError(`row ${row}: ${textOf(value)} does not fit ${typeName(this.type)}`)
  }

  /** The first `length` rows, in arrays of their own. */
  build(length: number): Column {
    const offsets = this.offsets?.slice(0, length + 1) ?? null
    const values = this.writer.values(offsets === null ? length * this.stride : offsets[length]!)
    const isFull = this.validity === null || countSet(this.validity, length) === length
    return {
      type: this.type,
      length,
      values,
      validity: isFull ? null : this.validity!.slice(0, bitmapBytes(length)),
      offsets,
    }
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'bigint') return `${value}`
  const text = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}` : item))
  const shown = text === undefined || typeof value === 'number' ? String(value) : text
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown
}

/** Particles of one stream, row by row, into columns of declared types. */
export class BatchBuilder {
  private readonly names: readonly string[]
  private readonly builders: readonly ColumnBuilder[]
  private time = new Float64Array(firstCapacity)
  private rows = 0

  constructor(types: Readonly<Record<string, ColumnType>>) {
    this.names = Object.keys(types)
    this.builders = this.names.map((name) => new ColumnBuilder(types[name]!))
  }

  get length(): number {
    return this.rows
  }

  /**
   * `timeMicros`: whole UTC microseconds since 1970. A name left out is a missing value. Throws RangeError, and adds
   * nothing, when a name has no type, a value does not fit, or the time is not a whole number.
   */
  add(timeMicros: number, values: Readonly<Record<string, unknown>>): void {
    const row = this.rows
    if (!Number.isSafeInteger(timeMicros))
      throw new RangeError(`row ${row}: time ${timeMicros} is not whole microseconds`)
    let known = 0
    for (let at = 0; at < this.names.length; at++) {
      const name = this.names[at]!
      const value = values[name]
      if (value !== undefined) known++
      this.set(name, this.builders[at]!, row, value)
    }
    if (known < this.names.length) this.checkNames(values)
    else if (Object.keys(values).length !== known) this.checkNames(values)
    if (row === this.time.length) {
      const time = new Float64Array(row * 2)
      time.set(this.time)
      this.time = time
    }
    this.time[row] = timeMicros
    this.rows++
  }

  private set(name: string, builder: ColumnBuilder, row: number, value: unknown): void {
    try {
      builder.set(row, value)
    } catch (cause) {
      if (cause instanceof RangeError) throw new RangeError(`column ${name}, ${cause.message}`, { cause })
      throw cause
    }
  }

  private checkNames(values: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(values)) {
      if (!this.names.includes(name)) {
        throw new RangeError(`row ${this.rows}: no column is named ${name}; there are ${this.names.join(', ')}`)
      }
    }
  }

  /** The rows so far; adding more changes nothing in what was built. */
  build(): ColumnBatch {
    const columns = this.names.map((name, at) => [name, this.builders[at]!.build(this.rows)] as const)
    return { length: this.rows, time: this.time.slice(0, this.rows), columns: new Map(columns) }
  }
}
