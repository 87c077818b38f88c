/** A replay as HTTP and the command line show it. */
import type { replayStates, replays } from '../schemas/archive-tables.ts'
import type { Problem } from '../schemas/generated/events.ts'
import type { Row } from '../schemas/table.ts'
import { formatTime } from './times.ts'

const time = (ms: number | null): string | null => (ms === null ? null : formatTime(ms * 1000))

/** `state`: null where nobody has begun it. */
export function shownReplay(row: Row<typeof replays>, state: Row<typeof replayStates> | null) {
  return {
    id: row.replay,
    state: state?.state ?? 'requested',
    messages: state?.messages ?? 0,
    expected: row.expected,
    topic: row.topic,
    topicId: row.topic_id,
    onto: row.onto,
    from: time(row.from_time),
    to: time(row.to_time),
    rate: row.rate,
    timestamps: row.keeps_timestamps ? 'kept' : 'renewed',
    requestedAt: formatTime(row.requested_at),
    changedAt: state === null ? null : formatTime(state.changed_at),
    problem: state?.problem == null ? null : (JSON.parse(state.problem) as Problem),
  }
}
export type ShownReplay = ReturnType<typeof shownReplay>

export const isGoing = ({ state }: Pick<ShownReplay, 'state'>): boolean => state === 'requested' || state === 'running'
