/**
 * For tables whose rows are removed as a matter of course. A slice reads every tombstone in its way and Cassandra fails
 * it at 100,000; by default they stay for 10 days, and sstables of very different ages are never compacted together.
 * Here they may go after 10 minutes, memtables are flushed so that they can, and one sstable is enough to compact.
 * The long default guards against a replica that missed a removal and brings the row back. That does no harm to these
 * tables: a chunk is named by its content and readers drop equal rows, and a bin listed again is looked at again.
 * Hints, too, live no longer than this: a replica that was away for longer gets its rows by read repair or `nodetool
 * repair`. SizeTiered, because Cassandra 4.1 has no UnifiedCompactionStrategy.
 */
export const shortLivedTombstones = [
  'gc_grace_seconds = 600',
  'memtable_flush_period_in_ms = 600000',
  "compaction = {'class': 'SizeTieredCompactionStrategy', 'unchecked_tombstone_compaction': 'true', " +
    "'tombstone_threshold': '0.1', 'tombstone_compaction_interval': '600'}",
].join(' AND ')
