/**
 * A series of any length in constant memory, as a plot of some hundred pixels needs it: bins of equal length that double
 * when the series outgrows them. A bin keeps its extremes, so none is lost; a value alone in its bin stays exact.
 */

/** How a value is judged; a worse one is greater. */
export const judgement = { good: 0, suspect: 1, fail: 2 } as const
export type Judgement = (typeof judgement)[keyof typeof judgement]

/** What one bin says, times in UTC microseconds; extremes of good and suspect values. */
export interface Bin {
  readonly count: number
  readonly firstTime: number
  readonly lastTime: number
  readonly first: number
  readonly last: number
  readonly min: number
  readonly max: number
}

/** A value that is not good, where it is. */
export interface Flagged {
  readonly time: number
  readonly value: number
  readonly judgement: Judgement
}

interface MutableBin {
  count: number
  firstTime: number
  lastTime: number
  first: number
  last: number
  min: number
  max: number
  /** Extremes of the suspect, then of the failed: least, greatest. */
  flagged: (Flagged | null)[]
}

export class TimeBins {
  private bins: (MutableBin | undefined)[] = []
  private origin = 0
  private binMicros = 1
  private previous: number | null = null
  /** How often intervals come, in quarters of an octave. */
  private readonly intervals = new Uint32Array(4 * 64)
  private counted = 0

  /** At least half of `capacity` bins cover the series once it has that many values. */
  constructor(private readonly capacity: number) {}

  /** In order of time. What is neither a number nor finite is no value. */
  add(time: number, value: number, judged: Judgement = judgement.good): void {
    if (!Number.isFinite(value)) return
    if (this.previous === null) this.origin = time
    else if (time > this.previous) {
      this.intervals[quarterOctave(time - this.previous)]!++
      this.counted++
    }
    this.previous = time
    let at = Math.max(0, Math.floor((time - this.origin) / this.binMicros))
    while (at >= this.capacity) {
      this.double()
      at = Math.floor((time - this.origin) / this.binMicros)
    }
    const bin = this.bins[at] ?? emptyBin()
    this.bins[at] = bin
    if (judged !== judgement.good) addFlagged(bin, { time, value, judgement: judged })
    if (judged !== judgement.fail) addValue(bin, time, value)
  }

  /** Those with values that did not fail, in order. */
  lines(): readonly Bin[] {
    return this.bins.filter((bin) => bin !== undefined && bin.count > 0) as Bin[]
  }

  flagged(): readonly Flagged[] {
    return this.bins.flatMap((bin) => bin?.flagged.filter((one) => one !== null) ?? [])
  }

  /** A longer pause than this is a gap: three times what nine of ten intervals keep within. */
  gapMicros(): number {
    let left = 0.9 * this.counted
    for (let at = 0; at < this.intervals.length; at++) {
      left -= this.intervals[at]!
      if (left <= 0) return 3 * 2 ** ((at + 1) / 4)
    }
    return Number.POSITIVE_INFINITY
  }

  private double(): void {
    const half: (MutableBin | undefined)[] = []
    for (const [at, bin] of this.bins.entries()) {
      if (bin === undefined) continue
      const before = half[at >> 1]
      half[at >> 1] = before === undefined ? bin : merged(before, bin)
    }
    this.bins = half
    this.binMicros *= 2
  }
}

const quarterOctave = (micros: number): number => Math.min(255, Math.max(0, Math.floor(4 * Math.log2(micros))))

const emptyBin = (): MutableBin => ({
  count: 0,
  firstTime: 0,
  lastTime: 0,
  first: 0,
  last: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  flagged: [null, null, null, null],
})

function addValue(bin: MutableBin, time: number, value: number): void {
  if (bin.count === 0) {
    bin.firstTime = time
    bin.first = value
  }
  bin.lastTime = time
  bin.last = value
  if (value < bin.min) bin.min = value
  if (value > bin.max) bin.max = value
  bin.count++
}

function addFlagged({ flagged }: MutableBin, one: Flagged): void {
  const least = one.judgement === judgement.suspect ? 0 : 2
  const [low, high] = [flagged[least], flagged[least + 1]]
  if (low == null || high == null) {
    flagged[least] = one
    flagged[least + 1] = one
    return
  }
  if (one.value < low.value) flagged[least] = one
  if (one.value > high.value) flagged[least + 1] = one
}

function merged(a: MutableBin, b: MutableBin): MutableBin {
  for (const one of b.flagged) if (one !== null) addFlagged(a, one)
  if (b.count === 0) return a
  if (a.count === 0) return { ...b, flagged: a.flagged }
  return {
    count: a.count + b.count,
    firstTime: a.firstTime,
    lastTime: b.lastTime,
    first: a.first,
    last: b.last,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    flagged: a.flagged,
  }
}
