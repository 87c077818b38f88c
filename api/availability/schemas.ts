/** What the routes of availability accept and send. */
import { Type } from '@sinclair/typebox'
import { methodPattern, streamPattern } from '../../schemas/streams.ts'
import { acceptedUtcTime } from '../times.ts'

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
