/** What the routes of streams, process definitions and operations accept and send. */
import { type Static, Type } from '@sinclair/typebox'
import { maxConcurrency, maxReplicas } from '../schemas/streams/operation.ts'
import { ProcessDefinition } from '../schemas/streams/process-definition.ts'
import { maxPartitions } from './streams/stream-settings.ts'
import { acceptedTime } from './times.ts'

const strict = { additionalProperties: false }
/** The rules are told by name where a stream is created: here any text comes through. */
const Name = Type.String({ description: 'the name of a stream, like ctd.lines' })
const OperationName = Type.String({ description: 'the name of an operation' })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

export const StreamNamePath = Type.Object({ name: Name })
export const StreamBody = Type.Object(
  {
    name: Name,
    partitions: Type.Optional(
      Type.Integer({ minimum: 1, maximum: maxPartitions, description: `a whole number from 1 to ${maxPartitions}` }),
    ),
    retentionMs: Type.Optional(
      orNull(Type.Integer({ minimum: 1_000, maximum: 1e15 }), 'milliseconds from 1000, or null: for ever'),
    ),
    retentionBytes: Type.Optional(
      orNull(Type.Integer({ minimum: 1_024, maximum: 1e15 }), 'bytes of a partition from 1024, or null: all'),
    ),
    replication: Type.Optional(
      orNull(
        Type.Integer({ minimum: 1, maximum: 100 }),
        'a whole number from 1 to 100, or null: as the brokers are set',
      ),
    ),
  },
  { ...strict, description: 'an object with name' },
)
export type StreamBody = Static<typeof StreamBody>

export const PublishQuery = Type.Object(
  {
    key: Type.Optional(Type.String({ description: 'the key of the message: those of one key stay in order' })),
    raw: Type.Optional(Type.Boolean({ description: 'true or false: a JSON list is one message as it is' })),
  },
  strict,
)

export const MessagesQuery = Type.Object(
  {
    group: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._-]{1,150}$',
        description: 'the name of a consumer group: 1 to 150 letters, digits, dots, underscores and hyphens',
      }),
    ),
    from: Type.Optional(
      Type.String({ description: `beginning, end, a position like 0:12,1:5 (without group), or ${acceptedTime}` }),
    ),
    commit: Type.Optional(
      Type.Unsafe<'next-poll' | 'explicit'>({
        type: 'string',
        enum: ['next-poll', 'explicit'],
        description: 'next-poll or explicit: whether asking again says that the last answer is done with',
      }),
    ),
    position: Type.Optional(Type.String({ description: 'a position like 0:12,1:5: all before it is done with' })),
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'a whole number of messages from 1 to 10000' }),
    ),
    wait: Type.Optional(Type.Number({ minimum: 0, maximum: 60, description: 'seconds from 0 to 60' })),
  },
  strict,
)
export type MessagesQuery = Static<typeof MessagesQuery>

export const PositionBody = Type.Object(
  {
    group: Type.String({ pattern: '^[A-Za-z0-9._-]{1,150}$', description: 'the name of a consumer group' }),
    position: Type.String({ description: 'a position like 0:12,1:5: all before it is done with' }),
  },
  { ...strict, description: 'an object with group and position' },
)

export const DefinitionPath = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'the number of a process definition' }),
})
export const DefinitionsQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000, description: 'a whole number from 0 to 1000; 0: 1000' }),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e9, description: 'a whole number from 0' })),
    format: Type.Optional(Type.Literal('json', { description: 'json' })),
  },
  strict,
)
export const RevisionQuery = Type.Object(
  {
    revision: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'a whole number from 1' })),
    format: Type.Optional(Type.Literal('json', { description: 'json' })),
  },
  strict,
)
/** In the documentation; the definition is checked by its own rules, all at once. */
export const DocumentedDefinition = Type.Object({ definition: ProcessDefinition })
export const ShownProcess = Type.Object({
  definition: ProcessDefinition,
  id: Type.Integer(),
  resource_uri: Type.String(),
  revision: Type.Integer(),
})
export const ShownProcesses = Type.Object({
  meta: Type.Object({
    limit: Type.Integer(),
    next: Type.Union([Type.String(), Type.Null()]),
    offset: Type.Integer(),
    previous: Type.Union([Type.String(), Type.Null()]),
    total_count: Type.Integer(),
  }),
  objects: Type.Array(ShownProcess),
})

const changes = {
  revision: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'a revision of the process definition' }),
  ),
  isOnDemand: Type.Optional(Type.Boolean({ description: 'true or false: run only while the output is wanted' })),
  concurrency: Type.Optional(
    Type.Integer({ minimum: 1, maximum: maxConcurrency, description: `a whole number from 1 to ${maxConcurrency}` }),
  ),
  replicas: Type.Optional(
    Type.Integer({ minimum: 1, maximum: maxReplicas, description: `a whole number from 1 to ${maxReplicas}` }),
  ),
  isPaused: Type.Optional(Type.Boolean({ description: 'true or false' })),
}
export const OperationPath = Type.Object({ name: OperationName })
export const OperationBody = Type.Object(
  {
    name: OperationName,
    definition: Type.String({ description: 'the number of a process definition, or the name of one' }),
    input: Name,
    output: Name,
    ...changes,
  },
  { ...strict, description: 'an object with name, definition, input and output' },
)
export const OperationChangesBody = Type.Object(changes, {
  ...strict,
  description: `an object with some of ${Object.keys(changes).join(', ')}`,
})
