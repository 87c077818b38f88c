/** What a replay publishes: the message as it was, with the marks of the replay. */
import { eventTimeHeader, originHeader, replayHeader } from '../../schemas/archives/format.ts'
import type { OutgoingRecord } from '../../topics/broker.ts'
import type { ArchivedMessage } from './messages.ts'
import type { SchemaIds } from './schema-ids.ts'

export interface Marks {
  readonly replay: string
  readonly topic: string
  readonly keepsTimestamps: boolean
  /** Partitions of the target. */
  readonly partitions: number
  /** The target has as many partitions as the topic that was archived: each message goes to its own again. */
  readonly samePartitions: boolean
}

export function replayed(message: ArchivedMessage, marks: Marks, schemas: SchemaIds): OutgoingRecord {
  const { partition, offset, timestamp, key, value, headers, earlierHeaders } = message
  const own = marks.samePartitions ? partition : key === null ? partition % marks.partitions : undefined
  return {
    key: schemas.rewritten(key),
    value: schemas.rewritten(value),
    headers: {
      // Of a message that was a replayed one already, the first time counts.
      [eventTimeHeader]: String(timestamp),
      ...headers,
      [replayHeader]: marks.replay,
      [originHeader]: `${marks.topic}/${partition}/${offset}`,
    },
    ...(earlierHeaders === undefined ? {} : { earlierHeaders }),
    ...(marks.keepsTimestamps ? { timestamp } : {}),
    ...(own === undefined ? {} : { partition: own }),
  }
}
