import type { ScalarType, Values } from './column.ts'

/** A growing array of one scalar type. `write` says whether the value fits. */
export interface Writer {
  readonly capacity: number
  write(at: number, value: unknown): boolean
  /** Zeros (or empty strings) under missing values, so that equal rows have equal bytes. */
  clear(at: number, count: number): void
  grow(capacity: number): void
  /** A copy of the first `count` values. */
  values(count: number): Values
}

const integerLimits: Partial<Record<ScalarType, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 4294967295],
}

const wideLimits: Partial<Record<ScalarType, readonly [bigint, bigint]>> = {
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  timestamp: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
}

const numberArrays = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const

export function writerOf(scalar: ScalarType, capacity: number): Writer {
  switch (scalar) {
    case 'string':
      return new TextWriter(capacity)
    case 'boolean':
      return new BooleanWriter(capacity)
    case 'int64':
    case 'uint64':
    case 'timestamp':
      return new WideWriter(scalar, capacity)
    default:
      return new NumberWriter(scalar, capacity)
  }
}

type NumberArray = InstanceType<(typeof numberArrays)[keyof typeof numberArrays]>

/** Floats take any number, integers whole numbers in range; a bigint counts as its number. */
class NumberWriter implements Writer {
  private array: NumberArray
  private readonly min: number
  private readonly max: number
  private readonly isWhole: boolean

  constructor(scalar: keyof typeof numberArrays, capacity: number) {
    this.array = new numberArrays[scalar](capacity)
    const limits = integerLimits[scalar]
    this.isWhole = limits !== undefined
    this.min = limits?.[0] ?? Number.NEGATIVE_INFINITY
    this.max = limits?.[1] ?? Number.POSITIVE_INFINITY
  }

  get capacity(): number {
    return this.array.length
  }

  write(at: number, value: unknown): boolean {
    const number = typeof value === 'bigint' ? Number(value) : value
    if (typeof number !== 'number') return false
    if (this.isWhole && (number < this.min || number > this.max || Math.floor(number) !== number)) return false
    this.array[at] = number
    return true
  }

  clear(at: number, count: number): void {
    this.array.fill(0, at, at + count)
  }

  grow(capacity: number): void {
    const grown = new (this.array.constructor as Float64ArrayConstructor)(capacity)
    grown.set(this.array)
    this.array = grown
  }

  values(count: number): Values {
    return this.array.slice(0, count)
  }
}

/** Takes bigints in range and numbers that are exact integers. */
class WideWriter implements Writer {
  private array: BigInt64Array | BigUint64Array
  private words: Int32Array
  private readonly limits: readonly [bigint, bigint]

  constructor(scalar: 'int64' | 'uint64' | 'timestamp', capacity: number) {
    this.array = scalar === 'uint64' ? new BigUint64Array(capacity) : new BigInt64Array(capacity)
    this.words = new Int32Array(this.array.buffer)
    this.limits = wideLimits[scalar]!
  }

  get capacity(): number {
    return this.array.length
  }

  write(at: number, value: unknown): boolean {
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value) || (value < 0 && this.limits[0] === 0n)) return false
      const high = Math.floor(value / 4294967296)
      this.words[2 * at] = value - high * 4294967296
      this.words[2 * at + 1] = high
      return true
    }
    if (typeof value !== 'bigint' || value < this.limits[0] || value > this.limits[1]) return false
    this.array[at] = value
    return true
  }

  clear(at: number, count: number): void {
    this.array.fill(0n, at, at + count)
  }

  grow(capacity: number): void {
    const grown = new (this.array.constructor as BigInt64ArrayConstructor)(capacity)
    grown.set(this.array as BigInt64Array)
    this.array = grown
    this.words = new Int32Array(grown.buffer)
  }

  values(count: number): Values {
    return this.array.slice(0, count)
  }
}

/** Takes true and false, as 1 and 0. */
class BooleanWriter extends NumberWriter {
  constructor(capacity: number) {
    super('uint8', capacity)
  }

  override write(at: number, value: unknown): boolean {
    return typeof value === 'boolean' && super.write(at, value ? 1 : 0)
  }
}

class TextWriter implements Writer {
  private readonly array: string[] = []
  capacity: number

  constructor(capacity: number) {
    this.capacity = capacity
  }

  write(at: number, value: unknown): boolean {
    if (typeof value !== 'string') return false
    this.array[at] = value
    return true
  }

  clear(at: number, count: number): void {
    for (let each = at; each < at + count; each++) this.array[each] = ''
  }

  grow(capacity: number): void {
    this.capacity = capacity
  }

  values(count: number): Values {
    return this.array.slice(0, count)
  }
}
