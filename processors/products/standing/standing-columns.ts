/** Which products stand beside the samples of a bin, and reading them as if they were samples. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import type { TableView } from '../../../schemas/table.ts'
import type { chunkStats } from '../../../schemas/tables.ts'
import type { Bin } from '../../instruments/bin.ts'
import { listChunks } from '../../instruments/bin-reader.ts'
import { typeOfResult } from '../engine/operands.ts'
import type { Plan } from '../engine/plan.ts'
import { productColumn, productMarker } from './product-version.ts'

/** Chunks of a bin that have no products of this version, and those that have. */
export interface Standing {
  readonly chunks: readonly { readonly id: string; readonly start: number }[]
  readonly missing: ReadonlySet<string>
}

export async function standingOf(stats: TableView<typeof chunkStats>, bin: Bin, version: string): Promise<Standing> {
  const marked = stats.slice({
    partition: { stream_key: bin.streamKey, bin: bin.start },
    prefix: { column_name: productMarker(version) },
    columns: ['chunk_id'],
  })
  const [chunks, markers] = await Promise.all([listChunks(stats, bin), marked])
  const there = new Set(markers.map((row) => row.chunk_id))
  return { chunks, missing: new Set(chunks.filter(({ id }) => !there.has(id)).map(({ id }) => id)) }
}

/** The columns that a plan's steps have in the store, by parameter name. */
export function standingTypes(plan: Plan, version: string): ReadonlyMap<string, { column: string; type: ColumnType }> {
  return new Map(
    plan.steps.map((step) => [
      step.parameter.name,
      { column: productColumn(step.parameter.name, version), type: typeOfResult(step) },
    ]),
  )
}
