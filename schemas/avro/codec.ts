/** Events to and from bytes: a zero byte, the schema's id (4 bytes, big-endian), the Avro body. */
import type { EventSchema } from '../event-schema.ts'
import { Reject } from '../failures.ts'
import type { SchemaRegistry } from './registry.ts'
import { type AvroResolver, type AvroType, avroType, decodeAt, encodeWith } from './types.ts'

export interface EventCodec {
  /** Looks the schema's id up once. Rejects with `Reject('unknown-schema')` when it was never registered. */
  encoder<T>(subject: string, schema: EventSchema<T>): Promise<(value: T) => Uint8Array>
  /**
   * Synchronous once the writer's schema is known. Fails with `Unavailable('schema-registry')` or with a `Reject` of
   * code `empty-value`, `too-large`, `wrong-magic-byte`, `unknown-schema` or `avro-invalid`. `bytes` fields are views
   * into the message.
   */
  decode<T>(schema: EventSchema<T>, bytes: Uint8Array | null): T | Promise<T>
}

export interface CodecLimits {
  /** Larger messages are refused before decoding. Default 4 MiB. */
  readonly maxBytes?: number
}

const headerBytes = 5

interface Reader {
  readonly type: AvroType
  /** How the messages of a writer's schema become ours; undefined: it is our schema. */
  readonly writers: Map<number, { readonly resolver: AvroResolver | undefined } | Reject>
}

export function createCodec(registry: SchemaRegistry, limits: CodecLimits = {}): EventCodec {
  const maxBytes = limits.maxBytes ?? 4 * 1_048_576
  const readers = new Map<string, Reader>()

  function readerOf(schema: EventSchema<unknown>): Reader {
    let reader = readers.get(schema.json)
    if (reader === undefined) {
      reader = { type: avroType(schema.json), writers: new Map() }
      readers.set(schema.json, reader)
    }
    return reader
  }

  async function learn(schema: EventSchema<unknown>, reader: Reader, id: number): Promise<void> {
    const writerJson = await registry.schemaById(id)
    if (reader.writers.has(id)) return
    try {
      const writer = avroType(writerJson)
      reader.writers.set(id, { resolver: writer.equals(reader.type) ? undefined : reader.type.createResolver(writer) })
    } catch (cause) {
      reader.writers.set(
        id,
        new Reject('avro-invalid', `schema ${id} can not be read as ${schema.fullName}: ${messageOf(cause)}`, {
          cause,
        }),
      )
    }
  }

  function read(schema: EventSchema<unknown>, reader: Reader, id: number, bytes: Uint8Array): unknown {
    const writer = reader.writers.get(id)
    if (writer instanceof Reject) throw writer
    try {
      return decodeAt(reader.type, writer?.resolver, bytes, headerBytes)
    } catch (cause) {
      throw new Reject('avro-invalid', `not a ${schema.fullName} of schema ${id}: ${messageOf(cause)}`, { cause })
    }
  }

  return {
    async encoder<T>(subject: string, schema: EventSchema<T>) {
      const { type } = readerOf(schema)
      const id = await registry.idOf(subject, schema.json)
      const prefix = Uint8Array.of(0, id >>> 24, (id >>> 16) & 255, (id >>> 8) & 255, id & 255)
      return (value: T) => encodeWith(type, prefix, value)
    },

    decode<T>(schema: EventSchema<T>, bytes: Uint8Array | null): T | Promise<T> {
      if (bytes === null || bytes.length === 0) throw new Reject('empty-value', 'the record has no value')
      if (bytes.length > maxBytes) {
        throw new Reject('too-large', `${bytes.length} bytes; at most ${maxBytes} are decoded: send a claim check`)
      }
      if (bytes[0] !== 0 || bytes.length < headerBytes) {
        throw new Reject('wrong-magic-byte', 'not in the wire format: a zero byte, 4 bytes of schema id, Avro')
      }
      const id = new DataView(bytes.buffer, bytes.byteOffset, headerBytes).getUint32(1)
      const reader = readerOf(schema)
      if (reader.writers.has(id)) return read(schema, reader, id, bytes) as T
      return learn(schema, reader, id).then(() => read(schema, reader, id, bytes) as T)
    },
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
