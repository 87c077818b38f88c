/** Tables of archives and replays: what is wanted, and how far it is. */
import { defineTable } from './table.ts'

const home = 'relational'

export const archives = defineTable({
  home,
  name: 'archives',
  about: 'Topics that are archived, or were.',
  columns: {
    topic: { type: 'text', about: 'Topic' },
    is_wanted: { type: 'boolean', about: 'False: archiving was stopped' },
    includes_replayed: { type: 'boolean', about: 'Messages that a replay published are archived, too' },
    changed_at: { type: 'bigint', about: 'UTC microseconds' },
  },
  partitionKey: ['topic'],
  clusteringKey: [],
})

export const replays = defineTable({
  home,
  name: 'replays',
  about: 'Replays as they were asked for: written once.',
  columns: {
    replay: { type: 'text', about: 'Unique id' },
    topic: { type: 'text', about: 'Whose archive' },
    topic_id: { type: 'text', about: 'Which of the topics that had this name' },
    onto: { type: 'text', about: 'The topic that is published to' },
    from_time: { type: 'bigint', about: 'Least timestamp, milliseconds since 1970', nullable: true },
    to_time: { type: 'bigint', about: 'Timestamp after the last, milliseconds since 1970', nullable: true },
    rate: { type: 'double', about: 'Messages a second at most; null: no limit', nullable: true },
    keeps_timestamps: { type: 'boolean', about: 'False: messages have the time of the replay' },
    expected: { type: 'bigint', about: 'Messages in question, an upper bound' },
    requested_at: { type: 'bigint', about: 'UTC microseconds' },
  },
  partitionKey: ['replay'],
  clusteringKey: [],
})

export const replayStates = defineTable({
  home,
  name: 'replay_states',
  about: 'How each replay stands.',
  columns: {
    replay: { type: 'text', about: 'Replay' },
    state: { type: 'text', about: 'running, finished, failed or cancelled' },
    messages: { type: 'bigint', about: 'Published so far' },
    problem: { type: 'text', about: 'Why it failed, JSON', nullable: true },
    changed_at: { type: 'bigint', about: 'Latest step, UTC microseconds' },
  },
  partitionKey: ['replay'],
  clusteringKey: [],
})

export const replayPositions = defineTable({
  home,
  name: 'replay_positions',
  about: 'Where each replay goes on after a crash.',
  columns: {
    replay: { type: 'text', about: 'Replay' },
    positions: { type: 'text', about: 'JSON: by partition of the archive, the offset to go on from' },
    ends: {
      type: 'text',
      about: 'JSON: by partition of the target, the offset from which later messages of the replay lie',
    },
    until: { type: 'text', about: 'JSON: by partition of the archive, the offset before which it ends' },
    messages: { type: 'bigint', about: 'Published before' },
  },
  partitionKey: ['replay'],
  clusteringKey: [],
})

export const archiveTables = [archives, replays, replayStates, replayPositions] as const
