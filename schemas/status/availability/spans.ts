/** What is said of each time between lower and upper bound, from the bins of a stream. */
import { type Bins, binsWithin, particlesIn } from './bins.ts'
import { leastWhole, separationComparer, wholeQuotient } from './exact.ts'
import type { AvailabilityProfile, Grade } from './profile.ts'
import { type Interval, united } from './window.ts'

export interface Span extends Interval {
  readonly grade: Grade
}

/** Above so many particles their average separation is below the threshold, a thousandth of the window. */
export const mostCoarse = 1000

/** Spans in order, apart from each other, within the window. With more than 1000 particles they cover it. */
export function availabilitySpans(
  bins: Bins,
  window: Interval,
  deployed: readonly Interval[],
  { bounds }: Pick<AvailabilityProfile, 'bounds'>,
): Span[] {
  if (window.start >= window.stop) return []
  const found = binsWithin(bins, window.start, window.stop)
  const total = particlesIn(found)
  const isFine = total > mostCoarse
  const places = united(deployed)
  if (total === 0) return withinDeployments([{ ...window, grade: 'missing' }], window, places, true)
  const gradeOf = grader(window, total, bounds)
  const spans = isFine ? fineSpans(found, window, gradeOf) : coarseSpans(found, window, gradeOf)
  return withinDeployments(spans, window, places, isFine)
}

/** The grade of a bin by its separation, (last − first) / count, against the average one, span / total. */
export function grader({ start, stop }: Interval, total: number, bounds: AvailabilityProfile['bounds']) {
  const [toFirst, toSecond, toThird] = bounds.map((bound) => separationComparer(stop - start, total, bound))
  return ({ first, last, count }: Bins, index: number): Grade => {
    const interval = last[index]! - first[index]!
    const particles = count[index]!
    if (toFirst!(interval, particles) <= 0) return 'present'
    if (toThird!(interval, particles) >= 0) return 'sparse3'
    return toSecond!(interval, particles) >= 0 ? 'sparse2' : 'sparse1'
  }
}

type GradeOf = ReturnType<typeof grader>

/** Gaps above the threshold, and both ends, are missing. A lesser gap is of the grade that both its bins have, else present. */
function fineSpans(bins: Bins, window: Interval, gradeOf: GradeOf): Span[] {
  const row = new SpanRow(window, true)
  // A whole gap is above span / 1000 just when it is above its whole part.
  const threshold = wholeQuotient(window.stop - window.start, 1000)
  let until = window.start
  let before: Grade = 'missing'
  for (let index = 0; index < bins.length; index += 1) {
    const [first, last, grade] = [bins.first[index]!, bins.last[index]!, gradeOf(bins, index)]
    if (first > until) {
      const isMissing = index === 0 || first - until > threshold
      row.add(until, first, isMissing ? 'missing' : grade === before ? grade : 'present')
      until = first
    }
    // Bins of different deployments may overlap: the later one holds from where the earlier ends.
    if (last >= until) {
      row.add(until, last, grade)
      until = last
      before = grade
    }
  }
  row.add(until, window.stop, 'missing')
  return row.spans
}

/** Each bin by itself. A short one is widened to be seen, but not over the particles of its neighbours. */
function coarseSpans(bins: Bins, window: Interval, gradeOf: GradeOf): Span[] {
  const row = new SpanRow(window, false)
  const span = window.stop - window.start
  const [half, shortest] = [wholeQuotient(span, 1000), leastWhole(span, 500)]
  let until = Number.NEGATIVE_INFINITY
  for (let index = 0; index < bins.length; index += 1) {
    const [first, last] = [bins.first[index]!, bins.last[index]!]
    const isShort = last - first < shortest
    const start = Math.max(until, isShort ? first - half : first)
    const next = index + 1 < bins.length ? bins.first[index + 1]! : Number.POSITIVE_INFINITY
    const stop = isShort ? Math.min(first + half, next) : last
    if (stop <= start) continue
    row.add(start, stop, gradeOf(bins, index))
    until = stop
  }
  return row.spans
}

/** Cut to the deployments; what lies between them is not expected. */
function withinDeployments(
  spans: readonly Span[],
  window: Interval,
  deployed: readonly Interval[],
  merges: boolean,
): Span[] {
  const [only, ...others] = deployed
  if (only !== undefined && others.length === 0 && only.start <= window.start && only.stop >= window.stop) {
    return [...spans]
  }
  const row = new SpanRow(window, merges)
  let until = window.start
  let at = 0
  for (const { start, stop } of deployed) {
    row.add(until, start, 'notExpected')
    while (at < spans.length && spans[at]!.stop <= start) at += 1
    // A span may go on in the next deployment: it is looked at again there.
    for (let index = at; index < spans.length && spans[index]!.start < stop; index += 1) {
      const span = spans[index]!
      row.add(Math.max(span.start, start), Math.min(span.stop, stop), span.grade)
    }
    until = stop
  }
  row.add(until, window.stop, 'notExpected')
  return row.spans
}

/** Keeps spans inside the window, without those of no length; neighbours of one grade become one where `merges` says so. */
class SpanRow {
  readonly spans: { start: number; stop: number; grade: Grade }[] = []
  constructor(
    private readonly window: Interval,
    private readonly merges: boolean,
  ) {}

  add(from: number, to: number, grade: Grade): void {
    const [start, stop] = [Math.max(from, this.window.start), Math.min(to, this.window.stop)]
    if (start >= stop) return
    const last = this.spans.at(-1)
    if (this.merges && last?.grade === grade && last.stop === start) last.stop = stop
    else this.spans.push({ start, stop, grade })
  }
}
