/** What happened in a span of time, from the tables of the monitor. */
import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from '../../schemas/failures.ts'
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import { concerns, concernsInstrument } from '../../schemas/status/notification-target.ts'
import type { streamStatuses } from '../../schemas/status-tables.ts'
import type { Row } from '../../schemas/table.ts'
import type { Channel, Occasion, StatusViews, Target } from './channel.ts'

export type Span = Extract<Occasion, { kind: 'span' }>
type StatusRow = Row<typeof streamStatuses>

/** Looks at once when many streams changed. */
const atOnce = 64
const judgedSoonMs = 1_000

/** The monitor hears the same tick: what it decides must be there before it is told. */
export async function untilJudged({ minutes }: StatusViews, until: number): Promise<void> {
  for (const end = Date.now() + judgedSoonMs; ; await pause(100)) {
    const judged = await minutes.get({ monitor: 'streams' })
    if (judged !== null && judged.minute >= until) return
    if (Date.now() > end) throw new Unavailable('monitor', `the minute ${until} is not judged yet`)
  }
}

export async function statusesOf({ statuses }: StatusViews, target: Target): Promise<StatusRow[]> {
  const found: StatusRow[] = []
  for await (const row of statuses.scan()) if (concernsInstrument(target, row.refdes)) found.push(row)
  const name = ({ refdes, method, stream }: StatusRow) => `${refdes}/${method}/${stream}`
  return found.sort((a, b) => (name(a) < name(b) ? -1 : 1))
}

/** Those that concern the target, oldest first. */
export async function changesIn(
  views: StatusViews,
  rows: readonly StatusRow[],
  target: Target,
  { after, until }: Span,
): Promise<StreamStatusChanged[]> {
  const touched = rows.filter(({ changed_at }) => changed_at > after)
  const found: StreamStatusChanged[] = []
  for (let from = 0; from < touched.length; from += atOnce) {
    const slices = touched.slice(from, from + atOnce).map(({ id }) => {
      return views.changes.slice({ partition: { id }, from: after + 1, to: until + 1, columns: ['event'] })
    })
    for (const { event } of (await Promise.all(slices)).flat()) found.push(JSON.parse(event) as StreamStatusChanged)
  }
  return found.filter((change) => concerns(target, change)).sort((a, b) => a.at - b.at)
}

/** Spans that end at each whole `every` microseconds. */
export const spansOf = (every: number): Channel['hears'] => ({ every })

/** What is over when the minute begins, and was not when the one before began; null: nothing is. */
export function spanAt(every: number, before: number, minute: number): Span | null {
  const [after, until] = [before, minute].map((time) => Math.floor(time / every) * every) as [number, number]
  return until > after ? { kind: 'span', after, until } : null
}
