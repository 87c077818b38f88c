/** What the routes of archives and replays accept and send. */
import { Type } from '@sinclair/typebox'
import { acceptedTime } from './times.ts'

const Topic = Type.String({
  pattern: '^[A-Za-z0-9._-]{1,249}$',
  description: 'the name of a managed stream, or of any topic, like instruments.particles',
})
export const TopicPath = Type.Object({ topic: Topic })
export const ReplayPath = Type.Object({
  replay: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'the id of a replay: 16 hexadecimal digits' }),
})

export const ArchiveWish = Type.Object(
  {
    includesReplayed: Type.Optional(
      Type.Boolean({ description: 'true or false; whether replayed messages are archived, too' }),
    ),
  },
  { additionalProperties: false },
)

export const ReplayBody = Type.Object(
  {
    topic: Topic,
    topicId: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, description: 'which of the topics that had the name' }),
    ),
    onto: Type.Optional(Topic),
    from: Type.Optional(Type.String({ description: `the first time: ${acceptedTime}` })),
    to: Type.Optional(Type.String({ description: `the time after the last: ${acceptedTime}` })),
    rate: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'messages a second at most, above 0' })),
    timestamps: Type.Optional(
      Type.Unsafe<'kept' | 'renewed'>({ type: 'string', enum: ['kept', 'renewed'], description: 'kept or renewed' }),
    ),
    dryRun: Type.Optional(Type.Boolean({ description: 'true or false; whether it is only said what would be' })),
  },
  { additionalProperties: false },
)

const TextOrNull = Type.Unsafe<string | null>({ type: ['string', 'null'] })
const NumberOrNull = Type.Unsafe<number | null>({ type: ['number', 'null'] })
const Range = { from: Type.Integer(), next: Type.Integer({ description: 'The offset after the last' }) }

export const ShownArchive = Type.Object({
  topic: Type.String(),
  isArchived: Type.Boolean({ description: 'False: it was' }),
  includesReplayed: Type.Boolean(),
  since: TextOrNull,
})
export const ShownArchives = Type.Object({ archives: Type.Array(ShownArchive) })
export const ArchiveDetails = Type.Object({
  ...ShownArchive.properties,
  behind: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: 'Offsets that are in no stored segment yet; null: there is no such topic now',
  }),
  archived: Type.Array(
    Type.Object({
      topicId: Type.String({ description: 'A topic made anew under its name has another' }),
      isPresent: Type.Boolean(),
      segments: Type.Integer(),
      bytes: Type.Integer(),
      partitions: Type.Array(
        Type.Object({
          partition: Type.Integer(),
          ...Range,
          segments: Type.Integer(),
          gaps: Type.Array(Type.Object(Range), { description: 'Offsets that were gone before they could be archived' }),
        }),
      ),
    }),
  ),
})

export const ShownPlan = Type.Object({
  topic: Type.String(),
  topicId: Type.String(),
  onto: Type.String(),
  segments: Type.Integer(),
  messages: Type.Integer({ description: 'An upper bound' }),
  bytes: Type.Integer(),
  earliest: TextOrNull,
  latest: TextOrNull,
  gaps: Type.Array(Type.Object({ partition: Type.Integer(), ...Range })),
  timestamps: Type.String({ description: 'kept, or renewed because the target deletes by time' }),
})

export const ShownReplay = Type.Object({
  id: Type.String(),
  state: Type.String({ description: 'requested, running, finished, failed or cancelled' }),
  messages: Type.Integer({ description: 'Published so far' }),
  expected: Type.Integer({ description: 'An upper bound' }),
  topic: Type.String(),
  topicId: Type.String(),
  onto: Type.String(),
  from: TextOrNull,
  to: TextOrNull,
  rate: NumberOrNull,
  timestamps: Type.String(),
  requestedAt: Type.String(),
  changedAt: TextOrNull,
  problem: Type.Unknown({ description: 'Why it failed' }),
})
export const ShownReplays = Type.Object({ replays: Type.Array(ShownReplay) })
