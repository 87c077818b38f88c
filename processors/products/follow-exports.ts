import type {
  DataRequested,
  ExportAdvanced,
  ExportPartRequested,
  FileWanted,
  JobChanged,
  Problem,
} from '../../schemas/generated/events.ts'
import { jobPartOutcomes, jobParts, jobStates, jobs } from '../../schemas/job-tables.ts'
import { put, remove, type Write } from '../../schemas/table.ts'
import { exportPartsRequested, exportsAdvanced, jobsChanged } from '../../topics/exports.ts'
import { emission } from '../../topics/topic.ts'
import { defineProcessor, type Views } from '../processor.ts'
import {
  factsAfter,
  type JobFacts,
  type JobRow,
  lacksFilesBeside,
  type OutcomeRow,
  outcomeAfter,
  type PartRow,
  type StateRow,
  stateOf,
} from './exports/job-state.ts'

const reads = { jobs, parts: jobParts, outcomes: jobPartOutcomes, states: jobStates }

/**
 * The only one that writes outcomes and states, and in order: all that happens to a job comes on one topic under one
 * key. So no step can undo another, and no count is kept.
 */
export const followExports = defineProcessor({
  name: 'follow-exports',
  about:
    'Recomputes the state of a job from its parts, whenever one advances; asks for the files beside the data last.',
  consumes: [exportsAdvanced],
  produces: [jobsChanged, exportPartsRequested],
  reads,
  writes: [jobPartOutcomes, jobStates, jobs, jobParts],
  batch: { maxRecords: 200, maxWaitMs: 100 },
  async process(events, views) {
    const write: Write[] = []
    const emit = []
    for (const job of new Set(events.map(({ value }) => value.job))) {
      const followed = await follow(
        job,
        events.flatMap(({ value }) => (value.job === job ? [value] : [])),
        views,
      )
      write.push(...followed.write)
      if (followed.changed !== null) emit.push(emission(jobsChanged, followed.changed))
      if (followed.beside !== null) emit.push(emission(exportPartsRequested, followed.beside))
    }
    return { write, emit }
  },
})

async function follow(job: string, steps: readonly ExportAdvanced[], { jobs: asked, ...views }: Views<typeof reads>) {
  const partition = { job }
  const [row, parts, known, before] = await Promise.all([
    asked.get({ job }),
    views.parts.slice({ partition }),
    views.outcomes.slice({ partition }),
    views.states.get({ job }),
  ])
  // Of a job that is forgotten nothing is kept.
  if (row === null) return nothing
  const forgotten = steps.find(({ step }) => step === 'forgotten')
  if (forgotten !== undefined) {
    const write = [
      remove(jobStates, { job }),
      ...known.map(({ part }) => remove(jobPartOutcomes, { job, part })),
      ...parts.map(({ part }) => remove(jobParts, { job, part })),
      remove(jobs, { job }),
    ]
    const changed = before === null ? null : changedOf({ ...before, state: 'forgotten' }, row.parts)
    return { write, changed, beside: null }
  }
  const outcomes = new Map(known.map((outcome) => [outcome.part, outcome]))
  const written = new Map<number, OutcomeRow>()
  let facts: JobFacts | null = before === null ? null : factsOf(before)
  for (const step of steps) {
    facts = factsAfter(facts, step)
    if (step.part === null) continue
    const outcome = outcomeAfter(outcomes.get(step.part), step)
    if (outcome === undefined || outcome === outcomes.get(step.part)) continue
    outcomes.set(step.part, outcome)
    written.set(step.part, outcome)
  }
  if (facts === null) return nothing
  const planned = parts.slice(0, row.parts)
  const state = stateOf(row, planned, [...outcomes.values()], facts)
  return {
    write: [...[...written.values()].map((outcome) => put(jobPartOutcomes, outcome)), put(jobStates, state)],
    changed: changedOf(state, row.parts),
    beside: lacksFilesBeside(row, [...outcomes.values()], state) ? besideOf(row, planned) : null,
  }
}

const nothing = { write: [], changed: null, beside: null }

/** Asked for again with each step until it is made: the one before may have been lost in a crash. */
function besideOf(
  { job, parts, request, file, deadline_at }: JobRow,
  planned: readonly PartRow[],
): ExportPartRequested {
  return {
    job,
    part: parts,
    request: JSON.parse(request) as DataRequested,
    deployment: null,
    from: planned.reduce((least, { start }) => Math.min(least, start), Number.MAX_SAFE_INTEGER),
    to: planned.reduce((most, { stop }) => Math.max(most, stop), 0),
    file: JSON.parse(file) as FileWanted,
    deadlineAt: deadline_at,
    dataParts: parts,
  }
}

const factsOf = ({ cancelled_at, late_at, expired_at, changed_at }: StateRow): JobFacts => ({
  cancelled_at,
  late_at,
  expired_at,
  changed_at,
})

function changedOf(
  { job, state, progress, parts_made, rows, bytes, problem, changed_at }: StateRow,
  parts: number,
): JobChanged {
  return {
    job,
    state,
    progress,
    parts,
    partsMade: parts_made,
    rows,
    bytes,
    problem: problem === null ? null : (JSON.parse(problem) as Problem),
    changedAt: changed_at,
  }
}
