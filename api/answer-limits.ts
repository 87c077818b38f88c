/** What an answer may be that is sent at once. What is more is an export. */
import type { DataRequested } from '../schemas/generated/events.ts'
import { exceeded, type SizeLimits, shownEstimate } from './export-limits.ts'
import type { Gateway } from './gateway.ts'
import { GatewayProblem } from './problems.ts'

export const defaultAnswerLimits: SizeLimits = { maxRows: 100_000_000, maxBytes: 20_000_000_000, maxDays: 0 }

/** A row of more bytes is not expected: fewer rows than fit by it are taken without an estimate. */
const largeRowBytes = 20_000
const dayMicros = 86_400_000_000

/**
 * Throws `answer-too-large`, with the estimate. What is plainly within the limits by its `limit`, or by the catalogue,
 * costs no estimate.
 */
export async function demandAnswerable(
  asked: DataRequested,
  format: string,
  { answerLimits, streams, estimate }: Pick<Gateway, 'answerLimits' | 'streams' | 'estimate'>,
  signal: AbortSignal,
): Promise<void> {
  const { maxRows, maxBytes, maxDays } = answerLimits
  const fits = (rows: number) =>
    (maxRows === 0 || rows <= maxRows) && (maxBytes === 0 || rows <= maxBytes / largeRowBytes)
  const most = asked.limit ?? Number.POSITIVE_INFINITY
  if (maxDays === 0 && fits(most)) return
  const there = await storedOf(asked, streams)
  if ((maxDays === 0 || there.days <= maxDays) && fits(Math.min(most, there.rows))) return
  const file = { format, unitsRow: false, header: false, classic: false, width: null, height: null, maxBytes: 0 }
  const found = await estimate({ request: asked, file }, signal)
  const [first] = exceeded(found, answerLimits)
  if (first === undefined) return
  const detail = `the answer would have ${first}; ask for it as files (POST /exports), or narrow range or parameters, or reduce it`
  throw new GatewayProblem('answer-too-large', detail, { extra: { estimate: shownEstimate(found, answerLimits) } })
}

/** At most: by the catalogue, whole streams within the range. */
async function storedOf(
  { refdes, method, stream, deployment, start, stop }: DataRequested,
  streams: Gateway['streams'],
): Promise<{ readonly rows: number; readonly days: number }> {
  const rows = (await streams.slice({ partition: { refdes }, prefix: { method, stream } })).filter(
    (row) => row.method === method && row.stream === stream && (deployment === null || row.deployment === deployment),
  )
  const from = Math.max(
    start ?? Number.NEGATIVE_INFINITY,
    rows.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY),
  )
  const to = Math.min(
    stop ?? Number.POSITIVE_INFINITY,
    rows.reduce((latest, { last }) => Math.max(latest, last), Number.NEGATIVE_INFINITY),
  )
  const days = Math.max(0, to - from) / dayMicros
  // A stream that is computed from others is not stored: how long it is, the estimate knows.
  return {
    rows: rows.reduce((sum, { count }) => sum + count, 0),
    days: rows.length === 0 ? Number.POSITIVE_INFINITY : days,
  }
}
