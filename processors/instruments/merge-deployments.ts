/** Merges the particles of several deployments by time; at equal times the lower deployment comes first. */
import type { ColumnBatch } from '../../schemas/columns/column.ts'
import { sliceBatch } from './batch-rows.ts'
import { lowerBound } from './bin-reader.ts'

export interface Source {
  readonly deployment: number
  /** No particle is before this time, UTC microseconds: a source is not read before its turn. */
  readonly notBefore: number
  readonly batches: AsyncGenerator<ColumnBatch, void, void>
}

export interface DeploymentRows {
  readonly deployment: number
  readonly batch: ColumnBatch
}

interface Head {
  readonly source: Source
  batch: ColumnBatch | null
  row: number
  /** Time of the next row, or a bound below it while no batch is there. */
  time: number
}

/** Runs of rows of one deployment, in order. Times are whole microseconds. */
export async function* mergeDeployments(sources: readonly Source[]): AsyncGenerator<DeploymentRows, void, void> {
  const heads: Head[] = sources.map((source) => ({ source, batch: null, row: 0, time: source.notBefore }))
  try {
    while (heads.length > 0) {
      heads.sort((a, b) => a.time - b.time || a.source.deployment - b.source.deployment)
      const head = heads[0] as Head
      if (head.batch === null) {
        const next = await head.source.batches.next()
        if (next.done === true) heads.shift()
        else Object.assign(head, { batch: next.value, row: 0, time: next.value.time[0] })
        continue
      }
      const to = runEnd(head, head.batch, heads[1])
      yield { deployment: head.source.deployment, batch: sliceBatch(head.batch, head.row, to) }
      advance(head, head.batch, to)
    }
  } finally {
    for (const { batches } of sources) await batches.return()
  }
}

function runEnd(head: Head, batch: ColumnBatch, next: Head | undefined): number {
  if (next === undefined) return batch.length
  const isFirstAtTie = head.source.deployment < next.source.deployment
  return lowerBound(batch.time, next.time + (isFirstAtTie ? 1 : 0))
}

function advance(head: Head, batch: ColumnBatch, to: number): void {
  head.row = to
  if (to < batch.length) head.time = batch.time[to] as number
  else {
    head.time = (batch.time[to - 1] as number) + 1
    head.batch = null
  }
}
