/** What the routes of the monitor accept and send. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { highestRate, longestInterval } from '../../schemas/status/expectation.ts'
import { states } from '../../schemas/status/states.ts'
import { refdesPattern } from '../../schemas/streams.ts'

const largestId = 2 ** 48 - 1
export const IdPath = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: largestId, description: 'a number, the id that the listing gives' }),
})
export const InstrumentPath = Type.Object({
  instrument: Type.String({
    pattern: `^[0-9]{1,15}$|${refdesPattern}`,
    description: 'an id, or a reference designator like CE02SHSM-RID27-03-CTDBPC000',
  }),
})

const part = (of: string) =>
  Type.Optional(Type.String({ maxLength: 200, description: `a part of ${of}, upper and lower case as there` }))
const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'a whole number from 1 to 100000' })),
  offset: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'a whole number from 0: how many to pass over' }),
  ),
}
const closed = { additionalProperties: false }
export const ExpectedQuery = Type.Object(
  { method: part('the method'), stream: part('the name of the stream'), ...paging },
  closed,
)
export const StreamsQuery = Type.Object(
  {
    refdes: part('the reference designator'),
    method: part('the method'),
    stream: part('the name of the stream'),
    status: part('the status'),
    ...paging,
  },
  closed,
)
export type StreamsQuery = Static<typeof StreamsQuery>
export const NoQuery = Type.Object({}, closed)

const rate = { minimum: 0, maximum: highestRate }
const interval = { minimum: 0, maximum: longestInterval }
const Id = Type.Integer({ description: 'A hash of the name: the same on every installation' })

export const ExpectedStream = Type.Object({
  id: Id,
  name: Type.String({ description: 'Stream name' }),
  method: Type.String(),
  expected_rate: Type.Number({ ...rate, description: 'Particles per second; 0: none is expected' }),
  warn_interval: Type.Integer({ ...interval, description: 'Seconds without particles; 0: no limit' }),
  fail_interval: Type.Integer({ ...interval, description: 'Seconds without particles; 0: no limit' }),
})
export const ExpectedStreams = Type.Object({ expected_streams: Type.Array(ExpectedStream) })

const OrNull = (schema: TSchema, description: string) =>
  Type.Unsafe<number | null>({ ...schema, type: [schema.type, 'null'], description })
const asExpected = 'null: as the expected stream has it'
export const DeployedStream = Type.Object({
  id: Id,
  reference_designator: Type.String(),
  reference_designator_id: Id,
  expected_stream: ExpectedStream,
  expected_rate: OrNull(Type.Number(rate), asExpected),
  warn_interval: OrNull(Type.Integer(interval), asExpected),
  fail_interval: OrNull(Type.Integer(interval), asExpected),
  status: Type.Unsafe<string>({ type: 'string', enum: [...states] }),
  status_time: Type.String({ description: 'Since when, UTC: YYYY-MM-DD HH:MM:SS' }),
})
export const DeployedStreams = Type.Object({ status: Type.Array(DeployedStream) })

export const Instrument = Type.Object({
  overall: Type.Unsafe<string>({ type: 'string', enum: [...states], description: 'The worst of all its streams' }),
  status: Type.Array(DeployedStream, { description: 'Its streams; in a listing, those that are asked for' }),
})
export const Instruments = Type.Record(Type.String(), Instrument, { description: 'By reference designator' })

const Patch = { id: Type.Optional(Type.Integer({ description: 'Must be that of the address' })) }
export const ExpectedPatch = Type.Object({
  ...Patch,
  expected_rate: Type.Optional(Type.Number(rate)),
  warn_interval: Type.Optional(Type.Integer(interval)),
  fail_interval: Type.Optional(Type.Integer(interval)),
})
export const DeployedPatch = Type.Object({
  ...Patch,
  expected_rate: Type.Optional(OrNull(Type.Number(rate), asExpected)),
  warn_interval: Type.Optional(OrNull(Type.Integer(interval), asExpected)),
  fail_interval: Type.Optional(OrNull(Type.Integer(interval), asExpected)),
})

export const StatusHistory = Type.Object({
  id: Id,
  history: Type.Array(
    Type.Object({
      status: Type.Unsafe<string>({ type: 'string', enum: [...states] }),
      status_time: Type.String({ description: 'From when on, UTC: YYYY-MM-DD HH:MM:SS' }),
      reason: Type.String(),
    }),
    { description: 'Newest first' },
  ),
})
export const HistoryQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'a whole number from 1 to 10000' })),
  },
  closed,
)
