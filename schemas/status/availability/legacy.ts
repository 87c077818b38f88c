/**
 * Spans as the code of ooi_status makes them, step by step, for those who compare: sparse bins stay apart with slivers of
 * Present between them, few bins are never Missing, a stream without spans has one of no length. Its spans that stop
 * before they start, or lie outside the deployment they were cut to, are left out.
 */
import { type Bins, binsWithin, particlesIn } from './bins.ts'
import { leastWhole, separationComparer, wholeQuotient } from './exact.ts'
import type { AvailabilityProfile, Grade } from './profile.ts'
import { mostCoarse, type Span } from './spans.ts'
import type { Interval } from './window.ts'

/** The original asks for more than 30 cells, of three a bin. */
const mostBinsCoarse = 10

export function legacySpans(
  bins: Bins,
  window: Interval,
  deployed: readonly Interval[],
  { bounds }: Pick<AvailabilityProfile, 'bounds'>,
): Span[] {
  const found = binsWithin(bins, window.start, window.stop)
  const total = particlesIn(found)
  const isFine = total > mostCoarse && found.length > mostBinsCoarse
  const [average, ...levels] = [{ over: 1, under: 1 }, ...bounds].map((bound) =>
    separationComparer(window.stop - window.start, Math.max(1, total), bound),
  )
  const compare = (comparer: typeof average, index: number) =>
    comparer!(found.last[index]! - found.first[index]!, found.count[index]!)
  const isSparse = (index: number) => compare(average, index) > 0
  const gradeOf = (index: number): Grade => {
    const reached = levels.filter((level) => compare(level, index) >= 0).length
    return reached === 3 ? 'sparse3' : reached === 2 ? 'sparse2' : reached === 1 ? 'sparse1' : 'present'
  }
  const spans = isFine ? fine(found, window, isSparse, gradeOf) : coarse(found, window, gradeOf)
  const kept = filtered(spans, deployed)
  return kept.length > 0 ? kept : [{ start: window.start, stop: window.start, grade: 'notExpected' }]
}

function fine(
  { first, last, length }: Bins,
  window: Interval,
  isSparse: (index: number) => boolean,
  gradeOf: (index: number) => Grade,
): Span[] {
  const spans: Span[] = []
  const threshold = wholeQuotient(window.stop - window.start, 1000)
  let from = first[0]!
  if (from > window.start) spans.push({ start: window.start, stop: from, grade: 'missing' })
  for (let index = 0; index < length; index += 1) {
    const before = index === 0 ? first[0]! : last[index - 1]!
    if (first[index]! - before > threshold) {
      if (from < before) spans.push({ start: from, stop: before, grade: 'present' })
      spans.push({ start: before, stop: first[index]!, grade: 'missing' })
      from = first[index]!
    } else if (isSparse(index)) {
      if (from < first[index]!) spans.push({ start: from, stop: first[index]!, grade: 'present' })
      spans.push({ start: first[index]!, stop: last[index]!, grade: gradeOf(index) })
      from = last[index]!
    }
  }
  const end = last[length - 1]!
  spans.push({ start: from, stop: end, grade: 'present' })
  if (end < window.stop) spans.push({ start: end, stop: window.stop, grade: 'missing' })
  return spans
}

function coarse({ first, last, length }: Bins, window: Interval, gradeOf: (index: number) => Grade): Span[] {
  const span = window.stop - window.start
  const [half, shortest] = [wholeQuotient(span, 1000), leastWhole(span, 500)]
  return Array.from({ length }, (_, index) => {
    const [from, to] = [first[index]!, last[index]!]
    const grade = gradeOf(index)
    return to - from < shortest ? { start: from - half, stop: from + half, grade } : { start: from, stop: to, grade }
  })
}

function filtered(spans: readonly Span[], deployed: readonly Interval[]): Span[] {
  const kept: Span[] = []
  for (const { start, stop } of deployed) {
    for (const span of spans) {
      if (span.start > stop) break
      const cut = { start: Math.max(span.start, start), stop: Math.min(span.stop, stop), grade: span.grade }
      if (cut.start < cut.stop || (span.start === span.stop && cut.start === cut.stop)) kept.push(cut)
    }
  }
  return kept
}
