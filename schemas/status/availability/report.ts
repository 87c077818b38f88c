/** The answer to `/available`: a row of deployments, then one of each method and stream. */
import { type Bins, joinBins } from './bins.ts'
import { legacySpans } from './legacy.ts'
import { type AvailabilityProfile, type Grade, grades } from './profile.ts'
import { availabilitySpans, type Span } from './spans.ts'
import {
  type Deployment,
  deploymentsWithin,
  type Interval,
  type NumberedInterval,
  narrowed,
  oneAtATime,
} from './window.ts'

export interface ReportRow {
  readonly measure: string
  /** Start and stop are UTC microseconds. */
  readonly data: readonly { readonly start: number; readonly label: string; readonly stop: number }[]
  readonly categories: Readonly<Record<string, { readonly color: string }>>
}

export interface StreamBins {
  readonly method: string
  readonly stream: string
  /** Of one stream key, or a part of it. */
  readonly bins: Bins
}

/**
 * `window` is cut at the present time already; it narrows to the deployments of this instrument. Row by row: who writes
 * them as they come holds one at a time.
 */
export function* availabilityReport(
  streams: readonly StreamBins[],
  deployments: readonly Deployment[],
  window: Interval,
  profile: AvailabilityProfile,
): Generator<ReportRow, void> {
  const isLegacy = profile.rules === 'legacy'
  const deployed = deploymentsWithin(deployments, window)
  const asked = narrowed(window, deployed)
  const categories = Object.fromEntries(
    grades.map((grade) => [profile.labels[grade], { color: profile.colors[grade] }]),
  )
  if (deployed.length > 0) yield deploymentsRow(deployed, profile)
  for (const [measure, parts] of partsByRow(streams)) {
    const bins = joinBins(parts)
    const spans = isLegacy
      ? legacySpans(bins, asked, deployed, profile)
      : inWholeSeconds(availabilitySpans(bins, asked, deployed, profile), (a, b) => a.grade === b.grade)
    yield { measure, data: spans.map((span) => labelled(span, profile.labels)), categories }
  }
}

function deploymentsRow(deployed: readonly NumberedInterval[], profile: AvailabilityProfile): ReportRow {
  const label = (number: number) => `Deployment: ${number}`
  const colors = [...new Set(deployed.map(({ number }) => number))].map((number, index) => [
    label(number),
    { color: profile.deploymentColors[index % 2]! },
  ])
  const drawn =
    profile.rules === 'legacy' ? deployed : inWholeSeconds(oneAtATime(deployed), (a, b) => a.number === b.number)
  return {
    measure: 'Deployments',
    data: drawn.map(({ number, start, stop }) => ({ start, label: label(number), stop })),
    categories: Object.fromEntries(colors),
  }
}

const labelled = ({ start, stop, grade }: Span, labels: Readonly<Record<Grade, string>>) => ({
  start,
  label: labels[grade],
  stop,
})

/** Bins by `method stream`, in order. */
function partsByRow(streams: readonly StreamBins[]): [string, Bins[]][] {
  const rows = new Map<string, Bins[]>()
  for (const { method, stream, bins } of streams) {
    const measure = `${method} ${stream}`
    const parts = rows.get(measure)
    if (parts === undefined) rows.set(measure, [bins])
    else parts.push(bins)
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

const secondMicros = 1_000_000

/** Times are written without their fraction: a span inside one second would stop where it starts, and is left out. */
function inWholeSeconds<S extends Interval>(spans: readonly S[], isSame: (a: S, b: S) => boolean): S[] {
  const cut = (micros: number) => Math.floor(micros / secondMicros)
  const kept: S[] = []
  let isLeftOut = false
  for (const span of spans) {
    const last = kept.at(-1)
    if (cut(span.start) === cut(span.stop)) isLeftOut = true
    else if (isLeftOut && last !== undefined && isSame(last, span) && cut(last.stop) === cut(span.start)) {
      kept[kept.length - 1] = { ...last, stop: span.stop }
    } else {
      kept.push(span)
      isLeftOut = false
    }
  }
  return kept
}
