import {
  annotations,
  calibrations,
  computedStreams,
  deployments,
  identifierStreams,
  resolvedStreams,
} from '../../schemas/catalogue-tables.ts'
import { outdatedProducts, productInputs } from '../../schemas/product-tables.ts'
import { parseStreamKey } from '../../schemas/streams.ts'
import { atomically, type Row, remove, type TableView, type Write } from '../../schemas/table.ts'
import { chunkData, chunkStats, isProductColumn, streamBins, streamColumns, streams } from '../../schemas/tables.ts'
import { minuteTicked } from '../../topics/pipeline.ts'
import { productsComputed, productsRenewed } from '../../topics/products.ts'
import { emission } from '../../topics/topic.ts'
import type { Bin } from '../instruments/bin.ts'
import { defineProcessor, type Outcome } from '../processor.ts'
import { productColumn } from './standing/product-version.ts'
import { renewWindows } from './standing/renew-windows.ts'
import { standingOf } from './standing/standing-columns.ts'
import { StandingProducts, type StandingViews } from './standing/stream-products.ts'
import { windowsIn } from './standing/window-streams.ts'

const maxBinsPerTick = 512
/** What the event tells of is stored by then. */
const settleMicros = 15_000_000

type Step = Outcome<typeof minuteTicked, typeof productsComputed | typeof productsRenewed>

export const renewProducts = defineProcessor({
  name: 'renew-products',
  about: 'Computes products anew where something changed that they follow from: those first, then the old ones away.',
  consumes: [minuteTicked],
  produces: [productsComputed, productsRenewed],
  reads: {
    data: chunkData,
    stats: chunkStats,
    bins: streamBins,
    streams,
    columns: streamColumns,
    resolved: resolvedStreams,
    identifiers: identifierStreams,
    computed: computedStreams,
    deployments,
    calibrations,
    annotations,
    outdated: outdatedProducts,
  },
  writes: [chunkData, chunkStats, productInputs, outdatedProducts],
  async *process(events, views): AsyncGenerator<Step> {
    const minute = Math.max(...events.map((input) => input.value.minute))
    const marked = await views.outdated.slice({ partition: { shard: 0 } })
    const due = marked.filter(({ marked_at }) => marked_at + settleMicros <= minute)
    const standing = new StandingProducts(views)
    for (const marks of byBin(due).slice(0, maxBinsPerTick)) {
      const [{ stream_key, bin: start }] = marks
      const bin: Bin = { streamKey: stream_key, start }
      if (windowsIn(stream_key) === null) yield* renew(standing, views, bin, marks)
      else yield* renewWindows(bin, await standing.ofWindows(bin), views.stats, marks, minute)
    }
  },
})

type Mark = Row<typeof outdatedProducts>

/** The marks of each bin together, in the order of the list. */
function byBin(marks: readonly Mark[]): [Mark, ...Mark[]][] {
  const bins = new Map<string, [Mark, ...Mark[]]>()
  for (const mark of marks) {
    const key = `${mark.stream_key} ${mark.bin}`
    const known = bins.get(key)
    if (known === undefined) bins.set(key, [mark])
    else known.push(mark)
  }
  return [...bins.values()]
}

async function* renew(
  standing: StandingProducts,
  views: StandingViews,
  bin: Bin,
  marks: readonly Mark[],
): AsyncGenerator<Step> {
  const products = await standing.ofBin(bin)
  const versions = products?.versions ?? new Map<string, string>()
  const { chunks, lacking } = await standingOf(views.stats, bin, versions)
  const isForced = marks.some(({ is_forced }) => is_forced)
  const anew = versions.size === 0 ? [] : chunks.filter(({ id }) => isForced || lacking.has(id))
  for (const chunk of anew) {
    const computed = (await products?.compute(chunk)) ?? null
    if (computed !== null) yield { write: [computed.write] }
  }
  const reason = [...new Set(marks.map((mark) => mark.reason))].join('; ')
  const told = { ...parseStreamKey(bin.streamKey), bin: bin.start, reason, chunks: anew.length }
  yield {
    write: [
      ...(products?.inputs ?? []),
      ...(await removalOfOld(views.stats, bin, versions)),
      ...marks.map(({ is_forced: _, ...key }) => remove(outdatedProducts, key)),
    ],
    emit: [emission(productsRenewed, { ...told, versions: Object.fromEntries(versions) })],
  }
}

/** Columns of products in versions that are asked for no longer. */
async function removalOfOld(
  stats: TableView<typeof chunkStats>,
  bin: Bin,
  versions: ReadonlyMap<string, string>,
): Promise<Write[]> {
  const current = new Set([...versions].map(([name, version]) => productColumn(name, version)))
  const partition = { stream_key: bin.streamKey, bin: bin.start }
  const rows = await stats.slice({ partition, columns: ['column_name', 'chunk_start', 'chunk_id'] })
  return rows
    .filter(({ column_name }) => isProductColumn(column_name) && !current.has(column_name))
    .map(({ column_name, chunk_start, chunk_id }) => {
      const key = { ...partition, column_name, chunk_start, chunk_id }
      return atomically(remove(chunkData, key), remove(chunkStats, key))
    })
}
