/** The products that stand for a stream: all that are derived from its samples, row by row. */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import { binLength } from '../../../schemas/definitions/index.ts'
import type { ResolvedStream } from '../../../schemas/definitions/records.ts'
import { productInputs } from '../../../schemas/product-tables.ts'
import { formatStreamKey, parseStreamKey, type StreamKey } from '../../../schemas/streams.ts'
import { put, type Write } from '../../../schemas/table.ts'
import type { Bin } from '../../instruments/bin.ts'
import { type CalibrationViews, CoefficientReader } from '../calibration.ts'
import { Catalogue, type CatalogueViews } from '../engine/catalogue.ts'
import { functionOf } from '../engine/functions.ts'
import { Notes } from '../engine/notes.ts'
import type { Plan } from '../engine/plan.ts'
import { type SeriesContext, supportsIn } from '../engine/series.ts'
import { type MaskViews, SupportMaskReader } from '../engine/support-masks.ts'
import { maxGapMicros } from '../engine/support-reader.ts'
import { type ChunkKey, type ChunkProducts, computeChunk } from './compute-chunk.ts'
import { computeWindows } from './compute-windows.ts'
import { productVersions } from './product-version.ts'
import { WindowInputReader, type WindowInputs } from './window-inputs.ts'
import { reachOf, rootOf, windowColumns, windowsIn } from './window-streams.ts'

export type StandingViews = CatalogueViews & CalibrationViews & MaskViews

export interface BinProducts {
  readonly versions: ReadonlyMap<string, string>
  /** What the bin depends on in other instruments. */
  readonly inputs: readonly Write[]
  compute(chunk: ChunkKey): Promise<ChunkProducts | null>
}

export interface WindowProducts {
  /** Of the stream that the windows are of. */
  readonly key: StreamKey
  readonly plan: Plan
  readonly versions: ReadonlyMap<string, string>
  readonly inputs: readonly Write[]
  /** Null: there are no rows to make windows of. */
  readonly made: WindowInputs | null
  /** Rows that the windows of the bin follow from may yet come. */
  readonly isOpen: boolean
  compute(): Promise<ColumnBatch>
}

interface Range {
  readonly from: number
  readonly to: number
}

/** Looks at catalogue and coefficients once. */
export class StandingProducts {
  private readonly coefficients: CoefficientReader
  private readonly masks: SupportMaskReader
  private readonly made: WindowInputReader

  constructor(private readonly views: StandingViews) {
    this.coefficients = new CoefficientReader(views)
    this.masks = new SupportMaskReader(views)
    this.made = new WindowInputReader(views)
  }

  /** Null: the stream has no products, or none that can be had. */
  async ofBin(bin: Bin): Promise<BinProducts | null> {
    const key = parseStreamKey(bin.streamKey)
    const catalogue = new Catalogue(this.views, [key])
    const stream = await catalogue.resolved(key.stream)
    if (stream === null || stream.computedFrom.length > 0) return null
    const derived = derivedBy(stream, 'row')
    if (derived.length === 0) return null
    const range = { from: bin.start, to: bin.start + binLength(key.stream) }
    const plan = withoutLookBack(await catalogue.plan(key, stream, derived, range))
    const { versions, context, inputs } = await this.planned(bin, key, plan, range, catalogue)
    return {
      versions,
      inputs,
      compute: (chunk) =>
        computeChunk(this.views.data, bin, chunk, key.deployment, key.refdes, plan, versions, context),
    }
  }

  /** Of windows stamped in a bin; `streamKey` as `windowsKey` gives it. Null: none can be had. */
  async ofWindows(bin: Bin): Promise<WindowProducts | null> {
    const key = windowsIn(bin.streamKey)
    if (key === null) return null
    const catalogue = new Catalogue(this.views)
    const stream = await catalogue.resolved(key.stream)
    const derived = stream === null ? [] : derivedBy(stream, stream.computedFrom.length > 0 ? 'any' : 'window')
    if (stream === null || derived.length === 0) return null
    const stamps = { from: bin.start, to: bin.start + binLength(key.stream) }
    const plan = await catalogue.plan(key, stream, derived, stamps)
    const reach = reachOf(plan)
    if (plan.host === null || reach === null) return null
    const range = { from: stamps.from - reach.before, to: stamps.to + reach.after }
    const root = formatStreamKey({ ...key, stream: rootOf(plan).stream.name })
    const made = await this.made.of(root, plan, range.from, range.to)
    const { versions, context, inputs } = await this.planned(bin, key, plan, range, catalogue)
    const given = windowColumns(plan)
    return {
      ...{ key, plan, inputs, made },
      versions: new Map([...versions].filter(([name]) => given.has(name))),
      isOpen: made !== null && !(await this.made.isPast(root, plan, range.to)),
      compute: () => computeWindows(key, plan, stamps, context),
    }
  }

  private async planned(bin: Bin, key: StreamKey, plan: Plan, range: Range, catalogue: Catalogue) {
    const coefficients = await this.coefficients.of(key.refdes, key.deployment)
    const supportMasks = await this.masks.of(plan)
    const context: SeriesContext = {
      views: this.views,
      supportMasks,
      // What stands of a supporting stream may be outdated itself: its version does not tell of its own supports.
      computesAnew: true,
      notes: new Notes(),
      coefficients: (refdes: string, deployment: number) => this.coefficients.of(refdes, deployment),
    }
    return {
      versions: productVersions(plan, coefficients, range.from, range.to, supportMasks),
      context,
      inputs: inputsOf(bin, [...catalogue.looked], plan, range),
    }
  }
}

function derivedBy({ parameters }: ResolvedStream, kind: 'row' | 'window' | 'any'): string[] {
  return parameters.flatMap(({ id, derivation }) => {
    if (derivation === null) return []
    return kind === 'any' || functionOf(derivation.kind, derivation.text)?.kind === kind ? [id] : []
  })
}

/** A chunk does not have the rows before it: what looks back to them is computed when it is asked for. */
function withoutLookBack(plan: Plan): Plan {
  const without = new Set<string>()
  for (const { parameter, algorithm, arguments: bound } of plan.steps) {
    const follows = [...bound.values()].some((source) => source.from === 'own' && without.has(source.id))
    if (follows || (algorithm.kind === 'row' && algorithm.lookBackMicros > 0)) without.add(parameter.id)
  }
  const has = (id: string) => !without.has(id)
  const steps = plan.steps.filter(({ parameter }) => has(parameter.id))
  return { ...plan, steps, wanted: plan.wanted.filter(({ id }) => has(id)) }
}

function inputsOf(bin: Bin, looked: readonly string[], plan: Plan, range: Range): Write[] {
  const gap = Math.max(300_000_000, ...supportsIn(plan).map(maxGapMicros))
  const { from, to } = { from: range.from - gap, to: range.to + gap }
  return looked.map((input) => put(productInputs, { input, stream_key: bin.streamKey, bin: bin.start, from, to }))
}
