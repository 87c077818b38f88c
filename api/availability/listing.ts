/** Lists of time spans, gaps and extents: as lines with blanks between, as GeoCSV, as JSON. */
import { timeFormatter } from '../../schemas/formats/text/time-text.ts'
import type { Interval } from '../../schemas/status/availability/window.ts'
import type { Source } from './sources.ts'

export const listingFormats = ['text', 'geocsv', 'json'] as const
export type ListingFormat = (typeof listingFormats)[number]
export const listingTypes: Readonly<Record<ListingFormat, string>> = {
  text: 'text/plain; charset=utf-8',
  geocsv: 'text/csv; charset=utf-8',
  json: 'application/json',
}
/** `spans` and `gaps` have a row for each, `extents` one for each source. */
export type ListingKind = 'spans' | 'gaps' | 'extents'

const orders = {
  name: () => 0,
  latest: (a, b) => latest(a) - latest(b),
  latest_desc: (a, b) => latest(b) - latest(a),
  timespancount: (a, b) => a.spans.length - b.spans.length,
  timespancount_desc: (a, b) => b.spans.length - a.spans.length,
  percent: (a, b) => (a.milliPercent ?? -1) - (b.milliPercent ?? -1),
  percent_desc: (a, b) => (b.milliPercent ?? -1) - (a.milliPercent ?? -1),
} as const satisfies Record<string, (a: Source, b: Source) => number>
export type Order = keyof typeof orders
export const orderNames = Object.keys(orders) as Order[]
const latest = ({ spans }: Source): number => spans.at(-1)?.stop ?? Number.MIN_SAFE_INTEGER

/** Sources that are equal in the asked order stay in order of name. */
export function ordered(sources: readonly Source[], order: Order): Source[] {
  const byName = (a: Source, b: Source) =>
    compare(a.refdes, b.refdes) ||
    compare(a.method, b.method) ||
    compare(a.stream, b.stream) ||
    (a.deployments[0] ?? 0) - (b.deployments[0] ?? 0)
  return sources.toSorted((a, b) => orders[order](a, b) || byName(a, b))
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The first `limit` rows: of spans or gaps over all sources, or of sources. */
export function limited(sources: readonly Source[], kind: ListingKind, limit: number): Source[] {
  if (kind === 'extents') return sources.slice(0, limit)
  const kept: Source[] = []
  let left = limit
  for (const source of sources) {
    const [list, name] = kind === 'gaps' ? [source.gaps, 'gaps'] : [source.spans, 'spans']
    if (list.length === 0) continue
    if (left === 0) break
    kept.push(list.length <= left ? source : { ...source, [name]: list.slice(0, left) })
    left -= Math.min(left, list.length)
  }
  return kept
}

interface Column {
  readonly name: string
  readonly unit: string
  readonly type: 'string' | 'integer' | 'float' | 'datetime'
}
const named: readonly Column[] = [
  ...['Refdes', 'Method', 'Stream', 'Deployment'].map((name): Column => ({ name, unit: 'unitless', type: 'string' })),
  { name: 'Separation', unit: 'seconds', type: 'float' },
]
const times = ['Earliest', 'Latest'].map((name): Column => ({ name, unit: 'ISO_8601', type: 'datetime' }))
const summed: readonly Column[] = [
  { name: 'TimeSpans', unit: 'unitless', type: 'integer' },
  { name: 'Particles', unit: 'unitless', type: 'integer' },
  { name: 'Gaps', unit: 'unitless', type: 'integer' },
  { name: 'LongestGap', unit: 'seconds', type: 'float' },
  { name: 'PercentAvailable', unit: 'percent', type: 'float' },
]

export function listing(sources: readonly Source[], kind: ListingKind, format: ListingFormat, created: number): string {
  if (format === 'json') return jsonOf(sources, kind, created)
  const columns = kind === 'extents' ? [...named, ...times, ...summed] : [...named, ...times]
  const [delimiter, nothing] = format === 'text' ? [' ', '-'] : ['|', '']
  const lines = rowsOf(sources, kind).map((cells) => cells.map((cell) => cell ?? nothing).join(delimiter))
  const names = columns.map(({ name }) => name).join(delimiter)
  const head = format === 'text' ? [`#${names}`] : [...geocsvHead(columns), names]
  return `${[...head, ...lines].join('\n')}\n`
}

const geocsvHead = (columns: readonly Column[]): string[] => [
  '#dataset: GeoCSV 2.0',
  '#delimiter: |',
  `#field_unit: ${columns.map(({ unit }) => unit).join('|')}`,
  `#field_type: ${columns.map(({ type }) => type).join('|')}`,
]

function rowsOf(sources: readonly Source[], kind: ListingKind): (string | number | null)[][] {
  const format = timeFormatter()
  return sources.flatMap((source) => {
    const { refdes, method, stream, deployments, separation, spans, gaps } = source
    const name = [refdes, method, stream, deployments.join(','), seconds(separation)]
    if (kind !== 'extents') {
      return (kind === 'gaps' ? gaps : spans).map(({ start, stop }) => [...name, format(start), format(stop)])
    }
    const [first, last] = [spans[0]?.start, spans.at(-1)?.stop]
    if (first === undefined || last === undefined) return []
    const sums = [spans.length, source.particles, gaps.length, seconds(source.longestGap), percent(source)]
    return [[...name, format(first), format(last), ...sums]]
  })
}

function jsonOf(sources: readonly Source[], kind: ListingKind, created: number): string {
  const format = timeFormatter()
  const pairs = (list: readonly Interval[]) => list.map(({ start, stop }) => [format(start), format(stop)])
  const datasources = sources.map((source) => {
    const { refdes, method, stream, deployments, spans, gaps, particles } = source
    const [first, last] = [spans[0]?.start, spans.at(-1)?.stop]
    return {
      refdes,
      method,
      stream,
      deployments,
      separation: seconds(source.separation),
      ...(kind === 'extents' && first !== undefined && last !== undefined
        ? { earliest: format(first), latest: format(last), timespanCount: spans.length, particles }
        : {}),
      percentAvailable: percent(source),
      gapCount: gaps.length,
      longestGap: seconds(source.longestGap),
      ...(kind === 'extents' ? {} : { timespans: pairs(spans) }),
      ...(kind === 'gaps' ? { gaps: pairs(gaps) } : {}),
    }
  })
  return JSON.stringify({ created: format(created), version: 1, datasources })
}

const seconds = (micros: number | null): number | null => (micros === null ? null : micros / 1_000_000)
const percent = ({ milliPercent }: Source): number | null => (milliPercent === null ? null : milliPercent / 1000)
