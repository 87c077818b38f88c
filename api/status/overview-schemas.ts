/** What the routes behind the page of status accept and send: the page is compiled with the same types. */
import { type Static, Type } from '@sinclair/typebox'
import { states } from '../../schemas/status/states.ts'

const State = Type.Unsafe<(typeof states)[number]>({ type: 'string', enum: [...states] })
const Time = (description: string) => Type.String({ format: 'date-time', description })
const OrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time', description })

const StreamStanding = Type.Object({
  id: Type.Integer({ description: 'As in /stream/{id}' }),
  stream: Type.String(),
  method: Type.String(),
  state: State,
  since: Time('Since when it is in this state'),
  reason: Type.String(),
  lastParticle: OrNull('Time of the newest particle; null: none is known'),
  expectedRate: Type.Number({ description: 'Particles per second; 0: none is expected' }),
  warnInterval: Type.Integer({ description: 'Seconds without particles; 0: no limit' }),
  failInterval: Type.Integer({ description: 'Seconds without particles; 0: no limit' }),
})
export type StreamStanding = Static<typeof StreamStanding>

const InstrumentStanding = Type.Object({
  refdes: Type.String(),
  state: State,
  reason: Type.String({ description: 'e.g. Stream statuses: operational: 2, failed: 1' }),
  streams: Type.Array(StreamStanding),
})
export type InstrumentStanding = Static<typeof InstrumentStanding>

export const Overview = Type.Object({
  now: Time('When it was so'),
  expected: Type.Integer({ description: 'How many streams anything is expected of' }),
  instruments: Type.Array(InstrumentStanding, { description: 'By reference designator' }),
})
export type StatusOverview = Static<typeof Overview>

const perSecond = (over: string) => Type.Number({ description: `Particles per second over the last ${over}` })
const StreamRate = Type.Object({
  id: Type.Integer({ description: 'As in /stream/{id}' }),
  overMinutes: perSecond('five minutes'),
  overDay: perSecond('day'),
})
export type StreamRate = Static<typeof StreamRate>

export const Rates = Type.Object({
  now: Time('Until when they were measured'),
  rates: Type.Array(StreamRate),
})
export type StatusRates = Static<typeof Rates>

/** The data of the event `change`. */
export const StatusChange = Type.Object({
  id: Type.Integer({ description: 'As in /stream/{id}' }),
  refdes: Type.String(),
  stream: Type.String(),
  method: Type.String(),
  before: State,
  state: State,
  since: Time('From when on it is in this state'),
  reason: Type.String(),
  lastParticle: OrNull('Time of the newest particle; null: none is known'),
})
export type StatusChange = Static<typeof StatusChange>

export const RatesQuery = Type.Object(
  {
    refdes: Type.Optional(
      Type.String({ maxLength: 200, description: 'a part of the reference designator, upper and lower case as there' }),
    ),
  },
  { additionalProperties: false },
)
