/** What a question for data may say: query words, and the body that the OOI Stream Engine takes. */
import { type Static, Type } from '@sinclair/typebox'
import { plotHeight, plotWidth } from '../schemas/formats/plot/sizes.ts'
import { methodPattern, refdesPattern, streamPattern } from '../schemas/streams.ts'
import { acceptedTime } from './times.ts'

const reductions = ['minmax', 'lttb', 'mean', 'nth', 'full'] as const
export const acceptedInterval = 'a length of time like 30s, 10m, 1h or 1d'

/** Words of `GET /data/…` that ask for more than what is stored. */
export const productWords = {
  products: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z][A-Za-z0-9_]*(,[A-Za-z][A-Za-z0-9_]*)*$',
      description: 'all, none, or names of derived parameters',
    }),
  ),
  qc: Type.Optional(
    Type.Unsafe<'none' | 'qc' | 'qartod' | 'all'>({
      type: 'string',
      enum: ['none', 'qc', 'qartod', 'all'],
      description: 'one of none, qc, qartod, all',
    }),
  ),
  reduce: Type.Optional(
    Type.Unsafe<(typeof reductions)[number]>({
      type: 'string',
      enum: [...reductions],
      description: `one of ${reductions.join(', ')}`,
    }),
  ),
  interval: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}(ms|s|m|h|d)$', description: acceptedInterval })),
  provenance: Type.Optional(Type.Boolean({ description: 'true or false' })),
  annotations: Type.Optional(Type.Boolean({ description: 'true or false' })),
}

const pixels = (what: string, { least, most }: { readonly least: number; readonly most: number }, otherwise: string) =>
  Type.Optional(
    Type.Integer({
      minimum: least,
      maximum: most,
      description: `a whole number of pixels from ${least} to ${most}: the ${what} of a PNG, by default ${otherwise}`,
    }),
  )

/** Words that say how large a plot is. */
export const plotWords = {
  width: pixels('width', plotWidth, String(plotWidth.default)),
  height: pixels('height', plotHeight, 'as its panels need it'),
}

const Time = Type.Union([Type.Number(), Type.String()], {
  description: `${acceptedTime}, or NTP seconds since 1900`,
})
const Part = (pattern: string, description: string) => Type.Optional(Type.String({ pattern, description }))
const word = (maxLength: number) => Type.String({ maxLength, description: `a text of at most ${maxLength} characters` })
const code = '^[A-Z0-9]{2,14}$'

const Parameter = Type.Union([Type.String({ minLength: 1, maxLength: 110 }), Type.Integer({ minimum: 1 })], {
  description: 'the name or id of a parameter; a number n means PDn',
})

export const StreamAsked = Type.Object(
  {
    refdes: Part(refdesPattern, 'a reference designator like CE02SHSM-RID27-03-CTDBPC000'),
    subsite: Part(code, 'a subsite like CE02SHSM'),
    node: Part(code, 'a node like RID27'),
    sensor: Part('^[A-Z0-9]{2}-[A-Z0-9]{2,16}$', 'a sensor like 03-CTDBPC000'),
    method: Type.String({ pattern: methodPattern, description: 'a method like telemetered' }),
    stream: Type.String({ pattern: streamPattern, description: 'a stream like ctdbp_cdef_dcl_instrument' }),
    parameters: Type.Optional(
      Type.Array(Parameter, {
        maxItems: 2_000,
        description: 'names or ids of parameters; a number n means PDn',
      }),
    ),
  },
  { additionalProperties: false, description: 'an object with refdes, method, stream and parameters' },
)

const Coefficient = Type.Object(
  {
    start: Type.Optional(Time),
    stop: Type.Optional(Time),
    value: Type.Unknown({ description: 'a number, or arrays of numbers' }),
  },
  { additionalProperties: false, description: 'an object with value, start and stop' },
)

export const DataBody = Type.Object(
  {
    streams: Type.Array(StreamAsked, {
      minItems: 1,
      maxItems: 20,
      description: 'one stream or more; others are brought to the times of the first',
    }),
    start: Type.Optional(Time),
    stop: Type.Optional(Time),
    limit: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100_000_000, description: 'a whole number of rows; 0: all' }),
    ),
    deployment: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 99_999, description: 'a deployment number from 0 to 99999' }),
    ),
    reduce: productWords.reduce,
    interval: productWords.interval,
    coefficients: Type.Optional(
      Type.Record(Type.String(), Type.Array(Coefficient, { description: 'a list of {value, start, stop}' }), {
        description: 'what-if coefficients by name',
      }),
    ),
    qcParameters: Type.Optional(
      Type.Array(Type.Unknown(), { description: 'limits of quality tests, as the OOI Stream Engine takes them' }),
    ),
    include_provenance: Type.Optional(Type.Boolean({ description: 'true or false' })),
    include_annotations: Type.Optional(Type.Boolean({ description: 'true or false' })),
    execute_dpa: Type.Optional(Type.Boolean({ description: 'true or false: compute products; default true' })),
    raw_data_only: Type.Optional(Type.Boolean({ description: 'true or false: as stored, without masks' })),
    require_deployment: Type.Optional(
      Type.Boolean({ description: 'true or false: only data within deployments; default true' }),
    ),
    run_qartod: Type.Optional(Type.Boolean({ description: 'true or false; default true' })),
    classic: Type.Optional(Type.Boolean({ description: 'true or false: NetCDF in the classic model' })),
    ...plotWords,
    format: Type.Optional(Type.String({ description: 'a format, as in GET /data/…' })),
    units: Type.Optional(Type.Boolean({ description: 'true or false: CSV and TSV with a row of units' })),
    header: Type.Optional(Type.Boolean({ description: 'true or false: CSV and TSV with lines of metadata first' })),
    requestUUID: Type.Optional(word(100)),
    user: Type.Optional(word(200)),
    userName: Type.Optional(word(200)),
    strict_range: Type.Optional(Type.Boolean({ description: 'true or false' })),
  },
  { additionalProperties: false },
)
export type DataBody = Static<typeof DataBody>

/** What is null counts as left out, as clients of the original send it. Changes the body. */
export function leaveOutNulls(body: unknown): void {
  if (!isObject(body)) return
  const streams = Array.isArray(body.streams) ? (body.streams as unknown[]) : []
  const coefficients = isObject(body.coefficients) ? Object.values(body.coefficients).flat() : []
  for (const one of [body, ...streams, ...coefficients].filter(isObject)) {
    for (const [field, value] of Object.entries(one)) if (value === null) delete one[field]
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
