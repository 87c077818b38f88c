/** The time spans and gaps of the streams that a question selects. */
import { joinBins } from '../../schemas/status/availability/bins.ts'
import { type Coverage, coverageOf, type Timespans, timespansOf } from '../../schemas/status/availability/timespans.ts'
import { type Deployment, deploymentsWithin, type Interval, united } from '../../schemas/status/availability/window.ts'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { deploymentsOf, type StreamPart, streamParts } from './instrument.ts'
import type { NamePattern, Selection } from './selection.ts'

export interface Source extends Timespans, Coverage {
  readonly refdes: string
  readonly method: string
  readonly stream: string
  /** Whose particles these are; one, unless several were merged. */
  readonly deployments: readonly number[]
}

export interface SourceOptions {
  /** Microseconds. */
  readonly mergeGaps: number
  /** All deployments of a stream as one series: spans that overlap, or follow each other, become one. */
  readonly isMerged: boolean
  /** Also streams that have no particles in the window. */
  readonly includesEmpty: boolean
  /** More are refused. */
  readonly mostSpans: number
  /** The present time, UTC microseconds: nothing is expected of times to come. */
  readonly now: number
}

const instrumentsAtOnce = 4

/** Each selection by itself, instruments by name. Throws `answer-too-large` above `mostSpans`. Stops when `isGone` says so. */
export async function sourcesOf(
  gateway: Pick<Gateway, 'streams' | 'binBlocks' | 'deployments'>,
  selections: readonly Selection[],
  options: SourceOptions,
  isGone: () => boolean,
): Promise<Source[]> {
  const names = await instrumentNames(gateway, selections)
  const sources: Source[] = []
  let spans = 0
  for (let from = 0; from < names.length && !isGone(); from += instrumentsAtOnce) {
    const some = names.slice(from, from + instrumentsAtOnce)
    const found = await Promise.all(some.map((refdes) => sourcesOfInstrument(gateway, refdes, selections, options)))
    for (const source of found.flat()) {
      sources.push(source)
      spans += Math.max(1, source.spans.length)
    }
    if (spans > options.mostSpans) {
      throw new GatewayProblem(
        'answer-too-large',
        `above ${options.mostSpans} time spans: ask for fewer streams or less time`,
      )
    }
  }
  return sources
}

/** Names without wildcards need no look at the catalogue. */
async function instrumentNames(
  { streams }: Pick<Gateway, 'streams'>,
  selections: readonly Selection[],
): Promise<string[]> {
  const patterns = selections.flatMap(({ refdes }) => refdes)
  const names = new Set(patterns.flatMap(({ exact }) => (exact === null ? [] : [exact])))
  const wild = patterns.filter(({ exact }) => exact === null)
  if (wild.length > 0) {
    for await (const { refdes } of streams.scan()) if (!names.has(refdes) && fits(wild, refdes)) names.add(refdes)
  }
  return [...names].sort()
}

const fits = (patterns: readonly NamePattern[], name: string): boolean => patterns.some((one) => one.matches(name))

async function sourcesOfInstrument(
  gateway: Pick<Gateway, 'binBlocks' | 'deployments'>,
  refdes: string,
  selections: readonly Selection[],
  options: SourceOptions,
): Promise<Source[]> {
  const [parts, deployments] = await Promise.all([streamParts(gateway, refdes), deploymentsOf(gateway, refdes)])
  const groups = [...grouped(parts, options.isMerged)]
  const sources = selections
    .filter((selection) => fits(selection.refdes, refdes))
    .flatMap((selection) => {
      const chosen = groups.filter(
        ([{ method, stream }]) => fits(selection.method, method) && fits(selection.stream, stream),
      )
      return chosen.map((group) => sourceOf(refdes, group, deployments, selection.window, options))
    })
  return sources.filter(({ spans }) => spans.length > 0 || options.includesEmpty)
}

type Group = readonly [StreamPart, ...StreamPart[]]

/** By stream key, or by stream; in the order of the store: method, stream, deployment. */
function grouped(parts: readonly StreamPart[], isMerged: boolean): Iterable<Group> {
  const groups = new Map<string, [StreamPart, ...StreamPart[]]>()
  for (const part of parts) {
    const key = `${part.method}/${part.stream}/${isMerged ? '' : part.deployment}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [part])
    else group.push(part)
  }
  return groups.values()
}

function sourceOf(
  refdes: string,
  group: Group,
  all: readonly Deployment[],
  asked: Interval,
  { mergeGaps, isMerged, now }: SourceOptions,
): Source {
  const [{ method, stream }] = group
  const numbers = [...new Set(group.map(({ deployment }) => deployment))]
  const timespans = timespansOf(joinBins(group.map(({ bins }) => bins)), asked, mergeGaps)
  const known = isMerged ? all : all.filter(({ number }) => numbers.includes(number))
  const until = { start: asked.start, stop: Math.min(asked.stop, now) }
  const expected = known.length > 0 ? united(deploymentsWithin(known, until)) : unplaced(asked, timespans.spans, now)
  const coverage = coverageOf(timespans.spans, expected, timespans.tolerance)
  return { refdes, method, stream, deployments: numbers, ...timespans, ...coverage }
}

/** Where nobody told of the deployment: what was asked for, and at open ends what there is. */
function unplaced(asked: Interval, spans: readonly Interval[], now: number): Interval[] {
  const start = Number.isFinite(asked.start) ? asked.start : (spans[0]?.start ?? 0)
  const stop = Number.isFinite(asked.stop) ? Math.min(asked.stop, now) : (spans.at(-1)?.stop ?? 0)
  return start < stop ? [{ start, stop }] : []
}
