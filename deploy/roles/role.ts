/** A role that runs: one of the parts that a process may consist of. */
import type { Log } from '../../schemas/log.ts'
import type { Config } from '../config.ts'
import type { Check } from '../health.ts'
import type { ProcessMetrics } from '../metrics.ts'
import type { Wiring } from '../wire.ts'

export interface RoleContext {
  readonly config: Config
  readonly wiring: Wiring
  readonly metrics: ProcessMetrics
  readonly log: Log
  /** Aborted when the process stops: a starting role gives up waiting. */
  readonly signal: AbortSignal
  /** Checks of the whole process, for a role that shows them. */
  checks(): readonly Check[]
}

export interface RunningRole {
  checks(): readonly Check[]
  /** No new work, finish what runs, flush, commit, leave; all of it, if that can be, within the limit. */
  stop(limitMs: number): Promise<void>
  /** Rejects when the role failed for good. Never resolves before `stop`. */
  readonly finished: Promise<void>
}

export type StartRole = (context: RoleContext) => Promise<RunningRole>
