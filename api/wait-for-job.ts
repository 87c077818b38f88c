/** Waiting for a job: until it is there, then until it has ended. */
import { isGoing, type Job, type JobReader } from './jobs.ts'

export interface WaitOptions {
  /** Longest wait until the job is there. */
  readonly settleMs: number
  /** Longest wait until it has ended, from now. */
  readonly waitMs: number
  readonly signal: AbortSignal
}

const firstPauseMs = 25
const longestPauseMs = 500

/** The job as it then is; null: it is not there. */
export async function waitForJob(
  jobs: Pick<JobReader, 'get'>,
  id: string,
  { settleMs, waitMs, signal }: WaitOptions,
): Promise<Job | null> {
  const began = Date.now()
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.3)) {
    signal.throwIfAborted()
    const job = await jobs.get(id)
    const waitedMs = Date.now() - began
    const isSettled = job !== null && (waitMs === 0 || !isGoing(job))
    if (isSettled || waitedMs >= Math.max(waitMs, job === null ? settleMs : 0)) return job
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
