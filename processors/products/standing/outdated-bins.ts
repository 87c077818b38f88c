/** The marks of bins whose products may have changed. */
import { outdatedProducts } from '../../../schemas/product-tables.ts'
import { put, type TableView, type Write } from '../../../schemas/table.ts'
import type { streamBins } from '../../../schemas/tables.ts'

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
