/** What the routes of deployments, calibrations and annotations accept and send. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import {
  annotationIdPattern,
  longestText,
  nodePattern,
  qcFlags,
  sensorPattern,
  subsitePattern,
} from '../schemas/annotation.ts'
import { methodPattern, parameterPattern, refdesPattern, streamPattern } from '../schemas/streams.ts'
import { acceptedTime } from './times.ts'

/** A description is also what a refusal says is accepted: write it to follow "must be". */
const Refdes = Type.String({
  pattern: refdesPattern,
  description: 'a reference designator like CE02SHSM-RID27-03-CTDBPC000',
})
const Subsite = Type.String({ pattern: subsitePattern, description: 'a subsite like CE02SHSM' })
const Method = Type.String({ pattern: methodPattern, description: 'a method like telemetered' })
const Stream = Type.String({ pattern: streamPattern, description: 'a stream like ctdbp_cdef_dcl_instrument' })
const Time = Type.String({ description: acceptedTime })
const closed = { additionalProperties: false }

/** Ajv must not make an empty text of null. */
const OrNull = (type: 'string' | 'number', options: object): TSchema & { static: unknown } =>
  Type.Unsafe<string | number | null>({ type: [type, 'null'], ...options })

export const RefdesPath = Type.Object({ refdes: Refdes })
export const AtQuery = Type.Object({ at: Type.Optional(Time) }, closed)

const SaidTime = Type.String({ format: 'date-time', description: 'UTC with microseconds' })
const SaidEnd = OrNull('string', { format: 'date-time', description: 'UTC with microseconds, exclusive; null: open' })
const SaidNumber = (description: string) => OrNull('number', { description })

export const Deployments = Type.Object({
  refdes: Type.String(),
  deployments: Type.Array(
    Type.Object({
      deployment: Type.Integer(),
      start: SaidTime,
      stop: SaidEnd,
      asset: Type.String({ description: 'Unique id of the sensor; empty where none is known' }),
      latitude: SaidNumber('Degrees north'),
      longitude: SaidNumber('Degrees east'),
      depth: SaidNumber('m'),
      waterDepth: SaidNumber('m'),
      details: Type.Record(Type.String(), Type.String()),
      version: Type.String({ description: 'Hash of all of this' }),
    }),
    { description: 'By deployment number' },
  ),
})

export const Calibrations = Type.Object({
  refdes: Type.String(),
  deployments: Type.Array(
    Type.Object({
      deployment: Type.Integer(),
      start: SaidTime,
      stop: SaidEnd,
      asset: Type.String(),
      coefficients: Type.Record(
        Type.String(),
        Type.Array(
          Type.Object({
            start: SaidTime,
            stop: SaidEnd,
            value: Type.Unknown({ description: 'A number, or arrays of numbers of one shape' }),
            source: Type.String(),
            version: Type.String(),
          }),
        ),
        { description: 'By name: every calibration that holds inside the deployment, in order' },
      ),
    }),
  ),
})

const scope = {
  refdes: Type.Optional(Refdes),
  subsite: Type.Optional(Subsite),
  node: Type.Optional(Type.String({ pattern: nodePattern, description: 'a node like RID27' })),
  sensor: Type.Optional(Type.String({ pattern: sensorPattern, description: 'a sensor like 03-CTDBPC000' })),
  method: Type.Optional(Method),
  stream: Type.Optional(Stream),
}
const Parameters = Type.Array(Type.String({ pattern: parameterPattern }), {
  maxItems: 500,
  description: 'names of parameters; none: all',
})
const said = {
  parameters: Type.Optional(Parameters),
  stop: Type.Optional(OrNull('string', { description: `${acceptedTime}, or null: open` })),
  isExclusion: Type.Optional(Type.Boolean({ description: 'true or false: the data are not to be given out' })),
  qcFlag: Type.Optional(
    OrNull('string', { enum: [...qcFlags, null], description: `one of ${qcFlags.join(', ')}, or null` }),
  ),
}
const Text = Type.String({ minLength: 1, maxLength: longestText, description: 'what there is to say' })
const Author = Type.String({ minLength: 1, maxLength: 200, description: 'who says so' })

export const AnnotationBody = Type.Object({ ...scope, ...said, start: Time, text: Text, author: Author }, closed)
export type AnnotationBody = Static<typeof AnnotationBody>
export const AnnotationChanges = Type.Object(
  { ...said, start: Type.Optional(Time), text: Type.Optional(Text), author: Type.Optional(Author) },
  { ...closed, minProperties: 1, description: 'an object with at least one field to change' },
)
export type AnnotationChanges = Static<typeof AnnotationChanges>
export const AnnotationsQuery = Type.Object({ ...scope, start: Type.Optional(Time), stop: Type.Optional(Time) }, closed)
export const AnnotationPath = Type.Object({
  id: Type.String({ pattern: annotationIdPattern, description: 'the id of an annotation' }),
})
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'a text of 1 to 200 characters' }),
  ),
})

export const Annotation = Type.Object({
  id: Type.String(),
  subsite: Type.String(),
  node: OrNull('string', { description: 'null: all nodes' }),
  sensor: OrNull('string', { description: 'null: all sensors' }),
  method: OrNull('string', { description: 'null: all methods' }),
  stream: OrNull('string', { description: 'null: all streams' }),
  parameters: Type.Array(Type.String(), { description: 'Empty: all' }),
  start: SaidTime,
  stop: SaidEnd,
  text: Type.String(),
  isExclusion: Type.Boolean({ description: 'The data are not given out' }),
  qcFlag: OrNull('string', { enum: [...qcFlags, null] }),
  author: Type.String(),
  createdAt: SaidTime,
})
export const Annotations = Type.Object({ annotations: Type.Array(Annotation, { description: 'By start' }) })
