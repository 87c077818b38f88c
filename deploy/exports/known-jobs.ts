/** What executors of exports ask about jobs, from the tables that follow-exports writes. */
import type { KnownJobs } from '../../connectors/exports/ports.ts'
import { jobPartOutcomes, jobStates } from '../../schemas/job-tables.ts'
import type { TableStore } from '../../schemas/table.ts'

export function knownJobs(tables: TableStore): KnownJobs {
  const [outcomes, states] = [tables.view(jobPartOutcomes), tables.view(jobStates)]
  return {
    async isMade(job, part) {
      return (await outcomes.get({ job, part }))?.state === 'made'
    },
    /** A job that nobody has followed yet is wanted. */
    async isWanted(job) {
      const state = (await states.get({ job }))?.state ?? 'queued'
      return state === 'queued' || state === 'running'
    },
  }
}
