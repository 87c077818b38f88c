/** Tables of long work: what was asked for, its parts, how far each is, and how the whole stands. */
import { defineTable } from './table.ts'

const home = 'relational'

export const jobs = defineTable({
  home,
  name: 'jobs',
  about: 'Exports as they were asked for and planned: written once.',
  columns: {
    job: { type: 'text', about: 'Hash of the question and the key of the asker' },
    request: { type: 'text', about: 'The question (products.data-requested) as JSON' },
    file: { type: 'text', about: 'The form of the files as JSON' },
    requested_at: { type: 'bigint', about: 'UTC microseconds' },
    deadline_at: { type: 'bigint', about: 'What is not made by then is given up, UTC microseconds' },
    expires_at: { type: 'bigint', about: 'Files are kept until then, UTC microseconds' },
    parts: { type: 'int', about: 'How many there are' },
    rows: { type: 'bigint', about: 'Estimated' },
    bytes: { type: 'bigint', about: 'Estimated' },
    seconds: { type: 'double', about: 'Estimated, with one part made at a time' },
    problem: { type: 'text', about: 'Why it can not be made, JSON', nullable: true },
  },
  partitionKey: ['job'],
  clusteringKey: [],
})

export const jobParts = defineTable({
  home,
  name: 'job_parts',
  about: 'The parts of an export as planned: written once, the same however often it is planned.',
  columns: {
    job: { type: 'text', about: 'Job' },
    part: { type: 'int', about: 'From 0' },
    deployment: { type: 'int', about: 'null: those of the question', nullable: true },
    start: { type: 'bigint', about: 'First microsecond, UTC' },
    stop: { type: 'bigint', about: 'Microsecond after the last, UTC' },
    rows: { type: 'bigint', about: 'Estimated' },
    bytes: { type: 'bigint', about: 'Estimated' },
  },
  partitionKey: ['job'],
  clusteringKey: ['part'],
})

export const jobPartOutcomes = defineTable({
  home,
  name: 'job_part_outcomes',
  about: 'How far each part of an export is.',
  columns: {
    job: { type: 'text', about: 'Job' },
    part: { type: 'int', about: 'From 0' },
    state: { type: 'text', about: 'making, made or failed' },
    at: { type: 'bigint', about: 'When it was told, UTC microseconds' },
    rows: { type: 'bigint', about: 'Written' },
    bytes: { type: 'bigint', about: 'Written' },
    rows_left_out: { type: 'bigint', about: 'Outside deployments or excluded by annotations' },
    seconds: { type: 'double', about: 'What it took' },
    files: { type: 'text', about: 'The files as JSON' },
    problem: { type: 'text', about: 'Why it failed, JSON', nullable: true },
  },
  partitionKey: ['job'],
  clusteringKey: ['part'],
})

export const jobStates = defineTable({
  home,
  name: 'job_states',
  about: 'How each job stands: recomputed from its parts, never counted up.',
  columns: {
    job: { type: 'text', about: 'Job' },
    state: { type: 'text', about: 'queued, running, finished, failed, cancelled or expired' },
    progress: { type: 'double', about: '0 to 1' },
    parts_made: { type: 'int', about: 'Parts that are whole' },
    rows: { type: 'bigint', about: 'Written so far' },
    bytes: { type: 'bigint', about: 'Written so far' },
    problem: { type: 'text', about: 'Why it failed, JSON', nullable: true },
    cancelled_at: { type: 'bigint', about: 'UTC microseconds', nullable: true },
    late_at: { type: 'bigint', about: 'Its deadline passed, UTC microseconds', nullable: true },
    expired_at: { type: 'bigint', about: 'Its files are gone, UTC microseconds', nullable: true },
    started_at: { type: 'bigint', about: 'First sign of a part, UTC microseconds', nullable: true },
    finished_at: { type: 'bigint', about: 'UTC microseconds', nullable: true },
    changed_at: { type: 'bigint', about: 'Latest step, UTC microseconds' },
  },
  partitionKey: ['job'],
  clusteringKey: [],
})

export const jobTables = [jobs, jobParts, jobPartOutcomes, jobStates] as const
