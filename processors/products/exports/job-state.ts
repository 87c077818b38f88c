/** How a job stands, from what is known of its parts. Steps may come twice and late: the outcome is the same. */
import type { DataRequested, ExportAdvanced, Problem } from '../../../schemas/generated/events.ts'
import type { jobPartOutcomes, jobParts, jobStates, jobs } from '../../../schemas/job-tables.ts'
import type { Row } from '../../../schemas/table.ts'

export type JobRow = Row<typeof jobs>
export type PartRow = Row<typeof jobParts>
export type OutcomeRow = Row<typeof jobPartOutcomes>
export type StateRow = Row<typeof jobStates>

/** Facts of the whole job that no part tells. */
export type JobFacts = Pick<StateRow, 'cancelled_at' | 'late_at' | 'expired_at' | 'changed_at'>

/** A part that is made stays made; one that failed may be made yet by another who was given it; then the newest counts. */
export function outcomeAfter(known: OutcomeRow | undefined, step: ExportAdvanced): OutcomeRow | undefined {
  const { job, part, at, rows, bytes, rowsLeftOut, seconds, files, problem } = step
  const state = step.step
  if (part === null || (state !== 'making' && state !== 'made' && state !== 'failed')) return known
  const rank = { making: 0, failed: 1, made: 2 }
  const before = known === undefined ? -1 : rank[known.state as keyof typeof rank]
  if (
    known !== undefined &&
    (before > rank[state] || (before === rank[state] && (state !== 'making' || known.at > at)))
  )
    return known
  return {
    job,
    part,
    state,
    at,
    rows,
    bytes,
    rows_left_out: rowsLeftOut,
    seconds,
    files: JSON.stringify(files),
    problem: problem === null ? null : JSON.stringify(problem),
  }
}

/** The first time that each was told counts. */
export function factsAfter(known: JobFacts | null, { step, at }: ExportAdvanced): JobFacts {
  const facts = known ?? { cancelled_at: null, late_at: null, expired_at: null, changed_at: at }
  const earliest = (before: number | null) => (before === null ? at : Math.min(before, at))
  return {
    cancelled_at: step === 'cancelled' ? earliest(facts.cancelled_at) : facts.cancelled_at,
    late_at: step === 'late' ? earliest(facts.late_at) : facts.late_at,
    expired_at: step === 'expired' ? earliest(facts.expired_at) : facts.expired_at,
    changed_at: Math.max(facts.changed_at, at),
  }
}

/** Files that tell of the whole job are a part of their own, after the last part of data: number `parts`. */
export function wantsFilesBeside({ request }: Pick<JobRow, 'request'>): boolean {
  const { includesProvenance, includesAnnotations } = JSON.parse(request) as Partial<DataRequested>
  return includesProvenance === true || includesAnnotations === true
}

/** All data are made, and what is to lie beside them is not. */
export function lacksFilesBeside(job: JobRow, outcomes: readonly OutcomeRow[], { state }: StateRow): boolean {
  const isGoing = state === 'queued' || state === 'running'
  const made = outcomes.filter((one) => one.state === 'made' && one.part < job.parts)
  return isGoing && wantsFilesBeside(job) && job.parts > 0 && made.length === job.parts
}

/** What ended a job; of several, the first. */
interface End {
  readonly at: number
  readonly state: 'finished' | 'failed' | 'cancelled'
  readonly problem: Problem | null
}

export function stateOf(
  job: JobRow,
  parts: readonly PartRow[],
  outcomes: readonly OutcomeRow[],
  facts: JobFacts,
): StateRow {
  const made = outcomes.filter(({ state }) => state === 'made')
  const ofData = made.filter(({ part }) => part < job.parts)
  const sum = (of: 'rows' | 'bytes') => outcomes.reduce((total, outcome) => total + outcome[of], 0)
  const [end = null] = endsOf(job, made, outcomes, facts).sort((a, b) => a.at - b.at)
  const isGone = end?.state === 'finished' && (facts.expired_at ?? facts.cancelled_at) !== null
  const gone = facts.cancelled_at === null ? 'expired' : 'cancelled'
  const going = outcomes.length === 0 ? 'queued' : 'running'
  const begins = outcomes.map(({ at, seconds }) => Math.round(at - seconds * 1e6))
  return {
    job: job.job,
    state: isGone ? gone : (end?.state ?? going),
    progress: end?.state === 'finished' ? 1 : Math.min(0.999, progressOf(parts, outcomes)),
    parts_made: ofData.length,
    rows: sum('rows'),
    bytes: sum('bytes'),
    problem: end?.problem ? JSON.stringify(end.problem) : null,
    ...facts,
    started_at: begins.length === 0 ? null : Math.min(...begins),
    finished_at: end?.at ?? null,
  }
}

function endsOf(
  job: JobRow,
  made: readonly OutcomeRow[],
  outcomes: readonly OutcomeRow[],
  { cancelled_at, late_at }: JobFacts,
): End[] {
  const ends: End[] = []
  const failed = (at: number, problem: Problem) => ends.push({ at, state: 'failed', problem })
  if (job.problem !== null) failed(job.requested_at, JSON.parse(job.problem) as Problem)
  else if (made.filter(({ part }) => part < job.parts).length === job.parts) {
    const at = made.reduce((latest, one) => Math.max(latest, one.at), job.requested_at)
    if (made.every(({ rows }) => rows === 0)) {
      failed(at, noData(made.reduce((total, one) => total + one.rows_left_out, 0)))
    } else if (!wantsFilesBeside(job) || made.length > job.parts) ends.push({ at, state: 'finished', problem: null })
  }
  for (const { at, problem } of outcomes) if (problem !== null) failed(at, JSON.parse(problem) as Problem)
  if (cancelled_at !== null) ends.push({ at: cancelled_at, state: 'cancelled', problem: null })
  if (late_at !== null) failed(late_at, deadlinePassed)
  return ends
}

export const deadlinePassed: Problem = {
  code: 'deadline-passed',
  detail: 'the export was not made by its deadline; ask for less, or give it more time',
  field: null,
}

export function noData(rowsLeftOut: number): Problem {
  const all = `all ${rowsLeftOut} rows in the range lie outside deployments or are excluded by annotations`
  return { code: 'no-data', detail: rowsLeftOut === 0 ? 'there are no rows in the range' : all, field: null }
}

/** By estimated bytes; a part in the making counts as far as its rows are. */
function progressOf(parts: readonly PartRow[], outcomes: readonly OutcomeRow[]): number {
  const byPart = new Map(outcomes.map((outcome) => [outcome.part, outcome]))
  let whole = 0
  let done = 0
  for (const { part, rows, bytes } of parts) {
    const outcome = byPart.get(part)
    whole += bytes + 1
    if (outcome?.state === 'made') done += bytes + 1
    else if (outcome !== undefined) done += (bytes + 1) * Math.min(0.99, outcome.rows / Math.max(1, rows))
  }
  return whole === 0 ? 0 : Math.round((done / whole) * 1e4) / 1e4
}
