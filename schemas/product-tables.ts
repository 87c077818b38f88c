/** Tables by which standing products are kept current. Their values stand beside the samples, in the tables of chunks. */

import { defineTable } from './table.ts'
import { shortLivedTombstones } from './table-options.ts'

export const productInputs = defineTable({
  name: 'product_inputs',
  about: 'Which bins of products looked for which parameter of other instruments, found or not.',
  columns: {
    input: { type: 'text', about: 'subsite/identifier, or subsite/stream.parameter' },
    stream_key: { type: 'text', about: 'Of the products: refdes/method/stream/deployment' },
    bin: { type: 'bigint', about: 'Start of the bin, UTC microseconds' },
    from: { type: 'bigint', about: 'First time that was looked at, UTC microseconds' },
    to: { type: 'bigint', about: 'Time after the last' },
  },
  partitionKey: ['input'],
  clusteringKey: ['stream_key', 'bin'],
})

export const outdatedProducts = defineTable({
  name: 'outdated_products',
  about: 'Bins whose products may have changed: the work list of renew-products.',
  columns: {
    shard: { type: 'int', about: 'Always 0: the list is short' },
    stream_key: { type: 'text', about: 'refdes/method/stream/deployment' },
    bin: { type: 'bigint', about: 'Start of the bin, UTC microseconds' },
    reason: { type: 'text', about: 'What changed' },
    is_forced: { type: 'boolean', about: 'Data of a supporting stream changed: no version tells' },
    marked_at: { type: 'bigint', about: 'Time of the event that said so, UTC microseconds' },
  },
  partitionKey: ['shard'],
  // A mark never takes the place of another, and one that comes while its bin is renewed stays.
  clusteringKey: ['stream_key', 'bin', 'marked_at', 'reason'],
  options: shortLivedTombstones,
})

export const productFormulas = defineTable({
  name: 'product_formulas',
  about: 'Which version of each formula the products were last looked at with.',
  columns: {
    shard: { type: 'int', about: 'Always 0' },
    algorithm: { type: 'text', about: 'Its name' },
    formula_version: { type: 'int', about: 'Counts up when its numbers change' },
  },
  partitionKey: ['shard'],
  clusteringKey: ['algorithm'],
})
