/** Tables of the particle store: chunks by column, bins, and the catalogue of stream keys. */
import { outdatedProducts, productFormulas, productInputs } from './product-tables.ts'
import { relationalTables } from './relational-tables.ts'
import { defineTable } from './table.ts'
import { shortLivedTombstones } from './table-options.ts'

/**
 * A column of a chunk a row, so that a query reads the columns it needs as one slice each. A chunk's rows in this
 * table and in `chunk_stats` are written as one mutation: same keyspace, same partition key.
 */
export const chunkData = defineTable({
  name: 'chunk_data',
  about: 'Encoded values, one row per column of a chunk.',
  columns: {
    stream_key: { type: 'text', about: 'refdes/method/stream/deployment' },
    bin: { type: 'bigint', about: 'Start of the bin, UTC microseconds' },
    column_name: { type: 'text', about: 'A parameter; _time and _row_hash are ours' },
    chunk_start: { type: 'bigint', about: 'Time of the first row, UTC microseconds' },
    chunk_id: { type: 'text', about: 'Hash of the content of the chunk' },
    data: { type: 'blob', about: 'The encoded column (schemas/columns)' },
  },
  partitionKey: ['stream_key', 'bin'],
  clusteringKey: ['column_name', 'chunk_start', 'chunk_id'],
  options: shortLivedTombstones,
})

export const chunkStats = defineTable({
  name: 'chunk_stats',
  about: 'Statistics, one row per column of a chunk; overviews read only these.',
  columns: {
    stream_key: { type: 'text', about: 'refdes/method/stream/deployment' },
    bin: { type: 'bigint', about: 'Start of the bin, UTC microseconds' },
    column_name: { type: 'text', about: 'A parameter; _time is ours' },
    chunk_start: { type: 'bigint', about: 'Time of the first row, UTC microseconds' },
    chunk_id: { type: 'text', about: 'Hash of the content of the chunk' },
    type: { type: 'text', about: 'Column type, e.g. float64 or int16[9]' },
    count: { type: 'int', about: 'Rows' },
    nulls: { type: 'int', about: 'Rows without a value' },
    numbers: {
      type: 'int',
      about: 'Rows with a number, the weight of the mean; null where it was not counted yet',
      nullable: true,
    },
    min: { type: 'double', about: 'Smallest value', nullable: true },
    max: { type: 'double', about: 'Largest value', nullable: true },
    mean: { type: 'double', about: 'Arithmetic mean', nullable: true },
    first: { type: 'double', about: 'First value that is a number', nullable: true },
    last: { type: 'double', about: 'Last value that is a number', nullable: true },
    typical_step: { type: 'double', about: 'Of _time: median time between rows, microseconds', nullable: true },
    longest_step: { type: 'double', about: 'Of _time: longest time between rows, microseconds', nullable: true },
  },
  partitionKey: ['stream_key', 'bin'],
  clusteringKey: ['column_name', 'chunk_start', 'chunk_id'],
  options: shortLivedTombstones,
})

/** In the partition of the chunk's columns: written with them, as one mutation. */
export const chunkSources = defineTable({
  name: 'chunk_sources',
  about: 'Where the particles of a chunk came from. A chunk that came twice, by different ways, has a row for each.',
  columns: {
    stream_key: { type: 'text', about: 'refdes/method/stream/deployment' },
    bin: { type: 'bigint', about: 'Start of the bin, UTC microseconds' },
    chunk_start: { type: 'bigint', about: 'Time of the first row, UTC microseconds' },
    chunk_id: { type: 'text', about: 'Hash of the content of the chunk' },
    sources_id: { type: 'text', about: 'Hash of sources' },
    sources: { type: 'text', about: 'Files and topics (schemas/particle-sources.ts) as JSON' },
  },
  partitionKey: ['stream_key', 'bin'],
  clusteringKey: ['chunk_start', 'chunk_id', 'sources_id'],
  options: shortLivedTombstones,
})

export const streamBins = defineTable({
  name: 'stream_bins',
  about: 'Count, first and last time of every bin: recomputed from its chunks, never incremented.',
  columns: {
    stream_key: { type: 'text', about: 'refdes/method/stream/deployment' },
    bin: { type: 'bigint', about: 'Start of the bin, UTC microseconds' },
    count: { type: 'bigint', about: 'Distinct particles' },
    first: { type: 'bigint', about: 'Time of the first particle, UTC microseconds' },
    last: { type: 'bigint', about: 'Time of the last particle, UTC microseconds' },
    chunks: { type: 'int', about: 'Chunks that hold them' },
  },
  partitionKey: ['stream_key'],
  clusteringKey: ['bin'],
})

export const streams = defineTable({
  name: 'streams',
  about: 'The catalogue: every stream key that has particles, recomputed from its bins.',
  columns: {
    refdes: { type: 'text', about: 'Reference designator' },
    method: { type: 'text', about: 'How the data came' },
    stream: { type: 'text', about: 'Stream name' },
    deployment: { type: 'int', about: 'Deployment number' },
    count: { type: 'bigint', about: 'Distinct particles' },
    first: { type: 'bigint', about: 'Time of the first particle, UTC microseconds' },
    last: { type: 'bigint', about: 'Time of the last particle, UTC microseconds' },
  },
  partitionKey: ['refdes'],
  clusteringKey: ['method', 'stream', 'deployment'],
})

export const binBlocks = defineTable({
  name: 'bin_blocks',
  about: 'The bins of every stream key, some hundred of them a row: what is available is told from one slice.',
  columns: {
    refdes: { type: 'text', about: 'Reference designator' },
    method: { type: 'text', about: 'How the data came' },
    stream: { type: 'text', about: 'Stream name' },
    deployment: { type: 'int', about: 'Deployment number' },
    block: { type: 'bigint', about: 'Start of the block, UTC microseconds' },
    count: { type: 'bigint', about: 'Distinct particles' },
    first: { type: 'bigint', about: 'Time of the first particle, UTC microseconds' },
    last: { type: 'bigint', about: 'Time of the last particle, UTC microseconds' },
    bins: { type: 'int', about: 'Bins in data' },
    data: { type: 'blob', about: 'First, last and count of the bins (schemas/status/availability/bins.ts)' },
  },
  partitionKey: ['refdes'],
  clusteringKey: ['method', 'stream', 'deployment', 'block'],
})

export const streamColumns = defineTable({
  name: 'stream_columns',
  about: 'Every column ever stored for a stream key, with the types it came in.',
  columns: {
    stream_key: { type: 'text', about: 'refdes/method/stream/deployment' },
    column_name: { type: 'text', about: 'A parameter' },
    type: { type: 'text', about: 'Column type, e.g. float64 or int16[9]' },
  },
  partitionKey: ['stream_key'],
  clusteringKey: ['column_name', 'type'],
})

export const fragmentedBins = defineTable({
  name: 'fragmented_bins',
  about: 'Bins that lie in more chunks than they need: the work list of compact-bins.',
  columns: {
    shard: { type: 'int', about: 'Always 0: the list is short' },
    stream_key: { type: 'text', about: 'refdes/method/stream/deployment' },
    bin: { type: 'bigint', about: 'Start of the bin, UTC microseconds' },
    chunks: { type: 'int', about: 'Chunks at the last recount' },
    stored_at: { type: 'bigint', about: 'Event time of the last chunk stored, UTC microseconds' },
  },
  partitionKey: ['shard'],
  clusteringKey: ['stream_key', 'bin'],
  options: shortLivedTombstones,
})

export const sourceFiles = defineTable({
  name: 'source_files',
  about: 'Every state in which a watched file was finished: the bytes that particles came from.',
  columns: {
    source: { type: 'text', about: 'Name of the configured source' },
    first_seen: { type: 'bigint', about: 'When the file was first seen, UTC microseconds; 0: not told' },
    path: { type: 'text', about: 'Its name when it was finished' },
    sha256: { type: 'text', about: 'Of its bytes, lower-case hex' },
    size: { type: 'bigint', about: 'Bytes' },
    object: {
      type: 'text',
      about: 'Key in the bucket raw-files; a longer state of the file takes the place of a shorter one',
    },
    parser: { type: 'text', about: 'Parser and version' },
    particles: { type: 'bigint', about: 'Particles it gave' },
    rejected: { type: 'bigint', about: 'Lines that gave none though they should' },
    finished_at: { type: 'bigint', about: 'UTC microseconds' },
  },
  partitionKey: ['source'],
  clusteringKey: ['first_seen', 'path', 'sha256'],
})

export const tables = [
  chunkData,
  chunkStats,
  chunkSources,
  streamBins,
  streams,
  binBlocks,
  streamColumns,
  fragmentedBins,
  sourceFiles,
  productInputs,
  outdatedProducts,
  productFormulas,
  ...relationalTables,
] as const

/** A derived column beside the samples, `name@version`: `@` is in no parameter's name. */
export const isProductColumn = (column: string): boolean => column.includes('@')

/** Columns of a chunk that are ours. */
export const timeColumn = '_time'
export const rowHashColumn = '_row_hash'
