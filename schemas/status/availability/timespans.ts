/** Continuous stretches of particles, and the gaps between them where particles were expected. */
import type { Bins } from './bins.ts'
import { leastWhole, wholeQuotient } from './exact.ts'
import type { Interval } from './window.ts'

export interface Timespans {
  /** From the first to the last particle of each stretch, cut to the window. In order, apart from each other. */
  readonly spans: readonly Interval[]
  /** Of the bins that overlap the window, whole. */
  readonly particles: number
  /** Usual time between particles; null where there are fewer than two. UTC microseconds. */
  readonly separation: number | null
  /** Bins no further apart than this belong together. */
  readonly tolerance: number
}

/** Spans of the bins that overlap the window; a gap up to `mergeGaps`, or to 1.8 separations (as in WFCatalog), is none. */
export function timespansOf(bins: Bins, window: Interval, mergeGaps: number): Timespans {
  const chosen = chosenIndices(bins, window)
  const separation = usualSeparation(bins, chosen)
  const tolerance = Math.max(mergeGaps, separation === null ? 0 : separation + wholeQuotient(4 * separation, 5))
  const spans: { start: number; stop: number }[] = []
  let particles = 0
  for (const index of chosen) {
    const [first, last] = [bins.first[index]!, bins.last[index]!]
    particles += bins.count[index]!
    const span = spans.at(-1)
    if (span !== undefined && first - span.stop <= tolerance) span.stop = Math.max(span.stop, last)
    else spans.push({ start: first, stop: last })
  }
  const cut = spans.map(({ start, stop }) => ({
    start: Math.max(start, window.start),
    stop: Math.min(stop, window.stop),
  }))
  return { spans: cut, particles, separation, tolerance }
}

export interface Coverage {
  /** Time in which particles were expected, microseconds. */
  readonly expected: number
  readonly gaps: readonly Interval[]
  readonly longestGap: number
  /** Thousandths of a percent, rounded down: 100,000 only where nothing is missing. Null where nothing was expected. */
  readonly milliPercent: number | null
}

/** What the spans leave of the expected time, but for stretches within the tolerance. Both in order, each apart. */
export function coverageOf(spans: readonly Interval[], expectedTime: readonly Interval[], tolerance: number): Coverage {
  const gaps: Interval[] = []
  let expected = 0
  let at = 0
  for (const { start, stop } of expectedTime) {
    expected += stop - start
    let until = start
    const leave = (to: number) => {
      if (to - until > tolerance) gaps.push({ start: until, stop: to })
    }
    while (at < spans.length && spans[at]!.stop < start) at += 1
    for (let index = at; index < spans.length && spans[index]!.start < stop; index += 1) {
      leave(spans[index]!.start)
      until = spans[index]!.stop
    }
    leave(stop)
  }
  const missing = gaps.reduce((sum, gap) => sum + (gap.stop - gap.start), 0)
  const longestGap = gaps.reduce((longest, gap) => Math.max(longest, gap.stop - gap.start), 0)
  const milliPercent = expected === 0 ? null : Number((100_000n * BigInt(expected - missing)) / BigInt(expected))
  return { expected, gaps, longestGap, milliPercent }
}

/** With last ≥ start and first < stop: a single particle counts where it lies. */
function chosenIndices({ first, last, length }: Bins, { start, stop }: Interval): number[] {
  const chosen: number[] = []
  for (let index = 0; index < length; index += 1) {
    if (last[index]! >= start && first[index]! < stop) chosen.push(index)
  }
  return chosen
}

/** The median of the bins' separations; a bin of one particle tells by its distance from the bin before. */
function usualSeparation({ first, last, count }: Bins, chosen: readonly number[]): number | null {
  const all: number[] = []
  for (const [at, index] of chosen.entries()) {
    const before = chosen[at - 1]
    if (count[index]! > 1) all.push(leastWhole(last[index]! - first[index]!, count[index]! - 1))
    else if (before !== undefined) all.push(Math.max(0, first[index]! - last[before]!))
  }
  return all.length === 0 ? null : Float64Array.from(all).sort()[(all.length - 1) >> 1]!
}
