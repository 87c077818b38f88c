/** What exports may be, and how they are made: settings of the gateway. */
import type { Estimate } from './estimates.ts'
import { GatewayProblem } from './problems.ts'

/** Largest estimate that is taken; 0: any. */
export interface SizeLimits {
  readonly maxBytes: number
  readonly maxRows: number
  readonly maxDays: number
}

export interface ExportLimits extends SizeLimits {
  /** Size of a file, bytes. */
  readonly partBytes: number
  /** Jobs in work at once. */
  readonly maxJobs: number
  readonly deadlineSeconds: number
}

export const defaultExportLimits: ExportLimits = {
  partBytes: 500_000_000,
  maxBytes: 0,
  maxRows: 0,
  maxDays: 0,
  maxJobs: 100,
  deadlineSeconds: 86_400,
}

const dayMicros = 86_400_000_000

export const daysOf = ({ from, to }: Estimate): number => Math.round(((to - from) / dayMicros) * 1000) / 1000

/** Sentences that say which limit would be exceeded. */
export function exceeded(estimate: Estimate, { maxBytes, maxRows, maxDays }: SizeLimits): string[] {
  const over = (what: number, most: number, unit: string) =>
    most > 0 && what > most ? [`${what} ${unit}, where ${most} are allowed`] : []
  return [
    ...over(estimate.rows, maxRows, 'rows'),
    ...over(estimate.bytes, maxBytes, 'bytes'),
    ...over(daysOf(estimate), maxDays, 'days'),
  ]
}

export function demandWithin(estimate: Estimate, limits: ExportLimits): void {
  const [first] = exceeded(estimate, limits)
  if (first === undefined) return
  const detail = `the export would have ${first}; narrow the range or the parameters, or reduce it`
  throw new GatewayProblem('export-too-large', detail, { extra: { estimate: shownEstimate(estimate, limits) } })
}

export function shownEstimate(estimate: Estimate, limits: SizeLimits) {
  const { rows, bytes, seconds, bytesPerRow } = estimate
  const { maxRows, maxBytes, maxDays } = limits
  return {
    rows,
    bytes,
    seconds,
    days: daysOf(estimate),
    bytesPerRow,
    limits: { rows: maxRows || null, bytes: maxBytes || null, days: maxDays || null },
    exceeds: exceeded(estimate, limits),
  }
}
