import type { ManagedStreamChanged } from '../../schemas/generated/events.ts'
import { managedStreams } from '../../schemas/stream-tables.ts'
import { streamNameProblem } from '../../schemas/streams/managed-stream.ts'
import { put } from '../../schemas/table.ts'
import { managedStreamsChanged } from '../../topics/streams.ts'
import { defineProcessor } from '../processor.ts'

export const storeStreams = defineProcessor({
  name: 'store-streams',
  about: 'Keeps the managed streams as they were said last, those removed marked so.',
  consumes: [managedStreamsChanged],
  produces: [],
  writes: [managedStreams],
  async process(events) {
    const good = events.filter(({ value }) => problemOf(value) === null)
    const latest = new Map(good.map(({ value }) => [value.name, value]))
    const reject = events.flatMap((input) => {
      const reason = problemOf(input.value)
      return reason === null ? [] : [{ input, code: 'stream-invalid', reason }]
    })
    return { write: [...latest.values()].map((event) => put(managedStreams, managedStreamRow(event))), reject }
  },
})

function problemOf({ name, partitions }: ManagedStreamChanged): string | null {
  const problem = streamNameProblem(name)
  if (problem !== null) return `name ${problem}`
  return partitions >= 1 ? null : `partitions must be at least 1; got ${partitions}`
}

export function managedStreamRow(event: ManagedStreamChanged) {
  return {
    name: event.name,
    partitions: event.partitions,
    retention_ms: event.retentionMs,
    retention_bytes: event.retentionBytes,
    replication: event.replication,
    created_at: event.createdAt,
    changed_by: event.changedBy,
    changed_at: event.changedAt,
    is_removed: event.isRemoved,
  }
}
