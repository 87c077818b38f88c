/**
 * Count, range and standard deviation of the values in a window that slides over a series, each step at the same small
 * cost. Two halves: the newer values are added up as they come; the older ones hold what is left of them from each on, so
 * leaving takes nothing away from a sum and loses no digits. Missing values do not count.
 */
export class SlidingWindow {
  readonly #values: Float64Array
  readonly #count: Int32Array
  readonly #mean: Float64Array
  readonly #squares: Float64Array
  readonly #least: Float64Array
  readonly #largest: Float64Array
  #from = 0
  /** The older half is `from ≤ i < middle`, the newer `middle ≤ i < to`. */
  #middle = 0
  #to = 0
  #newer = nothing()
  #all: Summary = nothing()

  constructor(values: Float64Array) {
    this.#values = values
    this.#count = new Int32Array(values.length)
    this.#mean = new Float64Array(values.length)
    this.#squares = new Float64Array(values.length)
    this.#least = new Float64Array(values.length)
    this.#largest = new Float64Array(values.length)
  }

  /** The window is `from ≤ i < to` now. Neither may go back. */
  moveTo(from: number, to: number): void {
    for (; this.#to < to; this.#to++) include(this.#newer, this.#values[this.#to] as number)
    if (from > this.#from) this.#from = from
    if (this.#from >= this.#middle) this.#sumOlder()
    const i = this.#from
    this.#all =
      i < this.#middle
        ? merged(this.#newer, {
            count: this.#count[i] as number,
            mean: this.#mean[i] as number,
            squares: this.#squares[i] as number,
            least: this.#least[i] as number,
            largest: this.#largest[i] as number,
          })
        : this.#newer
  }

  get count(): number {
    return this.#all.count
  }

  /** NaN if it is empty. */
  get range(): number {
    return this.count === 0 ? Number.NaN : this.#all.largest - this.#all.least
  }

  /** Of the population; NaN if it is empty. */
  get deviation(): number {
    return this.count === 0 ? Number.NaN : Math.sqrt(this.#all.squares / this.count)
  }

  /** All that is in the window becomes its older half. */
  #sumOlder(): void {
    const sum = nothing()
    for (let i = this.#to - 1; i >= this.#from; i--) {
      include(sum, this.#values[i] as number)
      this.#count[i] = sum.count
      this.#mean[i] = sum.mean
      this.#squares[i] = sum.squares
      this.#least[i] = sum.least
      this.#largest[i] = sum.largest
    }
    this.#middle = this.#to
    this.#newer = nothing()
  }
}

interface Summary {
  count: number
  mean: number
  /** Sum of the squared distances from the mean. */
  squares: number
  least: number
  largest: number
}

function nothing(): Summary {
  return { count: 0, mean: 0, squares: 0, least: Number.POSITIVE_INFINITY, largest: Number.NEGATIVE_INFINITY }
}

function include(sum: Summary, value: number): void {
  if (Number.isNaN(value)) return
  sum.count++
  const off = value - sum.mean
  sum.mean += off / sum.count
  sum.squares += off * (value - sum.mean)
  if (value < sum.least) sum.least = value
  if (value > sum.largest) sum.largest = value
}

function merged(a: Summary, b: Summary): Summary {
  const count = a.count + b.count
  const off = b.mean - a.mean
  return {
    count,
    mean: a.mean + (count === 0 ? 0 : (off * b.count) / count),
    squares: a.squares + b.squares + (count === 0 ? 0 : (off * off * a.count * b.count) / count),
    least: Math.min(a.least, b.least),
    largest: Math.max(a.largest, b.largest),
  }
}
