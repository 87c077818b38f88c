/** Jobs as HTTP shows them, read from what the pipeline wrote of them. */
import type { MadeFile, Problem } from '../schemas/generated/events.ts'
import { jobPartOutcomes, jobStates, jobs } from '../schemas/job-tables.ts'
import type { Row, TableStore } from '../schemas/table.ts'
import { GatewayProblem, isProblemCode, type ProblemCode, problemTable } from './problems.ts'
import { formatTime } from './times.ts'

type JobRow = Row<typeof jobs>
type StateRow = Row<typeof jobStates>

export interface Job {
  readonly row: JobRow
  /** Null: planned, not followed yet. */
  readonly state: StateRow | null
}

export interface JobReader {
  get(id: string): Promise<Job | null>
  /** Newest first. */
  list(): Promise<Job[]>
  files(id: string): Promise<MadeFile[]>
}

export function createJobReader(tables: TableStore): JobReader {
  const [asked, states, outcomes] = [tables.view(jobs), tables.view(jobStates), tables.view(jobPartOutcomes)]
  return {
    async get(id) {
      const [row, state] = await Promise.all([asked.get({ job: id }), states.get({ job: id })])
      return row === null ? null : { row, state }
    },
    async list() {
      const byId = new Map<string, StateRow>()
      for await (const state of states.scan()) byId.set(state.job, state)
      const found: Job[] = []
      for await (const row of asked.scan()) found.push({ row, state: byId.get(row.job) ?? null })
      return found.sort((a, b) => b.row.requested_at - a.row.requested_at || (a.row.job < b.row.job ? -1 : 1))
    },
    async files(id) {
      const parts = await outcomes.slice({ partition: { job: id } })
      return parts.flatMap(({ files }) => JSON.parse(files) as MadeFile[])
    },
  }
}

export const stateOf = ({ state }: Job): string => state?.state ?? 'queued'
export const isGoing = (job: Job): boolean => ['queued', 'running'].includes(stateOf(job))

const time = (micros: number | null | undefined): string | null => (micros == null ? null : formatTime(micros))

/** `files` are shown with the address of each; a job that is over without them shows none. */
export function shownJob(job: Job, files: readonly MadeFile[] = []) {
  const { row, state } = job
  const { query } = JSON.parse(row.request) as { query: string }
  const id = row.job
  const progress = state?.progress ?? 0
  const problem = problemOf(job)
  return {
    id,
    state: stateOf(job),
    progress,
    requestedAt: formatTime(row.requested_at),
    startedAt: time(state?.started_at),
    finishedAt: time(state?.finished_at),
    deadline: formatTime(row.deadline_at),
    expiresAt: formatTime(row.expires_at),
    format: (JSON.parse(row.file) as { format: string }).format,
    request: parsed(query),
    estimate: { rows: row.rows, bytes: row.bytes, seconds: row.seconds },
    secondsLeft: isGoing(job) ? Math.ceil(row.seconds * (1 - progress)) : 0,
    rows: state?.rows ?? 0,
    bytes: state?.bytes ?? 0,
    parts: { total: row.parts, made: state?.parts_made ?? 0 },
    files: files.map((file) => shownFile(id, file)),
    problem: problem === null ? null : { ...problem, ...problemTable[problem.code] },
    links: { self: `/jobs/${id}`, events: `/jobs/${id}/events`, cancel: `/jobs/${id}/cancel` },
  }
}

const shownFile = (id: string, { name, kind, mediaType, size, sha256, rows, first, last }: MadeFile) => ({
  name,
  kind,
  href: `/jobs/${id}/files/${encodeURIComponent(name)}`,
  mediaType,
  size,
  sha256,
  rows,
  first: time(first),
  last: time(last),
})

/** As it was asked: a body, or an address with its query. */
function parsed(query: string): unknown {
  try {
    return JSON.parse(query)
  } catch {
    return query
  }
}

/** Why a job failed; null: it did not. */
export function problemOf({ state, row }: Job): { code: ProblemCode; detail: string; field?: string } | null {
  const said = state === null ? row.problem : state.state === 'failed' ? state.problem : null
  if (said === null) return null
  const { code, detail, field } = JSON.parse(said) as Problem
  if (!isProblemCode(code)) return { code: 'answer-failed', detail: `${code}: ${detail}` }
  return { code, detail, ...(field === null ? {} : { field }) }
}

/** A job that failed is a problem, with its own status: whoever waits for files must not take it for a success. */
export function demandNotFailed(job: Job, files: readonly MadeFile[]): void {
  const problem = problemOf(job)
  if (problem === null) return
  const { code, detail, field } = problem
  const extra = { job: shownJob(job, files) }
  throw new GatewayProblem(code, detail, field === undefined ? { extra } : { field, extra })
}
