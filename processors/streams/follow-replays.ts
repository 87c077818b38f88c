import { replayStates, replays } from '../../schemas/archive-tables.ts'
import type { ReplayAdvanced, ReplayRequested } from '../../schemas/generated/events.ts'
import { put, type Row } from '../../schemas/table.ts'
import { replaysAdvanced, replaysRequested } from '../../topics/archives.ts'
import { defineProcessor } from '../processor.ts'

type State = Row<typeof replayStates>

export const followReplays = defineProcessor({
  name: 'follow-replays',
  about: 'Keeps what replays were asked for, and how each stands.',
  consumes: [replaysRequested, replaysAdvanced],
  produces: [],
  reads: { states: replayStates },
  writes: [replays, replayStates],
  async process(events, { states }) {
    const write = []
    const latest = new Map<string, State>()
    for (const input of events) {
      if (input.topic === 'streams.replays-requested') write.push(put(replays, requestRow(input.value)))
      else {
        const step = stateRow(input.value)
        const before = latest.get(step.replay) ?? (await states.get({ replay: step.replay }))
        latest.set(step.replay, before === null ? step : laterOf(before, step))
      }
    }
    return { write: [...write, ...[...latest.values()].map((row) => put(replayStates, row))] }
  },
})

const isOver = ({ state }: State): boolean => state !== 'running'

/** What is over stays so, as it was over first: whatever the order in which the steps come. */
export function laterOf(a: State, b: State): State {
  if (isOver(a) !== isOver(b)) return isOver(a) ? a : b
  const [earlier, later] = orderOf(a, b) < 0 ? [a, b] : [b, a]
  return isOver(a) ? earlier : later
}

/** By time. Of two steps of one moment it does not matter which goes first, but it must always be the same. */
const orderOf = (a: State, b: State): number =>
  a.changed_at - b.changed_at ||
  a.messages - b.messages ||
  compare(a.state, b.state) ||
  compare(a.problem ?? '', b.problem ?? '')

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const requestRow = (event: ReplayRequested): Row<typeof replays> => ({
  replay: event.replay,
  topic: event.topic,
  topic_id: event.topicId,
  onto: event.onto,
  from_time: event.from,
  to_time: event.to,
  rate: event.rate,
  keeps_timestamps: event.keepsTimestamps,
  expected: event.expected,
  requested_at: event.requestedAt,
})

const stateRow = ({ replay, step, messages, problem, at }: ReplayAdvanced): State => ({
  replay,
  state: step,
  messages,
  problem: problem === null ? null : JSON.stringify(problem),
  changed_at: at,
})
