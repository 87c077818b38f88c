/** The home of avsc: types whose readers are bounded by the bytes at hand and whose longs are exact. */
import { Buffer } from 'node:buffer'
import avsc from 'avsc'
import { readBlockCount, readBytes, readLong, readString, skipLength, type Tap, writeLong } from './tap.ts'

export type AvroType = avsc.Type
export type AvroResolver = ReturnType<avsc.Type['createResolver']>

/** What avsc's types implement, beyond their published declarations. */
interface Inner {
  _read(tap: Tap): unknown
  _write(tap: Tap, value: unknown): void
  _skip(tap: Tap): void
}
type InnerClass = new (schema: unknown, options: unknown) => avsc.Type & Inner
const types = avsc.types as unknown as Record<string, InnerClass>
const inner = (type: unknown): Inner => type as Inner

function invalid(value: unknown, wanted: string): never {
  const text = typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value))
  throw new TypeError(`${text.slice(0, 80)} is not ${wanted}`)
}

class CheckedLong extends (types.LongType as InnerClass) {
  override _read(tap: Tap): number {
    return readLong(tap)
  }
  override _skip(tap: Tap): void {
    readLong(tap)
  }
  override _write(tap: Tap, value: unknown): void {
    if (!Number.isSafeInteger(value)) invalid(value, 'a long: an integer within ±(2^53 - 1)')
    writeLong(tap, value as number)
  }
}

class CheckedInt extends (types.IntType as InnerClass) {
  override _read(tap: Tap): number {
    const value = readLong(tap)
    if (value !== (value | 0)) throw new RangeError(`${value} is not an int of 32 bits`)
    return value
  }
  override _skip(tap: Tap): void {
    readLong(tap)
  }
}

class BoundedString extends (types.StringType as InnerClass) {
  override _read(tap: Tap): string {
    return readString(tap)
  }
  override _skip(tap: Tap): void {
    skipLength(tap)
  }
}

class BytesView extends (types.BytesType as InnerClass) {
  override _read(tap: Tap): Uint8Array {
    return readBytes(tap)
  }
  override _skip(tap: Tap): void {
    skipLength(tap)
  }
  override _write(tap: Tap, value: unknown): void {
    if (!(value instanceof Uint8Array)) invalid(value, 'bytes: a Uint8Array')
    writeLong(tap, value.length)
    if (tap.pos + value.length <= tap.buf.length) tap.buf.set(value, tap.pos)
    tap.pos += value.length
  }
}

/** `[null, T]`, in either order; the only union we use. An absent value is written as null. */
class Nullable extends (types.UnwrappedUnionType as InnerClass) {
  declare readonly types: readonly avsc.Type[]
  override _read(tap: Tap): unknown {
    const index = readLong(tap)
    const branch = this.types[index]
    if (branch === undefined) throw new RangeError(`a union of ${this.types.length} has no branch ${index}`)
    return inner(branch)._read(tap)
  }
  override _skip(tap: Tap): void {
    const index = readLong(tap)
    const branch = this.types[index]
    if (branch === undefined) throw new RangeError(`a union of ${this.types.length} has no branch ${index}`)
    inner(branch)._skip(tap)
  }
  override _write(tap: Tap, value: unknown): void {
    const wantsNull = value === null || value === undefined
    const index = (this.types[0]?.typeName === 'null') === wantsNull ? 0 : 1
    writeLong(tap, index)
    if (!wantsNull) inner(this.types[index])._write(tap, value)
  }
}

/** `this` of a bounded reader is the type itself or avsc's resolver from a writer's type. */
interface Items {
  readonly itemsType: avsc.Type
}
interface Values {
  readonly valuesType: avsc.Type
}

class BoundedArray extends (types.ArrayType as InnerClass) {
  declare readonly itemsType: avsc.Type
  override _read(this: Items, tap: Tap): unknown[] {
    const items = inner(this.itemsType)
    const values: unknown[] = []
    for (let count = readBlockCount(tap, 1); count > 0; count = readBlockCount(tap, 1)) {
      for (; count > 0; count -= 1) values.push(readWithin(items, tap))
    }
    return values
  }
  override _skip(tap: Tap): void {
    const items = inner(this.itemsType)
    for (let count = readBlockCount(tap, 1); count > 0; count = readBlockCount(tap, 1)) {
      for (; count > 0; count -= 1) items._skip(tap)
    }
  }
}

class BoundedMap extends (types.MapType as InnerClass) {
  declare readonly valuesType: avsc.Type
  override _read(this: Values, tap: Tap): Record<string, unknown> {
    const items = inner(this.valuesType)
    const values: Record<string, unknown> = {}
    for (let count = readBlockCount(tap, 2); count > 0; count = readBlockCount(tap, 2)) {
      for (; count > 0; count -= 1) {
        const key = readString(tap)
        const value = readWithin(items, tap)
        if (key === '__proto__') {
          Object.defineProperty(values, key, { value, enumerable: true, configurable: true, writable: true })
        } else values[key] = value
      }
    }
    return values
  }
  override _skip(tap: Tap): void {
    const items = inner(this.valuesType)
    for (let count = readBlockCount(tap, 2); count > 0; count = readBlockCount(tap, 2)) {
      for (; count > 0; count -= 1) {
        skipLength(tap)
        items._skip(tap)
      }
    }
  }
}

/** Reads one item and stops at the first that runs over the end: no long loops over bytes that are not there. */
function readWithin(items: Inner, tap: Tap): unknown {
  const value = items._read(tap)
  if (tap.pos > tap.buf.length) throw new RangeError('the bytes end within an item')
  return value
}

type Schema = string | readonly unknown[] | { readonly [key: string]: unknown }
type Options = Record<string, unknown>

function hook(schema: Schema, options: Options): avsc.Type | undefined {
  const build = (type: InnerClass): avsc.Type => new type(schema, options)
  if (Array.isArray(schema)) {
    if (schema.length !== 2 || schema.filter((branch) => branch === 'null').length !== 1) {
      throw new TypeError(`only unions of null and one type are supported, not ${JSON.stringify(schema).slice(0, 120)}`)
    }
    return build(Nullable)
  }
  const name = typeof schema === 'string' ? schema : (schema as { type?: unknown }).type
  if (typeof name === 'object' && name !== null) return avsc.Type.forSchema(name as avsc.Schema, options as never)
  if (name === 'long') return new CheckedLong(schema, options)
  if (name === 'int') return new CheckedInt(schema, options)
  if (name === 'string') return new BoundedString(schema, options)
  if (name === 'bytes') return new BytesView(schema, options)
  if (name === 'array' || name === 'map') {
    const type = build(name === 'array' ? BoundedArray : BoundedMap)
    const items = name === 'array' ? (type as unknown as Items).itemsType : null
    if (items !== null && !hasWidth(items)) throw new TypeError('an array of items without bytes is not supported')
    return type
  }
  return undefined
}

/** False for values that take no bytes: of those, a block of any length fits anywhere. */
function hasWidth(type: avsc.Type): boolean {
  if (type.typeName === 'null') return false
  if (type.typeName === 'fixed') return (type as avsc.types.FixedType).size > 0
  if (type.typeName !== 'record') return true
  return (type as avsc.types.RecordType).fields.some((field) => hasWidth(field.type))
}

/**
 * The type of a schema, with exact longs, bounded arrays, maps, strings and bytes, and `bytes` as views.
 * Throws a TypeError for schemas outside our subset: unions other than `[null, T]`, arrays of zero-width items.
 */
export function avroType(schemaJson: string): AvroType {
  return avsc.Type.forSchema(JSON.parse(schemaJson) as avsc.Schema, { typeHook: hook } as never)
}

const scratch = { buffer: Buffer.allocUnsafe(65_536) }

/** The bytes of `prefix` and then of the value. Throws a TypeError when the value does not fit the type. */
export function encodeWith(type: AvroType, prefix: Uint8Array, value: unknown): Uint8Array {
  const start = prefix.length
  let end = type.encode(value, scratch.buffer, start)
  if (end < 0) {
    const whole = Buffer.allocUnsafe(scratch.buffer.length - end)
    end = type.encode(value, whole, start)
    whole.set(prefix)
    return whole.subarray(0, end)
  }
  const bytes = new Uint8Array(end)
  bytes.set(scratch.buffer.subarray(start, end), start)
  bytes.set(prefix)
  return bytes
}

/** The value at `start`; throws when the bytes are cut short, go on after the value, or are otherwise malformed. */
export function decodeAt(
  type: AvroType,
  resolver: AvroResolver | undefined,
  bytes: Uint8Array,
  start: number,
): unknown {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const { value, offset } = type.decode(buffer, start, resolver) as { value: unknown; offset: number }
  if (offset < 0) throw new RangeError('the bytes end before the value does')
  if (offset !== buffer.length) throw new RangeError(`${buffer.length - offset} bytes follow the value`)
  return value
}
