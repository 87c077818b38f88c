/** Makes the windows of a bin anew where those that stand are of other rows or versions: new ones first, then the old away. */
import { toArrow } from '../../../schemas/columns/arrow.ts'
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import { outdatedProducts } from '../../../schemas/product-tables.ts'
import { type Row, remove, type TableView } from '../../../schemas/table.ts'
import type { chunkStats } from '../../../schemas/tables.ts'
import type { minuteTicked } from '../../../topics/pipeline.ts'
import { productsComputed, productsRenewed } from '../../../topics/products.ts'
import { emission } from '../../../topics/topic.ts'
import type { Bin } from '../../instruments/bin.ts'
import type { Outcome } from '../../processor.ts'
import { sliceRun } from '../engine/runs.ts'
import { firstAt } from '../engine/windows.ts'
import { standingOf } from './standing-columns.ts'
import type { WindowProducts } from './stream-products.ts'
import { removalOfOldWindows, windowChunkWrite } from './window-chunk.ts'
import { progressMicros, progressOf } from './window-inputs.ts'
import { windowOfStream } from './window-streams.ts'

type Mark = Row<typeof outdatedProducts>
type Step = Outcome<typeof minuteTicked, typeof productsComputed | typeof productsRenewed>

/** `minute`: what time it is, UTC microseconds. */
export async function* renewWindows(
  bin: Bin,
  products: WindowProducts | null,
  stats: TableView<typeof chunkStats>,
  marks: readonly Mark[],
  minute: number,
): AsyncGenerator<Step> {
  if (products === null || products.made === null || products.versions.size === 0) {
    yield { write: [...(await removalOfOldWindows(stats, bin, null, new Map())), ...without(marks)] }
    return
  }
  const { key, plan, versions, inputs, isOpen } = products
  const { id, last } = products.made
  const { chunks, lacking } = await standingOf(stats, bin, versions)
  const whole = chunks.flatMap((one) => (lacking.has(one.id) ? [] : [one.id]))
  const newest = marks.reduce((most, one) => (one.marked_at > most.marked_at ? one : most))
  const isWaiting = isOpen && newest.marked_at + progressMicros(plan) > minute
  const isThere = whole.includes(id)
  // More rows come, and none of them ended a window: whoever asks meanwhile has it computed.
  if (isWaiting && !isThere && whole.some((one) => progressOf(one) === progressOf(id))) {
    yield { write: without(marks.filter((one) => one !== newest)) }
    return
  }
  const isAnew = !isThere || marks.some(({ is_forced }) => is_forced)
  const { refdes, method, stream, deployment } = key
  const told = { refdes, method, stream, deployment, bin: bin.start, versions: Object.fromEntries(versions) }
  if (isAnew) {
    const batch = await products.compute()
    const ended = isWaiting ? endedBy(batch, last, products) : batch
    const range = { first: ended.time[0] ?? bin.start, last: ended.time.at(-1) ?? bin.start }
    const event = { ...told, chunkId: id, count: ended.length, ...range, arrow: toArrow(ended), claim: null }
    yield {
      write: [windowChunkWrite(bin, id, batch, versions)],
      emit: ended.length === 0 ? [] : [emission(productsComputed, event)],
    }
  }
  const reason = [...new Set(marks.map((mark) => mark.reason))].join('; ')
  yield {
    write: [...inputs, ...(await removalOfOldWindows(stats, bin, id, versions)), ...without(marks)],
    emit: [emission(productsRenewed, { ...told, reason, chunks: Number(isAnew) })],
  }
}

const without = (marks: readonly Mark[]) => marks.map(({ is_forced: _, ...key }) => remove(outdatedProducts, key))

/** Windows of which no row is to come. */
function endedBy(batch: ColumnBatch, last: number, { plan }: WindowProducts): ColumnBatch {
  const window = windowOfStream(plan.stream)
  if (window === null) return batch
  const { lengthMicros, lookAheadMicros = 0, stampMicros } = window
  return sliceRun(batch, 0, firstAt(batch.time, last - lengthMicros - lookAheadMicros + stampMicros + 1))
}
