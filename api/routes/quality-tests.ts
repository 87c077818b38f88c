/** Which values are tested how: plain reads of the catalogue. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { everything, keptTests, refdesScopePattern } from '../../schemas/assets/quality-test.ts'
import { streamPattern } from '../../schemas/streams.ts'
import type { Gateway } from '../gateway.ts'
import { responses } from '../schemas.ts'

const Query = Type.Object(
  {
    refdes: Type.Optional(
      Type.String({
        pattern: refdesScopePattern,
        description: 'a reference designator like CE02SHSM-RID27-03-CTDBPC000, or its beginning',
      }),
    ),
    stream: Type.Optional(
      Type.String({ pattern: streamPattern, description: 'a stream like ctdbp_cdef_dcl_instrument' }),
    ),
  },
  { additionalProperties: false },
)

const orAll = (description: string) => Type.Union([Type.String(), Type.Null()], { description })
const QualityTests = Type.Object({
  qualityTests: Type.Array(
    Type.Object({
      refdes: orAll('Reference designator or its beginning; null: every instrument'),
      stream: orAll('null: every stream'),
      parameter: orAll('The tested parameter; null: every one'),
      test: Type.String({ description: 'e.g. gross_range_test' }),
      settings: Type.Record(Type.String(), Type.Unknown(), { description: 'Its thresholds' }),
      inputs: Type.Record(Type.String(), Type.String(), { description: 'Other series it looks at' }),
      source: Type.String(),
      version: Type.String({ description: 'Hash of all of this but the source' }),
    }),
    { description: 'The most specific first: of several that fit a parameter and a test, the first holds' },
  ),
})

export const qualityTestRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { qualityTests }) => {
  app.get(
    '/quality-tests',
    {
      schema: {
        tags: ['quality'],
        summary: 'Quality tests that are kept for an instrument, a stream, or all',
        querystring: Query,
        response: responses(200, { 'application/json': QualityTests }, 'None: an empty list'),
      },
    },
    async ({ query }, reply) => {
      const rows = await keptTests(qualityTests, { refdes: query.refdes ?? null, stream: query.stream ?? null })
      const named = (text: string) => (text === everything ? null : text)
      const found = rows.map(({ refdes, stream, parameter, settings, inputs, ...row }) => ({
        ...{ refdes: named(refdes), stream: named(stream), parameter: named(parameter) },
        ...row,
        settings: JSON.parse(settings) as unknown,
        inputs: JSON.parse(inputs) as unknown,
      }))
      return reply.type('application/json').send(JSON.stringify({ qualityTests: found }))
    },
  )
}
