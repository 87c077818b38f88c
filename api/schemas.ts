/** What routes accept and send, as TypeBox schemas: validation, types and OpenAPI come from them. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { methodPattern, refdesPattern, streamPattern } from '../schemas/streams.ts'
import { plotWords, productWords } from './data-body.ts'
import { formatNames, formats } from './formats/index.ts'
import { acceptedTime } from './times.ts'

/** A description is also what a refusal says is accepted: write it to follow "must be". */
const Refdes = Type.String({
  pattern: refdesPattern,
  description: 'a reference designator like CE02SHSM-RID27-03-CTDBPC000',
})
const Method = Type.String({
  pattern: methodPattern,
  description: 'a method like telemetered or recovered_host',
})
const Stream = Type.String({ pattern: streamPattern, description: 'a stream like ctdbp_cdef_dcl_instrument' })
const Deployment = Type.Integer({
  minimum: 0,
  maximum: 99_999,
  description: 'a deployment number from 0 to 99999',
})

export const StreamPath = Type.Object({ refdes: Refdes, method: Method, stream: Stream })

export const DataQuery = Type.Object(
  {
    start: Type.Optional(Type.String({ description: `the first time: ${acceptedTime}` })),
    stop: Type.Optional(Type.String({ description: `the time after the last: ${acceptedTime}` })),
    parameters: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z][A-Za-z0-9_]{0,99}( ?, ?[A-Za-z][A-Za-z0-9_]{0,99})*$',
        description: 'parameter names with commas between, like temp,pressure',
      }),
    ),
    deployment: Type.Optional(Deployment),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000_000,
        description: 'a whole number of particles from 1 to 100000000',
      }),
    ),
    ...productWords,
    format: Type.Optional(
      Type.Unsafe<string>({ type: 'string', enum: formatNames, description: `one of ${formatNames.join(', ')}` }),
    ),
    units: Type.Optional(
      Type.Boolean({ description: 'true or false; in CSV and TSV, whether a line of units follows the names' }),
    ),
    header: Type.Optional(
      Type.Boolean({
        description:
          'true or false; in CSV and TSV, whether lines like "# title: …" with all metadata stand before the names',
      }),
    ),
    classic: Type.Optional(
      Type.Boolean({ description: 'true or false; in NetCDF, whether the classic data model is kept to' }),
    ),
    ...plotWords,
  },
  { additionalProperties: false },
)
export type DataQuery = Static<typeof DataQuery>

export const CatalogueQuery = Type.Object(
  { refdes: Type.Optional(Refdes), method: Type.Optional(Method), stream: Type.Optional(Stream) },
  { additionalProperties: false },
)

export const PostQuery = Type.Object({ deployment: Deployment }, { additionalProperties: false })

const Time = Type.String({ format: 'date-time', description: 'UTC with microseconds' })
export const Catalogue = Type.Object({
  streams: Type.Array(
    Type.Object({
      refdes: Type.String(),
      method: Type.String(),
      stream: Type.String(),
      deployment: Type.Integer(),
      first: Time,
      last: Time,
      count: Type.Integer({ description: 'Distinct particles' }),
    }),
  ),
})

const Particles = Type.Object({
  stream: Type.Object({ refdes: Type.String(), method: Type.String(), stream: Type.String() }),
  parameters: Type.Record(
    Type.String(),
    Type.Object({
      units: Type.Optional(Type.String({ description: 'UDUNITS; absent where no definition knows the parameter' })),
      type: Type.String({ description: 'Column type, e.g. float64 or int16[9]' }),
      longName: Type.Optional(Type.String()),
      standardName: Type.Optional(Type.String({ description: 'CF standard name' })),
    }),
  ),
  data: Type.Array(Type.Object({ time: Time, deployment: Type.Integer() }, { additionalProperties: true }), {
    description: 'In order of time. NaN, infinities and absent values are null; 64-bit integers are written whole.',
  }),
  count: Type.Integer({ description: 'Rows in data. After data: it is known last.' }),
})

export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String({ description: 'What is wrong with which value, and what is accepted' }),
  code: Type.String({ description: 'See /problems' }),
  field: Type.Optional(Type.String({ description: 'The query word, path part or body field that is wrong' })),
  index: Type.Optional(Type.Integer({ description: 'Place of the particle in a JSON array, from 0' })),
  line: Type.Optional(Type.Integer({ description: 'Line of an NDJSON body, from 1' })),
  instance: Type.String({ description: 'The address that was asked for' }),
  estimate: Type.Optional(
    Type.Unknown({ description: 'Of an export or answer that is too large: how much it would be' }),
  ),
  job: Type.Optional(Type.Unknown({ description: 'Of a job that failed: the job' })),
})

export const Published = Type.Object({
  count: Type.Integer({ description: 'Particles published' }),
  stream: Type.Object({ refdes: Type.String(), method: Type.String(), stream: Type.String() }),
  deployment: Type.Integer(),
  query: Type.String({ description: 'Where they can be queried soon' }),
})

/** Responses for the documentation: `ok` under its media types, every refusal as a problem. */
export function responses(
  status: number,
  ok: Readonly<Record<string, TSchema>>,
  description: string,
): Readonly<Record<string, object>> {
  const content = Object.fromEntries(Object.entries(ok).map(([mediaType, schema]) => [mediaType, { schema }]))
  const problem = { 'application/problem+json': { schema: Problem } }
  return {
    [status]: Object.keys(ok).length === 0 ? { description, type: 'null' } : { description, content },
    '4xx': { description: 'Refused: the field and the accepted form are named', content: problem },
    '5xx': { description: 'Failed: try again later where Retry-After says so', content: problem },
  }
}

/** The media types of an answer. */
export const answerContent: Readonly<Record<string, TSchema>> = Object.fromEntries(
  formats.map(({ name, mediaTypes }) => [
    mediaTypes[0],
    name === 'json' ? Particles : Type.String({ format: 'binary', description: name }),
  ]),
)
