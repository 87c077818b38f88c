/** A series of lists (a spectrum, a profile a row) in constant memory: means in bins of time that double as it grows. */

export interface ImageColumn {
  readonly from: number
  readonly to: number
  /** Mean of each place of the list; NaN where there is no value. */
  readonly means: Float64Array
}

/** Of longer lists, neighbours are averaged. */
const mostPlaces = 512

interface Sums {
  sums: Float64Array
  counts: Uint32Array
  from: number
  to: number
}

export class ImageBins {
  /** Of the longest list. */
  places = 0
  private bins: (Sums | undefined)[] = []
  private origin: number | null = null
  private binMicros = 1
  /** Places of the list that one of ours stands for: a power of two. */
  private step = 1

  constructor(private readonly capacity: number) {}

  /** In order of time; `from` ≤ place < `to` of `values`. */
  add(time: number, values: ArrayLike<number>, from: number, to: number): void {
    this.origin ??= time
    this.places = Math.max(this.places, to - from)
    let at = Math.max(0, Math.floor((time - this.origin) / this.binMicros))
    while (at >= this.capacity) {
      this.double()
      at = Math.floor((time - this.origin) / this.binMicros)
    }
    const bin = this.bins[at] ?? emptySums(time)
    this.bins[at] = bin
    bin.to = time
    while (to - from > mostPlaces * this.step) this.fold()
    for (let index = from; index < to; index++) {
      const value = values[index]!
      if (!Number.isFinite(value)) continue
      const place = Math.floor((index - from) / this.step)
      bin.sums[place]! += value
      bin.counts[place]!++
    }
  }

  columns(): readonly ImageColumn[] {
    const places = Math.ceil(this.places / this.step)
    return this.bins.flatMap((bin) =>
      bin === undefined
        ? []
        : [{ from: bin.from, to: bin.to, means: bin.sums.subarray(0, places).map((sum, at) => sum / bin.counts[at]!) }],
    )
  }

  private fold(): void {
    for (const bin of this.bins) {
      if (bin === undefined) continue
      for (const values of [bin.sums, bin.counts]) {
        for (let at = 0; at < mostPlaces; at++) values[at] = (values[2 * at] ?? 0) + (values[2 * at + 1] ?? 0)
      }
    }
    this.step *= 2
  }

  private double(): void {
    const half: (Sums | undefined)[] = []
    for (const [at, bin] of this.bins.entries()) {
      if (bin === undefined) continue
      const before = half[at >> 1]
      half[at >> 1] = before === undefined ? bin : merged(before, bin)
    }
    this.bins = half
    this.binMicros *= 2
  }
}

const emptySums = (time: number): Sums => ({
  sums: new Float64Array(mostPlaces),
  counts: new Uint32Array(mostPlaces),
  from: time,
  to: time,
})

function merged(a: Sums, b: Sums): Sums {
  for (let at = 0; at < mostPlaces; at++) {
    a.sums[at]! += b.sums[at]!
    a.counts[at]! += b.counts[at]!
  }
  a.to = b.to
  return a
}
