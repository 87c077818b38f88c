import { Unavailable } from '../../schemas/failures.ts'
import type { ExportAdvanced, ExportRequested, Problem } from '../../schemas/generated/events.ts'
import { jobParts, jobs } from '../../schemas/job-tables.ts'
import { put, type Row, type Write } from '../../schemas/table.ts'
import { exportPartsRequested, exportsAdvanced, exportsRequested } from '../../topics/exports.ts'
import { emission } from '../../topics/topic.ts'
import { failure } from '../instruments/answer-plan.ts'
import { defineProcessor, type Views } from '../processor.ts'
import { dataReads } from './answer/data-reads.ts'
import { cutParts, isWhole, wholePart } from './exports/cut-parts.ts'
import { estimateData } from './exports/estimate.ts'
import { noData } from './exports/job-state.ts'

const reads = { ...dataReads, jobs, parts: jobParts }

interface PlannedExport {
  readonly write: readonly Write[]
  readonly parts: readonly Row<typeof jobParts>[]
}

export const planExports = defineProcessor({
  name: 'plan-exports',
  about: 'Cuts an export into parts, once: told again, the same parts are asked for.',
  consumes: [exportsRequested],
  produces: [exportPartsRequested, exportsAdvanced],
  reads,
  writes: [jobs, jobParts],
  async *process(events, views) {
    for (const { value, time } of events) {
      const { write, parts } = (await known(value, views)) ?? (await planned(value, views))
      const steps = parts.map((part) => emission(exportPartsRequested, partEvent(value, part)))
      // Told last: a job without parts ends here.
      yield { write, emit: [...steps, emission(exportsAdvanced, { ...nothing, job: value.job, at: time })] }
    }
  },
})

/** What was planned stays: other data may have come since. */
async function known({ job }: ExportRequested, views: Views<typeof reads>): Promise<PlannedExport | null> {
  const row = await views.jobs.get({ job })
  if (row === null) return null
  const parts = await views.parts.slice({ partition: { job } })
  return { write: [], parts: parts.slice(0, row.parts) }
}

async function planned(asked: ExportRequested, views: Views<typeof reads>): Promise<PlannedExport> {
  const { job, request, file } = asked
  const found = await estimateData(request, file, views).catch(asProblem)
  if ('code' in found) return written(asked, [], { rows: 0, bytes: 0, seconds: 0 }, found)
  const { estimate, plan, counted, bytesPerRow } = found
  const cut = { counted, from: plan.from, to: plan.to, bytesPerRow, partBytes: file.maxBytes }
  const parts = isWhole(request, file.format) ? wholePart(cut, estimate.rows) : cutParts(cut)
  return written(
    asked,
    parts.map(({ from, to, ...part }) => ({ job, ...part, start: from, stop: to })),
    estimate,
    parts.length === 0 ? noData(0) : null,
  )
}

/** Told at once: a job that nobody plans would wait until its deadline. */
function asProblem(error: unknown): Problem {
  if (error instanceof Unavailable) throw error
  return failure(error instanceof Error ? error.message : String(error))
}

function written(
  { job, request, file, requestedAt, deadlineAt, expiresAt }: ExportRequested,
  parts: readonly Row<typeof jobParts>[],
  { rows, bytes, seconds }: { readonly rows: number; readonly bytes: number; readonly seconds: number },
  problem: Problem | null,
): PlannedExport {
  const row = {
    job,
    request: JSON.stringify(request),
    file: JSON.stringify(file),
    requested_at: requestedAt,
    deadline_at: deadlineAt,
    expires_at: expiresAt,
    parts: parts.length,
    rows,
    bytes,
    seconds,
    problem: problem === null ? null : JSON.stringify(problem),
  }
  // The job comes last: where it is, all of its parts are.
  return { write: [...parts.map((part) => put(jobParts, part)), put(jobs, row)], parts }
}

function partEvent(
  { job, request, file, deadlineAt }: ExportRequested,
  { part, deployment, start, stop }: Row<typeof jobParts>,
) {
  return { job, part, request, deployment, from: start, to: stop, file, deadlineAt, dataParts: null }
}

const nothing: Omit<ExportAdvanced, 'job' | 'at'> = {
  step: 'planned',
  part: null,
  rows: 0,
  bytes: 0,
  rowsLeftOut: 0,
  seconds: 0,
  files: [],
  problem: null,
}
