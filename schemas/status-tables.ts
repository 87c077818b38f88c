/** Tables of the ingest monitor. Each is written by one processor. Ids: schemas/status/identity.ts. */
import { defineTable } from './table.ts'

const home = 'monitor'

export const expectedStreams = defineTable({
  home,
  name: 'expected_streams',
  about: 'What is expected of a stream that comes by a method, as it was said last.',
  columns: {
    id: { type: 'bigint', about: 'Hash of method and name' },
    name: { type: 'text', about: 'Stream name' },
    method: { type: 'text', about: 'How the data come' },
    expected_rate: { type: 'double', about: 'Particles per second; 0: none is expected' },
    warn_interval: { type: 'int', about: 'Seconds without particles; 0: no limit' },
    fail_interval: { type: 'int', about: 'Seconds without particles; 0: no limit' },
    source: { type: 'text', about: 'File or person it comes from' },
  },
  partitionKey: ['id'],
  clusteringKey: [],
})

export const streamOverrides = defineTable({
  home,
  name: 'stream_overrides',
  about: 'What is expected of a stream of one instrument, field by field in place of the expected stream.',
  columns: {
    id: { type: 'bigint', about: 'Of the deployed stream' },
    refdes: { type: 'text', about: 'Reference designator' },
    method: { type: 'text', about: 'How the data come' },
    stream: { type: 'text', about: 'Stream name' },
    expected_rate: { type: 'double', about: 'Particles per second; null: as expected', nullable: true },
    warn_interval: { type: 'int', about: 'Seconds; null: as expected', nullable: true },
    fail_interval: { type: 'int', about: 'Seconds; null: as expected', nullable: true },
  },
  partitionKey: ['id'],
  clusteringKey: [],
})

export const streamArrivals = defineTable({
  home,
  name: 'stream_arrivals',
  about: 'The newest bin of every stream key: when its last particle was.',
  columns: {
    method: { type: 'text', about: 'How the data come' },
    refdes: { type: 'text', about: 'Reference designator' },
    stream: { type: 'text', about: 'Stream name' },
    deployment: { type: 'int', about: 'Deployment number' },
    bin: { type: 'bigint', about: 'Start of the newest bin with particles, UTC microseconds' },
    last: { type: 'bigint', about: 'Time of the newest particle, UTC microseconds' },
  },
  partitionKey: ['method'],
  clusteringKey: ['refdes', 'stream', 'deployment'],
})

export const streamStatuses = defineTable({
  home,
  name: 'stream_statuses',
  about: 'The state of every stream that was ever judged. A stream registers itself by its first particle.',
  columns: {
    id: { type: 'bigint', about: 'Of the deployed stream: hash of instrument, method and stream' },
    refdes: { type: 'text', about: 'Reference designator' },
    method: { type: 'text', about: 'How the data come' },
    stream: { type: 'text', about: 'Stream name' },
    state: { type: 'text', about: 'operational, degraded, failed, notTracked or disabled' },
    changed_at: { type: 'bigint', about: 'Since when, UTC microseconds' },
    reason: { type: 'text', about: 'Why' },
    pending_state: { type: 'text', about: 'What it is seen to be; null: what it is', nullable: true },
    pending_since: { type: 'bigint', about: 'Since when it is seen to be that, UTC microseconds', nullable: true },
  },
  partitionKey: ['id'],
  clusteringKey: [],
})

export const statusChanges = defineTable({
  home,
  name: 'status_changes',
  about: 'Every change of state of every stream, with its reason.',
  columns: {
    id: { type: 'bigint', about: 'Of the deployed stream' },
    at: { type: 'bigint', about: 'The minute whose tick decided it, UTC microseconds' },
    state: { type: 'text', about: 'From then on' },
    reason: { type: 'text', about: 'Why' },
    event: { type: 'text', about: 'The event status.stream-status-changed as JSON' },
  },
  partitionKey: ['id'],
  clusteringKey: ['at'],
})

export const instrumentStatuses = defineTable({
  home,
  name: 'instrument_statuses',
  about: 'The states of the streams of every instrument, rolled up.',
  columns: {
    id: { type: 'bigint', about: 'Hash of the reference designator' },
    refdes: { type: 'text', about: 'Reference designator' },
    state: { type: 'text', about: 'The worst: failed, degraded, operational, notTracked' },
    reason: { type: 'text', about: 'e.g. Stream statuses: operational: 2, failed: 1' },
    changed_at: { type: 'bigint', about: 'When state or reason changed last, UTC microseconds' },
  },
  partitionKey: ['id'],
  clusteringKey: [],
})

export const judgedMinutes = defineTable({
  home,
  name: 'judged_minutes',
  about: 'The newest minute that was judged: told again, it is not judged with what is known now, nor is an older one.',
  columns: {
    monitor: { type: 'text', about: 'Always streams' },
    minute: { type: 'bigint', about: 'UTC microseconds' },
  },
  partitionKey: ['monitor'],
  clusteringKey: [],
})

export const statusTables = [
  expectedStreams,
  streamOverrides,
  streamArrivals,
  streamStatuses,
  statusChanges,
  instrumentStatuses,
  judgedMinutes,
] as const
