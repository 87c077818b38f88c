import type { ExportAdvanced } from '../../schemas/generated/events.ts'
import { jobStates, jobs } from '../../schemas/job-tables.ts'
import { exportsAdvanced } from '../../topics/exports.ts'
import { minuteTicked } from '../../topics/pipeline.ts'
import { emission } from '../../topics/topic.ts'
import { defineProcessor } from '../processor.ts'

/** So long a job is remembered after its files are gone. */
const remembersMicros = 30 * 86_400_000_000

export const ageExports = defineProcessor({
  name: 'age-exports',
  about: 'Says each minute which jobs are late, whose files have expired, and what is to be forgotten.',
  consumes: [minuteTicked],
  produces: [exportsAdvanced],
  reads: { jobs, states: jobStates },
  async process(events, views) {
    const now = events.reduce((latest, { value }) => Math.max(latest, value.minute), 0)
    const states = new Map<string, string>()
    for await (const { job, state } of views.states.scan()) states.set(job, state)
    const emit = []
    for await (const { job, deadline_at, expires_at } of views.jobs.scan()) {
      const state = states.get(job)
      // What is not planned yet has no state: it is late all the same.
      const isGoing = state === undefined || state === 'queued' || state === 'running'
      if (now >= expires_at + remembersMicros) emit.push(step(job, 'forgotten', now))
      else if (isGoing && now >= deadline_at) emit.push(step(job, 'late', deadline_at))
      else if (state === 'finished' && now >= expires_at) emit.push(step(job, 'expired', expires_at))
    }
    return { emit }
  },
})

function step(job: string, name: ExportAdvanced['step'], at: number) {
  const nothing = { part: null, rows: 0, bytes: 0, rowsLeftOut: 0, seconds: 0, files: [], problem: null }
  return emission(exportsAdvanced, { job, step: name, at, ...nothing })
}
