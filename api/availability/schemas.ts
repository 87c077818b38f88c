/** What the routes of availability accept and send. */
import { type Static, Type } from '@sinclair/typebox'
import { methodPattern, streamPattern } from '../../schemas/streams.ts'
import { acceptedUtcTime } from '../times.ts'
import { listingFormats, orderNames } from './listing.ts'
import { acceptedNames, anyName } from './selection.ts'

const Time = Type.String({ description: acceptedUtcTime })

export const AvailableQuery = Type.Object(
  {
    method: Type.Optional(Type.String({ pattern: methodPattern, description: 'a method like telemetered' })),
    stream: Type.Optional(
      Type.String({ pattern: streamPattern, description: 'a stream like ctdbp_cdef_dcl_instrument' }),
    ),
    start_time: Type.Optional(Time),
    stop_time: Type.Optional(Time),
    profile: Type.Optional(
      Type.Unsafe<'default' | 'legacy'>({
        type: 'string',
        enum: ['default', 'legacy'],
        description: 'default, or legacy: labels, colours and rules as the code of ooi_status has them',
      }),
    ),
  },
  { additionalProperties: false },
)

export const Available = Type.Object({
  availability: Type.Array(
    Type.Object({
      measure: Type.String({ description: 'Deployments, or a method and a stream' }),
      data: Type.Array(Type.Tuple([Type.String(), Type.String(), Type.String()]), {
        description: 'Start, label, stop; times are UTC',
      }),
      categories: Type.Record(Type.String(), Type.Object({ color: Type.String() }), {
        description: 'The color of each label',
      }),
    }),
    { description: 'Deployments first, by start, then streams by name. An unknown instrument: none' },
  ),
})

const Names = (like: string) =>
  Type.Optional(Type.String({ pattern: anyName, description: `${acceptedNames}, like ${like}; default all` }))
const OneOf = <T extends string>(names: readonly T[], says = '') =>
  Type.Optional(Type.Unsafe<T>({ type: 'string', enum: [...names], description: `one of ${names.join(', ')}${says}` }))

/** How to answer; a POST has these as lines `word=value`. */
const listingWords = {
  mergegaps: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1_000_000_000,
      description: 'a number of seconds from 0; gaps up to it, or to 1.8 usual separations of particles, are none',
    }),
  ),
  merge: OneOf(['overlap'], ': all deployments of a stream as one'),
  orderby: OneOf(orderNames),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'a whole number of rows from 1' }),
  ),
  format: OneOf(listingFormats, '; default text'),
  nodata: Type.Optional(
    Type.Unsafe<204 | 404>({
      type: 'integer',
      enum: [204, 404],
      description: 'the status where nothing is found: 204 or 404; default 204',
    }),
  ),
}
const selectionWords = {
  refdes: Names('CE02SHSM-*-CTDBPC000'),
  method: Names('recovered_*'),
  stream: Names('ctdbp_cdef_dcl_instrument'),
  start: Type.Optional(Time),
  starttime: Type.Optional(Time),
  stop: Type.Optional(Time),
  end: Type.Optional(Time),
  endtime: Type.Optional(Time),
}
const show = OneOf(['spans', 'gaps'], '; default spans')
const closed = { additionalProperties: false }

export const SpansQuery = Type.Object({ ...selectionWords, ...listingWords, show }, closed)
export const ExtentsQuery = Type.Object({ ...selectionWords, ...listingWords }, closed)
export const PostedSpansWords = Type.Object({ ...listingWords, show }, closed)
export const PostedExtentsWords = Type.Object(listingWords, closed)
export type ListingWords = Static<typeof PostedSpansWords>
export const NoQuery = Type.Object({}, closed)

export const PostedLines = Type.String({
  description: 'Lines of word=value, then lines of refdes method stream start stop; * for anything, and for open times',
  examples: ['format=json\nmergegaps=3600\nCE02SHSM-* telemetered ctdbp_* 2015-06-02 2015-07-01\n'],
})

const Moment = Type.String({ format: 'date-time' })
const Pair = Type.Tuple([Moment, Moment])
const OrNull = (description: string) => Type.Unsafe<number | null>({ type: ['number', 'null'], description })
export const Listing = Type.Object({
  created: Moment,
  version: Type.Integer(),
  datasources: Type.Array(
    Type.Object({
      refdes: Type.String(),
      method: Type.String(),
      stream: Type.String(),
      deployments: Type.Array(Type.Integer()),
      separation: OrNull('Usual time between particles, seconds'),
      earliest: Type.Optional(Moment),
      latest: Type.Optional(Moment),
      timespanCount: Type.Optional(Type.Integer()),
      particles: Type.Optional(Type.Integer({ description: 'Of the bins that overlap the time, whole' })),
      percentAvailable: OrNull('Of the time deployed, rounded down to thousandths; null where nothing was expected'),
      gapCount: Type.Integer(),
      longestGap: Type.Number({ description: 'Seconds' }),
      timespans: Type.Optional(Type.Array(Pair)),
      gaps: Type.Optional(Type.Array(Pair)),
    }),
  ),
})
