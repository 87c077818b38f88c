/** Tables of the catalogue: definitions, deployments, calibrations, annotations. They live in PostgreSQL. */
import { defineTable } from './table.ts'

const home = 'relational'

export const definitions = defineTable({
  home,
  name: 'definitions',
  about: 'Parameters, functions and streams as they stand now.',
  columns: {
    kind: { type: 'text', about: 'parameter, function or stream' },
    id: { type: 'text', about: 'PD13, PFID27, or a stream name' },
    version: { type: 'text', about: 'Hash of the body' },
    changed_at: { type: 'bigint', about: 'When this version came, UTC microseconds' },
    is_removed: { type: 'boolean', about: 'It is defined no longer' },
    body: { type: 'text', about: 'The record (schemas/definitions/records.ts) as JSON' },
  },
  partitionKey: ['kind'],
  clusteringKey: ['id'],
})

export const definitionVersions = defineTable({
  home,
  name: 'definition_versions',
  about: 'Every version of every definition.',
  columns: {
    kind: { type: 'text', about: 'parameter, function or stream' },
    id: { type: 'text', about: 'PD13, PFID27, or a stream name' },
    version: { type: 'text', about: 'Hash of the body' },
    changed_at: { type: 'bigint', about: 'When it first came, UTC microseconds' },
    changed_by: { type: 'text', about: 'Who or what changed it' },
    body: { type: 'text', about: 'The record as JSON' },
  },
  partitionKey: ['kind', 'id'],
  clusteringKey: ['version'],
})

export const resolvedStreams = defineTable({
  home,
  name: 'resolved_streams',
  about: 'Each stream with its parameters and their functions, whole.',
  columns: {
    stream: { type: 'text', about: 'Stream name' },
    version: { type: 'text', about: 'Hash of the body: the definitions version of its products' },
    body: { type: 'text', about: 'The resolved stream as JSON' },
  },
  partitionKey: ['stream'],
  clusteringKey: [],
})

export const identifierStreams = defineTable({
  home,
  name: 'identifier_streams',
  about: 'Which streams have a parameter with a data product identifier.',
  columns: {
    identifier: { type: 'text', about: 'e.g. PRESWAT_L1' },
    stream: { type: 'text', about: 'Stream name' },
    parameter: { type: 'text', about: 'Parameter id' },
  },
  partitionKey: ['identifier'],
  clusteringKey: ['stream', 'parameter'],
})

export const computedStreams = defineTable({
  home,
  name: 'computed_streams',
  about: 'Which streams are computed from windows of which.',
  columns: {
    host: { type: 'text', about: 'Stream name' },
    stream: { type: 'text', about: 'That is computed from it' },
  },
  partitionKey: ['host'],
  clusteringKey: ['stream'],
})

export const deployments = defineTable({
  home,
  name: 'deployments',
  about: 'When an instrument was where.',
  columns: {
    refdes: { type: 'text', about: 'Reference designator' },
    deployment: { type: 'int', about: 'Deployment number' },
    start: { type: 'bigint', about: 'UTC microseconds' },
    stop: { type: 'bigint', about: 'UTC microseconds; null: still deployed', nullable: true },
    asset: { type: 'text', about: 'Unique id of the sensor; calibrations go by it' },
    latitude: { type: 'double', about: 'Degrees north', nullable: true },
    longitude: { type: 'double', about: 'Degrees east', nullable: true },
    depth: { type: 'double', about: 'Deployment depth, m', nullable: true },
    water_depth: { type: 'double', about: 'm', nullable: true },
    details: {
      type: 'text',
      about: 'What else the source says (manufacturer, model, serial number, mooring, cruise), JSON',
    },
    version: { type: 'text', about: 'Hash of the above' },
  },
  partitionKey: ['refdes'],
  clusteringKey: ['deployment'],
})

export const calibrations = defineTable({
  home,
  name: 'calibrations',
  about: 'Coefficients of a sensor, each with its validity.',
  columns: {
    asset: { type: 'text', about: 'Unique id of the sensor' },
    name: { type: 'text', about: 'e.g. CC_a0' },
    start: { type: 'bigint', about: 'Valid from, UTC microseconds' },
    stop: { type: 'bigint', about: 'Valid until, UTC microseconds; null: until the next', nullable: true },
    value: { type: 'text', about: 'A number, or arrays of numbers, as JSON' },
    source: { type: 'text', about: 'File or request it came by' },
    version: { type: 'text', about: 'Hash of the above without the source' },
  },
  partitionKey: ['asset'],
  clusteringKey: ['name', 'start'],
})

export const annotations = defineTable({
  home,
  name: 'annotations',
  about: 'What people say about data, and which data are not to be given out.',
  columns: {
    subsite: { type: 'text', about: 'First part of the reference designator' },
    id: { type: 'text', about: 'Unique id' },
    node: { type: 'text', about: 'null: all nodes', nullable: true },
    sensor: { type: 'text', about: 'null: all sensors', nullable: true },
    method: { type: 'text', about: 'null: all methods', nullable: true },
    stream: { type: 'text', about: 'null: all streams', nullable: true },
    parameters: { type: 'text', about: 'JSON list of parameter names; empty: all' },
    start: { type: 'bigint', about: 'UTC microseconds' },
    stop: { type: 'bigint', about: 'UTC microseconds; null: open', nullable: true },
    text: { type: 'text', about: 'The annotation' },
    is_exclusion: { type: 'boolean', about: 'The data are masked' },
    qc_flag: {
      type: 'text',
      about: 'pass, not_evaluated, suspect, fail, not_operational, not_available, pending_ingest',
      nullable: true,
    },
    author: { type: 'text', about: 'Who says so' },
    created_at: { type: 'bigint', about: 'UTC microseconds' },
    is_removed: { type: 'boolean', about: 'Withdrawn' },
  },
  partitionKey: ['subsite'],
  clusteringKey: ['id'],
})

export const qualityTests = defineTable({
  home,
  name: 'quality_tests',
  about: 'Which values are tested how.',
  columns: {
    refdes: {
      type: 'text',
      about: 'Reference designator, or its beginning (subsite-node, subsite); *: every instrument',
    },
    stream: { type: 'text', about: 'Stream name; *: every stream' },
    parameter: { type: 'text', about: 'Name of the tested parameter; *: every one' },
    test: { type: 'text', about: 'e.g. gross_range_test' },
    settings: { type: 'text', about: 'Its thresholds as JSON' },
    inputs: { type: 'text', about: 'Other series it looks at, as JSON: its name of each, and the parameter' },
    source: { type: 'text', about: 'File or person it comes from' },
    version: { type: 'text', about: 'Hash of the above without the source' },
  },
  partitionKey: ['refdes'],
  clusteringKey: ['stream', 'parameter', 'test'],
})

export const catalogueChanges = defineTable({
  home,
  name: 'catalogue_changes',
  about: 'By which event each thing was told last: an older one that comes again changes nothing.',
  columns: {
    topic: { type: 'text', about: 'e.g. products.deployments-changed' },
    key: { type: 'text', about: 'Key of the event' },
    told_at: { type: 'bigint', about: 'Time of its record, UTC microseconds' },
    told_as: { type: 'bigint', about: 'Its offset' },
  },
  partitionKey: ['topic'],
  clusteringKey: ['key'],
})

export const catalogueTables = [
  definitions,
  definitionVersions,
  resolvedStreams,
  identifierStreams,
  computedStreams,
  deployments,
  calibrations,
  annotations,
  qualityTests,
  catalogueChanges,
] as const
