/** Events as JSON, by their Avro schema: what `consume` prints and `produce` reads. */

type Json = unknown
interface Field {
  readonly name: string
  readonly type: Json
  readonly default?: Json
}
interface Complex {
  readonly type: Json
  readonly name?: string
  readonly namespace?: string
  readonly fields?: readonly Field[]
  readonly symbols?: readonly string[]
  readonly items?: Json
  readonly values?: Json
  readonly logicalType?: string
}
type Names = Map<string, Complex>

/** A field that does not fit, by its path in the event. */
export class EventJsonError extends Error {
  override readonly name = 'EventJsonError'
}

/** Turns JSON into a value of the schema: defaults filled in, every field checked. Throws an `EventJsonError`. */
export function eventFromJson(schemaJson: string, json: Json): unknown {
  return read(JSON.parse(schemaJson) as Json, json, '', '', new Map())
}

/** Bytes are shown as length and the beginning, or whole as `{"base64": …}`. */
export interface Shown {
  readonly bytes: 'short' | 'whole'
}

/** A value of the schema as JSON: times as ISO-8601, bytes as base64. Whole, it can be produced again. */
export function eventToJson(schemaJson: string, value: unknown, shown: Shown = { bytes: 'short' }): Json {
  return show(JSON.parse(schemaJson) as Json, value, '', new Map(), shown)
}

function read(type: Json, value: Json, path: string, namespace: string, names: Names): unknown {
  const schema = resolve(type, namespace, names)
  if (Array.isArray(schema)) {
    return value === null || value === undefined ? null : read(schema[1], value, path, namespace, names)
  }
  const complex = (typeof schema === 'string' ? { type: schema } : schema) as Complex
  const bad = (form: string): never => {
    throw new EventJsonError(`${path === '' ? 'the event' : path} is ${brief(value)}: give ${form}`)
  }
  switch (complex.type) {
    case 'record':
      return isObject(value) ? readRecord(complex, value, path, namespace, names) : bad('an object')
    case 'map':
      if (!isObject(value)) return bad('an object')
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          read(complex.values, item, join(path, key), namespace, names),
        ]),
      )
    case 'array':
      if (!Array.isArray(value)) return bad('an array')
      return value.map((item, index) => read(complex.items, item, join(path, String(index)), namespace, names))
    case 'enum':
      return complex.symbols?.includes(value as string) ? value : bad(`one of ${complex.symbols?.join(', ')}`)
    case 'string':
      return typeof value === 'string' ? value : bad('a text')
    case 'boolean':
      return typeof value === 'boolean' ? value : bad('true or false')
    case 'int':
      return Number.isInteger(value) && (value as number) === ((value as number) | 0)
        ? value
        : bad('a whole number that fits 32 bits')
    case 'long':
      if (complex.logicalType === 'timestamp-micros' && typeof value === 'string') {
        return microsOf(value) ?? bad('a time like 2013-11-23T00:00:21.000000Z, or UTC microseconds since 1970')
      }
      return Number.isSafeInteger(value) ? value : bad('a whole number within ±9007199254740991')
    case 'float':
    case 'double':
      if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
      return typeof value === 'number' ? value : bad('a number')
    case 'bytes':
      return bytesOf(value) ?? bad('base64 text or {"base64": "…"}')
    default:
      throw new EventJsonError(`${path}: the type ${JSON.stringify(complex.type)} has no JSON form`)
  }
}

function readRecord(schema: Complex, value: Record<string, Json>, path: string, outer: string, names: Names): unknown {
  const namespace = schema.namespace ?? outer
  const fields = schema.fields ?? []
  const unknown = Object.keys(value).find((name) => !fields.some((field) => field.name === name))
  if (unknown !== undefined) {
    const known = fields.map((field) => field.name).join(', ')
    throw new EventJsonError(`${join(path, unknown)} is no field of ${schema.name}: its fields are ${known}`)
  }
  const filled: Record<string, unknown> = {}
  for (const field of fields) {
    const at = join(path, field.name)
    const given = value[field.name]
    if (given === undefined && field.default === undefined) {
      throw new EventJsonError(`${at} is missing: it has no default`)
    }
    filled[field.name] =
      given === undefined ? defaultOf(field, at, namespace, names) : read(field.type, given, at, namespace, names)
  }
  return filled
}

/** Avro writes a default of bytes as text, one character a byte. */
function defaultOf(field: Field, path: string, namespace: string, names: Names): unknown {
  if (field.type === 'bytes') return Uint8Array.from(field.default as string, (character) => character.charCodeAt(0))
  return read(field.type, field.default, path, namespace, names)
}

function show(type: Json, value: unknown, namespace: string, names: Names, shown: Shown): Json {
  const schema = resolve(type, namespace, names)
  if (Array.isArray(schema)) return value === null ? null : show(schema[1], value, namespace, names, shown)
  const complex = (typeof schema === 'string' ? { type: schema } : schema) as Complex
  if (complex.type === 'record') {
    const record = value as Record<string, unknown>
    const inner = complex.namespace ?? namespace
    return Object.fromEntries(
      (complex.fields ?? []).map(({ name, type: of }) => [name, show(of, record[name], inner, names, shown)]),
    )
  }
  if (complex.type === 'map') {
    const entries = Object.entries(value as Record<string, unknown>)
    return Object.fromEntries(entries.map(([key, item]) => [key, show(complex.values, item, namespace, names, shown)]))
  }
  if (complex.type === 'array') {
    return (value as unknown[]).map((item) => show(complex.items, item, namespace, names, shown))
  }
  if (complex.type === 'bytes') return showBytes(value as Uint8Array, shown)
  if (complex.logicalType === 'timestamp-micros') return isoOf(value as number)
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

const shortBytes = 24

function showBytes(bytes: Uint8Array, { bytes: how }: Shown): Json {
  if (how === 'whole') return { base64: Buffer.from(bytes).toString('base64') }
  const beginning = Buffer.from(bytes.subarray(0, shortBytes)).toString('base64')
  return { length: bytes.length, base64: bytes.length > shortBytes ? `${beginning}…` : beginning }
}

/** A name becomes the named type it stands for; a named type is remembered. */
function resolve(type: Json, namespace: string, names: Names): Json {
  if (typeof type === 'string') return names.get(type) ?? names.get(`${namespace}.${type}`) ?? type
  if (isObject(type)) {
    const complex = type as unknown as Complex
    if (complex.name !== undefined) names.set(`${complex.namespace ?? namespace}.${complex.name}`, complex)
    else if (typeof complex.type === 'object') return resolve(complex.type, namespace, names)
  }
  return type
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function brief(value: Json): string {
  const text = JSON.stringify(value) ?? 'missing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

function bytesOf(value: Json): Uint8Array | null {
  const text = isObject(value) ? value.base64 : value
  return typeof text === 'string' && text.length % 4 === 0 && base64.test(text) ? Buffer.from(text, 'base64') : null
}

const isoTime = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(Z|[+-]\d{2}:\d{2})$/

/** UTC microseconds since 1970 of an ISO-8601 time with zone; null when it is none. */
export function microsOf(text: string): number | null {
  const match = isoTime.exec(text)
  if (match === null) return null
  const milliseconds = Date.parse(`${match[1]}${match[3]}`)
  const isReal = new Date(`${match[1]}Z`).toJSON()?.startsWith(match[1] ?? '') === true
  return isReal ? milliseconds * 1000 + Number((match[2] ?? '').padEnd(6, '0')) : null
}

/** ISO-8601 in UTC with six decimals; outside the years 0 to 9999 the number itself. */
export function isoOf(micros: number): string | number {
  const seconds = Math.floor(micros / 1e6)
  const date = new Date(seconds * 1000)
  const year = date.getUTCFullYear()
  if (Number.isNaN(year) || year < 0 || year > 9999) return micros
  return `${date.toISOString().slice(0, 19)}.${String(micros - seconds * 1e6).padStart(6, '0')}Z`
}
