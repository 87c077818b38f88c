/** What making parts of exports needs from outside: rows, and what is known of the jobs. */
import type { ColumnBatch } from '../../schemas/columns/column.ts'
import type { DatasetDescription, Json } from '../../schemas/formats/described.ts'
import type { ExportPartRequested, Problem } from '../../schemas/generated/events.ts'

export interface OpenedRows {
  readonly description: DatasetDescription
  /** In order of time; each has the column `deployment`. */
  readonly batches: AsyncIterable<ColumnBatch>
  /** What is known once the rows are read: notes, provenance, `rowsOutsideDeployments`, `rowsExcluded`. */
  closing(): Json | Promise<Json>
}

/** The rows of a part. Nothing is read before its batches are. */
export type OpenRows = (part: ExportPartRequested) => Promise<OpenedRows | Problem>

export interface KnownJobs {
  isMade(job: string, part: number): Promise<boolean>
  /** False: cancelled, failed or expired, so that its parts need not be made. */
  isWanted(job: string): Promise<boolean>
}
