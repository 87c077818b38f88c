/** Which annotations are about a stream in a range of time, and which of its rows and values they exclude. */
import type { annotations } from '../../schemas/catalogue-tables.ts'
import type { Row } from '../../schemas/table.ts'

type Annotation = Row<typeof annotations>

/** UTC microseconds; `from` ≤ time < `to`, without end where `to` is infinite. */
export interface Interval {
  readonly from: number
  readonly to: number
}

export interface Exclusions {
  /** Whole rows, ascending, none touching another. */
  readonly rows: readonly Interval[]
  /** Values by parameter, likewise. */
  readonly values: ReadonlyMap<string, readonly Interval[]>
}

export interface AnnotatedStream {
  readonly refdes: string
  readonly method: string
  readonly stream: string
}

/** The partition of the table `annotations` that is about an instrument. */
export const subsiteOf = (refdes: string): string => refdes.split('-', 1)[0] as string

/** Those that hold for the stream in the range, withdrawn ones left out, by start. */
export function annotationsOn(stream: AnnotatedStream, range: Interval, all: readonly Annotation[]): Annotation[] {
  const [subsite, node, ...sensor] = stream.refdes.split('-')
  const isAbout = (said: string | null, own: string | undefined): boolean => said === null || said === own
  return all
    .filter(
      (one) =>
        !one.is_removed &&
        one.subsite === subsite &&
        isAbout(one.node, node) &&
        isAbout(one.sensor, sensor.join('-')) &&
        isAbout(one.method, stream.method) &&
        isAbout(one.stream, stream.stream) &&
        one.start < range.to &&
        (one.stop ?? Number.POSITIVE_INFINITY) > range.from,
    )
    .sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))
}

/** What of the stream is not to be given out in the range. Intervals may reach beyond it. */
export function exclusionsFor(stream: AnnotatedStream, range: Interval, all: readonly Annotation[]): Exclusions {
  const rows: Interval[] = []
  const values = new Map<string, Interval[]>()
  for (const { is_exclusion, parameters, start, stop } of annotationsOn(stream, range, all)) {
    if (!is_exclusion) continue
    const interval = { from: start, to: stop ?? Number.POSITIVE_INFINITY }
    const named = JSON.parse(parameters) as string[]
    if (named.length === 0) join(rows, interval)
    for (const name of named) {
      const known = values.get(name) ?? []
      join(known, interval)
      values.set(name, known)
    }
  }
  return { rows, values }
}

/** Intervals come by their start. */
function join(intervals: Interval[], next: Interval): void {
  const last = intervals.at(-1)
  if (last === undefined || last.to < next.from) intervals.push(next)
  else intervals[intervals.length - 1] = { from: last.from, to: Math.max(last.to, next.to) }
}
