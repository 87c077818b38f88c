/** Tables of managed streams, process definitions and operations: what is wished, and how it stands. */
import { defineTable } from './table.ts'

const home = 'relational'

export const managedStreams = defineTable({
  home,
  name: 'managed_streams',
  about: 'Managed streams, those removed marked so.',
  columns: {
    name: { type: 'text', about: 'Its topic is stream.<name>' },
    partitions: { type: 'int', about: 'Partitions of the topic' },
    retention_ms: { type: 'bigint', about: 'null: for ever', nullable: true },
    retention_bytes: { type: 'bigint', about: 'By partition; null: all', nullable: true },
    replication: { type: 'int', about: 'Copies; null: as the brokers are set', nullable: true },
    created_at: { type: 'bigint', about: 'UTC microseconds' },
    changed_by: { type: 'text', about: 'Who or what changed it last' },
    changed_at: { type: 'bigint', about: 'UTC microseconds' },
    is_removed: { type: 'boolean', about: 'It is there no longer' },
  },
  partitionKey: ['name'],
  clusteringKey: [],
})

export const processDefinitions = defineTable({
  home,
  name: 'process_definitions',
  about: 'Process definitions, those withdrawn marked so.',
  columns: {
    id: { type: 'bigint', about: 'From 1' },
    owner: { type: 'text', about: 'The user to whom it belongs' },
    name: { type: 'text', about: 'Of the newest revision; may be empty' },
    revision: { type: 'int', about: 'The newest; 0: none came yet' },
    changed_at: { type: 'bigint', about: 'Of the newest revision or the withdrawal, UTC microseconds' },
    is_removed: { type: 'boolean', about: 'It was withdrawn' },
  },
  partitionKey: ['id'],
  clusteringKey: [],
})

export const processRevisions = defineTable({
  home,
  name: 'process_revisions',
  about: 'Every revision of the process definitions: written once.',
  columns: {
    id: { type: 'bigint', about: 'Id of the process definition' },
    revision: { type: 'int', about: 'From 1' },
    change: { type: 'text', about: 'Unique to the change that made it' },
    body: { type: 'text', about: 'The definition as JSON' },
    changed_at: { type: 'bigint', about: 'UTC microseconds' },
  },
  partitionKey: ['id'],
  clusteringKey: ['revision'],
})

export const operations = defineTable({
  home,
  name: 'operations',
  about: 'Operations as they are wished, those removed marked so.',
  columns: {
    name: { type: 'text', about: 'Name' },
    generation: { type: 'int', about: 'Grows with each change' },
    definition: { type: 'bigint', about: 'Id of the process definition' },
    revision: { type: 'int', about: 'Of the process definition' },
    input: { type: 'text', about: 'A managed stream' },
    output: { type: 'text', about: 'A managed stream' },
    is_on_demand: { type: 'boolean', about: 'Runs only while its output is wanted' },
    concurrency: { type: 'int', about: 'Processes at once in each replica' },
    replicas: { type: 'int', about: 'Members that share the partitions of the input' },
    is_paused: { type: 'boolean', about: 'It is not to run' },
    owner: { type: 'text', about: 'The user to whom it belongs' },
    created_at: { type: 'bigint', about: 'UTC microseconds' },
    changed_at: { type: 'bigint', about: 'UTC microseconds' },
    is_removed: { type: 'boolean', about: 'It is there no longer' },
    change: { type: 'text', about: 'Unique to the change that made it' },
  },
  partitionKey: ['name'],
  clusteringKey: [],
})

export const operationReplicas = defineTable({
  home,
  name: 'operation_replicas',
  about: 'How each replica of an operation stands.',
  columns: {
    operation: { type: 'text', about: 'Operation' },
    replica: { type: 'text', about: 'Unique to the member' },
    generation: { type: 'int', about: 'Of the wish that it acts on' },
    round: { type: 'int', about: 'Grows with each new start' },
    state: { type: 'text', about: 'requested, waiting, pending, running, …, failed' },
    at: { type: 'bigint', about: 'When it was told, UTC microseconds' },
    executor: { type: 'text', about: 'Host and process that runs it' },
    handled: { type: 'bigint', about: 'Messages taken in this round' },
    published: { type: 'bigint', about: 'Messages put out in this round' },
    failed: { type: 'bigint', about: 'Messages that went to the dead letters in this round' },
    retried: { type: 'bigint', about: 'Tries after the first in this round' },
    restarts: { type: 'int', about: 'Of the program since it last ran well' },
    error: { type: 'text', about: 'The last problem, JSON', nullable: true },
    error_at: { type: 'bigint', about: 'UTC microseconds', nullable: true },
  },
  partitionKey: ['operation'],
  clusteringKey: ['replica'],
})

export const streamTables = [
  managedStreams,
  processDefinitions,
  processRevisions,
  operations,
  operationReplicas,
] as const
