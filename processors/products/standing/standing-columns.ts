/** Which products stand beside the samples of a bin, whole and of the version asked for. */
import type { TableView } from '../../../schemas/table.ts'
import type { chunkStats } from '../../../schemas/tables.ts'
import type { Bin } from '../../instruments/bin.ts'
import { listChunks } from '../../instruments/bin-reader.ts'
import type { ChunkKey } from './compute-chunk.ts'
import { productColumn } from './product-version.ts'

/** The chunks of a bin, and those that lack one of the products. */
export interface Standing {
  readonly chunks: readonly ChunkKey[]
  readonly lacking: ReadonlySet<string>
}

/** `versions` by parameter name. A chunk's products are written at once, so a column that is there is whole. */
export async function standingOf(
  stats: TableView<typeof chunkStats>,
  bin: Bin,
  versions: ReadonlyMap<string, string>,
): Promise<Standing> {
  const chunksOf = async (column_name: string) => {
    const partition = { stream_key: bin.streamKey, bin: bin.start }
    const rows = await stats.slice({ partition, prefix: { column_name }, columns: ['chunk_id'] })
    return new Set(rows.map((row) => row.chunk_id))
  }
  const [chunks, ...columns] = await Promise.all([
    listChunks(stats, bin),
    ...[...versions].map(([name, version]) => chunksOf(productColumn(name, version))),
  ])
  const lacking = chunks.filter(({ id }) => columns.some((there) => !there.has(id)))
  return { chunks, lacking: new Set(lacking.map(({ id }) => id)) }
}
