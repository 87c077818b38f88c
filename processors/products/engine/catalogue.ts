/** What the catalogue says of streams, for planning: definitions, what is stored, and which streams may support which. */
import type {
  computedStreams,
  deployments,
  identifierStreams,
  resolvedStreams,
} from '../../../schemas/catalogue-tables.ts'
import { identifierOf, type ResolvedParameter, type ResolvedStream } from '../../../schemas/definitions/records.ts'
import { formatStreamKey, type StreamKey } from '../../../schemas/streams.ts'
import type { TableView } from '../../../schemas/table.ts'
import { streamTypes } from '../../instruments/stream-types.ts'
import { functionOf } from './functions.ts'
import { type Plan, type PlanViews, planProducts, type Support } from './plan.ts'
import { planVirtual, windowedAlone } from './plan-virtual.ts'
import { resolvedStream } from './resolved-streams.ts'
import type { SeriesViews } from './series.ts'
import { streamsOfSubsite } from './subsite-streams.ts'
import { partsOf, type StreamSummary, supportingStreams, type Wanting } from './supporting-streams.ts'

export interface CatalogueViews extends SeriesViews {
  readonly resolved: TableView<typeof resolvedStreams>
  readonly identifiers: TableView<typeof identifierStreams>
  readonly computed: TableView<typeof computedStreams>
  readonly deployments: TableView<typeof deployments>
}

export interface Series {
  readonly refdes: string
  readonly method: string
  readonly stream: string
}
export interface Range {
  /** UTC microseconds. */
  readonly from: number
  readonly to: number
}

/** A support may need a support of its own, and no more: salinity of a CTD whose pressure is another instrument's. */
const maxDepth = 2

/** Looks at the catalogue once for each thing it is asked for. */
export class Catalogue {
  private readonly streamsOf = new Map<string, Promise<readonly StreamSummary[]>>()
  private readonly depths = new Map<string, Promise<number | null>>()
  /** What was looked for in other streams, found or not: `subsite/identifier` or `subsite/stream.parameter`. */
  readonly looked = new Set<string>()

  /** `fresh`: keys that have particles though the list of streams may not know them yet. */
  constructor(
    private readonly views: CatalogueViews,
    private readonly fresh: readonly StreamKey[] = [],
  ) {}

  resolved(name: string): Promise<ResolvedStream | null> {
    return resolvedStream(this.views.resolved, name)
  }

  /** How these parameters (by id) of a stream are had in a range. */
  async plan(
    series: Series,
    stream: ResolvedStream,
    wanted: readonly string[],
    range: Range,
    depth = 0,
    /** Virtual streams that are planned around it: none is computed from itself. */
    around: readonly string[] = [],
  ): Promise<Plan> {
    const views = this.viewsFor(series, range, depth)
    if (stream.computedFrom.length === 0) {
      const stored = await this.stored(series)
      const windowed = windowedAlone(stream, wanted)
      return windowed === null
        ? planProducts(stream, stored, wanted, views)
        : planVirtual(windowed, stream, (ids) => planProducts(stream, stored, ids, views), wanted, views)
    }
    const within = [...around, stream.name]
    const host = await this.host(series, stream, range, within)
    if (host === null) return planProducts(stream, new Set(), wanted, views)
    const planHost = (ids: readonly string[]) =>
      this.plan({ ...series, stream: host.name }, host, ids, range, depth, within)
    return planVirtual(stream, host, planHost, wanted, views)
  }

  /** Of the streams that a virtual one is computed from, the first that has particles or such a host; null: none. */
  async host(
    series: Series,
    stream: ResolvedStream,
    range: Range,
    around: readonly string[] = [],
  ): Promise<ResolvedStream | null> {
    const there = await this.ofSubsite(partsOf(series.refdes).subsite)
    for (const name of stream.computedFrom) {
      if (around.includes(name)) continue
      const has = there.some(
        (one) =>
          one.refdes === series.refdes && one.method === series.method && one.stream === name && overlaps(one, range),
      )
      const host = await this.resolved(name)
      if (host !== null && (has || (await this.host(series, host, range, [...around, name])) !== null)) return host
    }
    return null
  }

  private async stored({ refdes, method, stream }: Series): Promise<ReadonlySet<string>> {
    const { streams, columns } = this.views
    const rows = await streams.slice({ partition: { refdes }, prefix: { method, stream }, columns: ['deployment'] })
    const fresh = this.fresh.filter((key) => key.refdes === refdes && key.method === method && key.stream === stream)
    const numbers = new Set([...rows, ...fresh].map(({ deployment }) => deployment))
    const keys = [...numbers].map((deployment) => formatStreamKey({ refdes, method, stream, deployment }))
    return new Set((await streamTypes(columns, keys)).keys())
  }

  private viewsFor(series: Series, range: Range, depth: number): PlanViews {
    const found = new Map<string, Promise<Support | null>>()
    const { subsite } = partsOf(series.refdes)
    const once = (key: string, find: () => Promise<Support | null>) => {
      this.looked.add(`${subsite}/${key}`)
      const known = found.get(key) ?? (depth < maxDepth ? find() : Promise.resolve(null))
      found.set(key, known)
      return known
    }
    const support = (names: ReadonlySet<string>, isIt: (parameter: ResolvedParameter) => boolean) =>
      this.support(series, range, depth, names, isIt)
    return {
      algorithm: functionOf,
      byIdentifier: (identifier) =>
        once(identifier, async () => {
          const rows = await this.views.identifiers.slice({ partition: { identifier }, columns: ['stream'] })
          return support(new Set(rows.map(({ stream }) => stream)), (one) => identifierOf(one) === identifier)
        }),
      byStream: (stream, id) => once(`${stream}.${id}`, () => support(new Set([stream]), (one) => one.id === id)),
    }
  }

  private async support(
    series: Series,
    range: Range,
    depth: number,
    names: ReadonlySet<string>,
    isIt: (parameter: ResolvedParameter) => boolean,
  ): Promise<Support | null> {
    const { refdes, method } = series
    const all = await this.ofSubsite(partsOf(refdes).subsite)
    const named = all.filter(
      ({ stream, root, ...of }) =>
        names.has(stream) && !(of.refdes === refdes && (stream === series.stream || root === series.stream)),
    )
    const wanting: Wanting = { refdes, method, depth: await this.depthOf(refdes), ...range }
    for (const candidate of supportingStreams(wanting, named)) {
      const stream = await this.resolved(candidate.stream)
      for (const parameter of stream?.parameters.filter(isIt) ?? []) {
        const plan = await this.plan(candidate, stream as ResolvedStream, [parameter.id], range, depth + 1)
        if (plan.missing.length > 0) continue
        const { refdes: theirs, method: how } = candidate
        return {
          refdes: theirs,
          method: how,
          stream: candidate.stream,
          parameter,
          plan,
          intervalMicros: intervalOf(candidate),
        }
      }
    }
    return null
  }

  /** The streams of a subsite, deployments joined. */
  private ofSubsite(subsite: string): Promise<readonly StreamSummary[]> {
    const placed = async () => {
      const all = await streamsOfSubsite(this.views, subsite)
      return Promise.all(all.map(async (one) => ({ ...one, depth: await this.depthOf(one.refdes) })))
    }
    const known = this.streamsOf.get(subsite) ?? placed()
    this.streamsOf.set(subsite, known)
    return known
  }

  /** Nominal depth: of the first deployment that says it. */
  private depthOf(refdes: string): Promise<number | null> {
    const known =
      this.depths.get(refdes) ??
      this.views.deployments
        .slice({ partition: { refdes }, columns: ['depth'] })
        .then((rows) => rows.find(({ depth }) => depth !== null)?.depth ?? null)
    this.depths.set(refdes, known)
    return known
  }
}

const overlaps = ({ first, last }: StreamSummary, { from, to }: Range): boolean => first < to && last >= from

const intervalOf = ({ count, first, last }: StreamSummary): number | null =>
  count > 1 ? (last - first) / (count - 1) : null
