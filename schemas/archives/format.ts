/** An archived message, and the headers that a replay gives it. Segments are Avro object containers of such records. */

export const archivedMessageSchema = {
  type: 'record',
  name: 'ArchivedMessage',
  namespace: 'tideline.archives',
  doc: 'A message as it was on its topic.',
  fields: [
    { name: 'partition', type: 'int' },
    { name: 'offset', type: 'long' },
    { name: 'timestamp', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'key', type: ['null', 'bytes'] },
    { name: 'value', type: ['null', 'bytes'], doc: 'Null: a tombstone' },
    {
      name: 'headers',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Header',
          fields: [
            { name: 'name', type: 'string' },
            { name: 'value', type: 'bytes' },
          ],
        },
      },
    },
  ],
} as const

/** What the head of a segment says besides the schema and the codec of its records. */
export const metadataNames = {
  topic: 'tideline.topic',
  topicId: 'tideline.topic.id',
  /** JSON: Avro schema text by the registry's id, of those that values and keys name. */
  schemas: 'tideline.schemas',
} as const

/** Names the replay that published a message. */
export const replayHeader = 'tideline-replay'
/** Where a replayed message was archived from: `topic/partition/offset`. */
export const originHeader = 'tideline-origin'
/** The timestamp that a replayed message had, milliseconds since 1970. */
export const eventTimeHeader = 'tideline-event-time'

/**
 * Room for these on top of the largest message that a topic is meant to take: names, an id, a topic of at most 249 characters
 * with partition and offset, a time, and their lengths.
 */
export const marksRoomBytes = 1_024

/** Why a topic is of no id: its broker is too old to give one. */
export const withoutId = 'no-id'
