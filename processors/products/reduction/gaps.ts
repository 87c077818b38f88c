/**
 * Where the rows of one deployment have gaps: times between rows longer than three times the median of their block, or
 * than a given length, whichever is longer. Blocks have 1024 intervals, however the rows are batched, so that a sampling
 * rate that changes is followed.
 */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import { medianOf } from '../../../schemas/columns/steps.ts'

export interface Rate {
  /** A longer time between rows is a gap. */
  readonly gapMicros: number
  /** Median time between rows: how long a row stands for when a gap follows. */
  readonly intervalMicros: number
}

/** Rows of a batch with the rate that holds for them. */
export interface Stretch extends Rate {
  readonly batch: ColumnBatch
  readonly from: number
  readonly to: number
}

const blockIntervals = 1024
/** A shorter last block says too little by itself. */
export const telling = 32

export class Gaps {
  private readonly intervals = new Float64Array(blockIntervals)
  private count = 0
  private last: number | null = null
  private median: number | null
  private waiting: { batch: ColumnBatch; from: number; to: number }[] = []

  /** `leastMicros`: what is shorter is no gap. `typicalMicros`: median until the rows tell theirs. */
  constructor(
    private readonly leastMicros: number,
    typicalMicros: number | null = null,
  ) {
    this.median = typicalMicros
  }

  /** Stretches that are decided now, in order; the last rows wait for what follows. */
  add(batch: ColumnBatch): Stretch[] {
    const decided: Stretch[] = []
    const { time, length } = batch
    const { intervals } = this
    // Locals: this is done for every row.
    let [from, count, last] = [0, this.count, this.last ?? Number.NaN]
    for (let row = 0; row < length; row++) {
      const now = time[row]!
      // Rows of one time say nothing about the rate.
      if (now > last) intervals[count++] = now - last
      last = now
      if (count < blockIntervals) continue
      this.waiting.push({ batch, from, to: row + 1 })
      from = row + 1
      this.count = count
      decided.push(...this.flush())
      count = this.count
    }
    this.count = count
    if (length > 0) this.last = last
    if (from < length) this.waiting.push({ batch, from, to: length })
    return decided
  }

  /** What follows does not follow the rows before: others lie between. */
  skip(): void {
    this.last = null
  }

  /** Decides the rows that wait, by what is known of the rate. */
  flush(): Stretch[] {
    if (this.count > 0 && (this.count >= telling || this.median === null)) {
      this.median = medianOf(this.intervals.subarray(0, this.count))
    }
    if (this.count === blockIntervals) this.count = 0
    const rate = this.rate()
    const decided = this.waiting.map((rows) => ({ ...rows, ...rate }))
    this.waiting = []
    return decided
  }

  private rate(): Rate {
    if (this.median === null) return { gapMicros: Number.POSITIVE_INFINITY, intervalMicros: 0 }
    return { gapMicros: Math.max(3 * this.median, this.leastMicros), intervalMicros: this.median }
  }
}
