/** Asking the pipeline how much an export would be. */
import type { EstimateRequested } from '../schemas/generated/events.ts'
import type { Ask } from './ask.ts'
import { GatewayProblem } from './problems.ts'

export interface Estimate {
  readonly rows: number
  readonly bytes: number
  readonly seconds: number
  /** The range with data, UTC microseconds. */
  readonly from: number
  readonly to: number
  readonly bytesPerRow: Readonly<Record<string, number>>
}

export type EstimateExport = (asked: EstimateRequested, signal: AbortSignal) => Promise<Estimate>

/** An answer without rows, whose description is the estimate. */
export function createEstimate(ask: Ask<EstimateRequested>): EstimateExport {
  return async (asked, signal) => {
    let said: string | null = null
    for await (const { description } of await ask(asked, signal)) said ??= description
    if (said === null) throw new GatewayProblem('answer-invalid', 'the estimate came without what it says')
    return JSON.parse(said) as Estimate
  }
}
