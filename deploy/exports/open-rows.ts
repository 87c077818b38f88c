/** Gives executors of exports their rows: the answer engine, in the same process. */
import type { OpenRows } from '../../connectors/exports/ports.ts'
import { answerParts } from '../../processors/instruments/answer-parts.ts'
import { type DataViews, dataReads } from '../../processors/products/answer/data-reads.ts'
import { openAnswer } from '../../processors/products/answer/open-answer.ts'
import { planData } from '../../processors/products/answer/plan-data.ts'
import type { ColumnBatch } from '../../schemas/columns/column.ts'
import type { Attribution } from '../../schemas/formats/described.ts'
import type { Table, TableStore } from '../../schemas/table.ts'

export function dataViews(tables: TableStore): DataViews {
  const views = Object.entries(dataReads).map(([name, table]) => [name, tables.view(table as Table)])
  return Object.fromEntries(views) as DataViews
}

/**
 * The question is planned for its whole range, then opened for the part's: so a part has the columns, the supporting
 * streams and the values that it would have in one answer.
 */
export function openRowsFrom(views: DataViews, attribution: Attribution): OpenRows {
  return async ({ job, request, deployment, from, to }) => {
    const plan = await planData(views, request)
    if ('code' in plan) return plan
    const range = { from: Math.max(plan.from, from), to: Math.min(plan.to, to) }
    const asked = { ...request, deployment: deployment ?? request.deployment, start: range.from, stop: range.to }
    const opened = await openAnswer({ ...plan, ...range }, asked, views)
    const description = { ...opened.description, attribution, request: { id: job, query: request.query } }
    const closing = () => opened.closing()
    return { description, batches: batchesOf(opened), closing }
  }
}

type Opened = Awaited<ReturnType<typeof openAnswer>>

async function* batchesOf({ rows, types, limit }: Opened): AsyncGenerator<ColumnBatch, void, undefined> {
  for await (const { batch } of answerParts(rows, types, limit)) if (batch.length > 0) yield batch
}
