/** What a definition record must look like. */
import { type TSchema, Type } from '@sinclair/typebox'
import { Value, ValueErrorType } from '@sinclair/typebox/value'
import { scalarTypes } from '../columns/column.ts'
import { parameterPattern, streamPattern } from '../streams.ts'
import type { DefinitionKind, DefinitionRecords } from './records.ts'

const id = Type.String({ minLength: 1, maxLength: 200 })
const text = Type.String({ maxLength: 10_000 })
const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()])
const oneOf = (words: readonly string[]) => Type.Union(words.map((word) => Type.Literal(word)))
const record = (fields: Record<string, TSchema>) => Type.Object(fields, { additionalProperties: false })

const type = record({
  scalar: oneOf(scalarTypes),
  list: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Literal('varying')])),
})
const binding = Type.Union([
  record({ from: Type.Literal('parameter'), id }),
  record({ from: Type.Literal('identifier'), identifier: id }),
  record({ from: Type.Literal('stream'), stream: id, id }),
  record({ from: Type.Literal('calibration'), name: id }),
  record({ from: Type.Literal('constant'), value: Type.Number() }),
  record({ from: Type.Literal('nothing') }),
])

const schemas: Readonly<Record<DefinitionKind, TSchema>> = {
  parameter: record({
    id,
    name: Type.String({ pattern: parameterPattern }),
    fileName: orNull(Type.String({ pattern: parameterPattern })),
    type,
    dimensions: Type.Array(id),
    units: text,
    longName: text,
    description: orNull(text),
    standardName: orNull(text),
    fill: Type.Union([Type.Number(), text, Type.Null()]),
    precision: orNull(Type.Integer({ minimum: 0, maximum: 20 })),
    dataProductIdentifier: orNull(id),
    level: orNull(oneOf(['L0', 'L1', 'L2'])),
    isVisible: Type.Boolean(),
    codes: orNull(Type.Record(Type.String(), text)),
    derivation: orNull(record({ functionId: id, bindings: Type.Record(id, Type.Array(binding, { minItems: 1 })) })),
  }),
  function: record({
    id,
    kind: oneOf(['algorithm', 'expression']),
    text: Type.String({ minLength: 1 }),
    description: orNull(text),
  }),
  stream: record({
    name: Type.String({ pattern: streamPattern }),
    id: orNull(id),
    about: text,
    parameters: Type.Array(id),
    timeParameter: orNull(id),
    computedFrom: Type.Array(id),
    binMinutes: Type.Integer({ minimum: 1, maximum: 5_256_000 }),
  }),
}

/** The id under which a record is kept. */
export function idOf<K extends DefinitionKind>(kind: K, record: DefinitionRecords[K]): string {
  return kind === 'stream'
    ? (record as DefinitionRecords['stream']).name
    : (record as DefinitionRecords['parameter']).id
}

/** The first thing that is wrong with a record, in a sentence; null when nothing is. */
export function recordProblem(kind: DefinitionKind, value: unknown): string | null {
  const schema = schemas[kind]
  if (Value.Check(schema, value)) return null
  const error = Value.Errors(schema, value).First()
  if (error === undefined) return 'it does not have the form of a definition'
  const field = error.path.slice(1).replaceAll('/', '.') || 'the body'
  if (error.type === ValueErrorType.ObjectAdditionalProperties) return `${field} is no field of a ${kind}`
  if (error.type === ValueErrorType.ObjectRequiredProperty) return `${field} is missing`
  return `${field} is ${brief(error.value)}: ${error.message.toLowerCase()}`
}

const brief = (value: unknown): string => {
  const shown = JSON.stringify(value) ?? 'undefined'
  return shown.length > 100 ? `${shown.slice(0, 100)}…` : shown
}
