/** The products that stand for a stream: all that are derived from its samples, row by row. */
import { binLength } from '../../../schemas/definitions/index.ts'
import { outdatedProducts, productInputs } from '../../../schemas/product-tables.ts'
import { parseStreamKey } from '../../../schemas/streams.ts'
import { put, type TableView, type Write } from '../../../schemas/table.ts'
import type { streamBins } from '../../../schemas/tables.ts'
import type { Bin } from '../../instruments/bin.ts'
import { type CalibrationViews, CoefficientReader } from '../calibration.ts'
import { Catalogue, type CatalogueViews } from '../engine/catalogue.ts'
import { functionOf } from '../engine/functions.ts'
import { Notes } from '../engine/notes.ts'
import type { Plan } from '../engine/plan.ts'
import { type MaskViews, SupportMaskReader } from '../engine/support-masks.ts'
import { maxGapMicros } from '../engine/support-reader.ts'
import { type ChunkKey, type ChunkProducts, computeChunk } from './compute-chunk.ts'
import { productVersions } from './product-version.ts'

export type StandingViews = CatalogueViews & CalibrationViews & MaskViews

export interface BinProducts {
  readonly versions: ReadonlyMap<string, string>
  /** What the bin depends on in other instruments. */
  readonly inputs: readonly Write[]
  compute(chunk: ChunkKey): Promise<ChunkProducts | null>
}

/** Looks at catalogue and coefficients once. */
export class StandingProducts {
  private readonly coefficients: CoefficientReader
  private readonly masks: SupportMaskReader

  constructor(private readonly views: StandingViews) {
    this.coefficients = new CoefficientReader(views)
    this.masks = new SupportMaskReader(views)
  }

  /** Null: the stream has no products, or none that can be had. */
  async ofBin(bin: Bin): Promise<BinProducts | null> {
    const key = parseStreamKey(bin.streamKey)
    const catalogue = new Catalogue(this.views, [key])
    const stream = await catalogue.resolved(key.stream)
    if (stream === null || stream.computedFrom.length > 0) return null
    const derived = stream.parameters.filter(
      ({ derivation }) => derivation !== null && functionOf(derivation.kind, derivation.text)?.kind === 'row',
    )
    if (derived.length === 0) return null
    const range = { from: bin.start, to: bin.start + binLength(key.stream) }
    const plan = await catalogue.plan(
      key,
      stream,
      derived.map(({ id }) => id),
      range,
    )
    const inputs = inputsOf(bin, [...catalogue.looked], plan, range)
    const coefficients = await this.coefficients.of(key.refdes, key.deployment)
    const supportMasks = await this.masks.of(plan)
    const versions = productVersions(plan, coefficients, range.from, range.to, supportMasks)
    const context = {
      views: this.views,
      supportMasks,
      // What stands of a supporting stream may be outdated itself: its version does not tell of its own supports.
      computesAnew: true,
      notes: new Notes(),
      coefficients: (refdes: string, deployment: number) => this.coefficients.of(refdes, deployment),
    }
    return {
      versions,
      inputs,
      compute: (chunk) =>
        computeChunk(this.views.data, bin, chunk, key.deployment, key.refdes, plan, versions, context),
    }
  }
}

function inputsOf(bin: Bin, looked: readonly string[], plan: Plan, range: { from: number; to: number }): Write[] {
  const gaps = plan.steps.flatMap(({ arguments: bound }) =>
    [...bound.values()].map((source) => (source.from === 'support' ? maxGapMicros(source.support) : 0)),
  )
  const gap = Math.max(300_000_000, ...gaps)
  const { from, to } = { from: range.from - gap, to: range.to + gap }
  return looked.map((input) => put(productInputs, { input, stream_key: bin.streamKey, bin: bin.start, from, to }))
}

export interface Outdating {
  readonly reason: string
  readonly isForced: boolean
  /** UTC microseconds. */
  readonly markedAt: number
}

export function outdated(streamKey: string, bin: number, { reason, isForced, markedAt }: Outdating): Write {
  const row = { shard: 0, stream_key: streamKey, bin, reason, is_forced: isForced, marked_at: markedAt }
  return put(outdatedProducts, row)
}

/** Marks the bins of a stream key that hold particles of a range. */
export async function outdatedBins(
  bins: TableView<typeof streamBins>,
  streamKey: string,
  range: { readonly from: number; readonly to: number },
  outdating: Outdating,
): Promise<Write[]> {
  const rows = await bins.slice({ partition: { stream_key: streamKey }, columns: ['bin', 'first', 'last'] })
  const touched = rows.filter(({ first, last }) => first < range.to && last >= range.from)
  return touched.map(({ bin }) => outdated(streamKey, bin, outdating))
}
