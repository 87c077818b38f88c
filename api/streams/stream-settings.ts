/** Settings of managed streams: as they are wished, as the table keeps them, and as the topic has them. */
import { marksRoomBytes } from '../../schemas/archives/format.ts'
import type { managedStreams } from '../../schemas/stream-tables.ts'
import type { Row } from '../../schemas/table.ts'
import type { TopicInfo } from '../../topics/broker.ts'
import { GatewayProblem } from '../problems.ts'

export interface StreamSettings {
  readonly partitions: number
  /** null: for ever. */
  readonly retentionMs: number | null
  /** Of a partition; null: all. */
  readonly retentionBytes: number | null
  /** null: as the brokers are set. */
  readonly replication: number | null
}

export const defaultSettings: StreamSettings = {
  partitions: 3,
  retentionMs: 7 * 86_400_000,
  retentionBytes: null,
  replication: null,
}
export const maxPartitions = 1_000

/** As much as producers send unless they are told otherwise. */
const maxMessageBytes = 1_048_576

export const configOf = ({ retentionMs, retentionBytes }: StreamSettings): Record<string, string> => ({
  'cleanup.policy': 'delete',
  'retention.ms': String(retentionMs ?? -1),
  'retention.bytes': String(retentionBytes ?? -1),
  'max.message.bytes': String(maxMessageBytes + marksRoomBytes),
})

export function settingsOfRow(row: Row<typeof managedStreams>): StreamSettings {
  const { partitions, retention_ms, retention_bytes, replication } = row
  return { partitions, retentionMs: retention_ms, retentionBytes: retention_bytes, replication }
}

export function settingsOfTopic(info: TopicInfo | null): StreamSettings {
  const limit = (key: string): number | null => {
    const value = Number(info?.config[key] ?? -1)
    return value < 0 ? null : value
  }
  return {
    partitions: info?.partitions.length ?? 0,
    retentionMs: limit('retention.ms'),
    retentionBytes: limit('retention.bytes'),
    replication: null,
  }
}

export function demandSame(info: TopicInfo, wanted: StreamSettings): void {
  const present = settingsOfTopic(info)
  for (const field of ['partitions', 'retentionMs', 'retentionBytes'] as const) {
    if (present[field] === wanted[field]) continue
    const detail = `the stream is there with ${field} ${present[field]}, not ${wanted[field]}: remove it first or choose another name`
    throw new GatewayProblem('stream-exists', detail, { field })
  }
}
