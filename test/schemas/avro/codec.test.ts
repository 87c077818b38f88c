import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { createCodec } from '../../../schemas/avro/codec.ts'
import type { SchemaRegistry } from '../../../schemas/avro/registry.ts'
import { eventSchema } from '../../../schemas/event-schema.ts'
import { Reject } from '../../../schemas/failures.ts'
import { type Particle, ParticleEvent } from '../../../schemas/generated/events.ts'

const particle: Particle = {
  refdes: 'CE02SHSM-RID27-03-CTDBPC000',
  method: 'telemetered',
  stream: 'ctdbp_cdef_dcl_instrument',
  deployment: 15,
  time: 1_700_000_000_123_456,
  numbers: { temperature: 11.5, conductivity: null },
  integers: { internal_timestamp: -4_503_599_627_370_497 },
  texts: { note: 'é' },
  booleans: { good: true },
  times: { driver_timestamp: 1 },
  vectors: { samples: { kind: 'float32', data: Uint8Array.of(1, 2, 3, 4) } },
  textLists: { tags: ['a', 'b'] },
}

async function codecOf(json = ParticleEvent.json, limits = {}) {
  const registry = createMemoryRegistry()
  await registry.register('s-value', json)
  return createCodec(registry, limits)
}

function reasonOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof Reject) return error.code
    throw error
  }
  return 'accepted'
}

/** Schema 1 as writer and reader, made known to the codec. */
async function readerOf(json: string, example: unknown) {
  const schema = eventSchema<unknown>('Test', json)
  const codec = await codecOf(json)
  const encode = await codec.encoder('s-value', schema)
  await codec.decode(schema, encode(example))
  return {
    encode,
    decode: (body: ArrayLike<number>) => codec.decode(schema, Uint8Array.from([0, 0, 0, 0, 1, ...Array.from(body)])),
  }
}

test('an event comes back as it was, synchronously after the first', async () => {
  const codec = await codecOf()
  const encode = await codec.encoder('s-value', ParticleEvent)
  const first = codec.decode(ParticleEvent, encode(particle))
  expect(first).toBeInstanceOf(Promise)
  expect(await first).toEqual(particle)
  expect(codec.decode(ParticleEvent, encode(particle))).toEqual(particle)
})

test('the bytes are those of the Avro specification', async () => {
  const json = JSON.stringify({
    type: 'record',
    name: 'R',
    fields: [
      { name: 'a', type: 'long' },
      { name: 'b', type: 'string' },
      { name: 'c', type: ['null', 'double'] },
      { name: 'd', type: { type: 'map', values: 'int' } },
      { name: 'e', type: 'bytes' },
      { name: 'f', type: { type: 'array', items: 'boolean' } },
    ],
  })
  const value = { a: -65, b: 'foo', c: 1, d: { k: 3 }, e: Uint8Array.of(255), f: [true, false] }
  const { encode, decode } = await readerOf(json, value)
  // By hand: zigzag(-65) = 129 = 81 01; "foo" = 06 66 6f 6f; branch 1 = 02, 1.0 little-endian; one entry, 01-byte key; …
  const body = '8101 06666f6f 02 000000000000f03f 02 026b 06 00 02ff 04 0100 00'.replaceAll(' ', '')
  expect(Buffer.from(encode(value)).toString('hex')).toBe(`0000000001${body}`)
  expect(decode(Buffer.from(body, 'hex'))).toEqual(value)
})

test.each([
  [0, '00'],
  [-1, '01'],
  [1, '02'],
  [2 ** 53 - 1, 'feffffffffffff1f'],
  [-(2 ** 53 - 1), 'fdffffffffffff1f'],
  [-(2 ** 52) - 1, '8180808080808010'],
])('the long %d is written as %s and read back exactly', async (value, hex) => {
  const { encode, decode } = await readerOf('"long"', 0)
  expect(Buffer.from(encode(value)).toString('hex').slice(10)).toBe(hex)
  expect(decode(Buffer.from(hex, 'hex'))).toBe(value)
})

test('longs outside ±(2^53 - 1) are refused in both directions', async () => {
  const { encode, decode } = await readerOf('"long"', 0)
  expect(() => encode(2 ** 53)).toThrow(/9007199254740992 is not a long/)
  expect(() => encode(-(2 ** 53))).toThrow(TypeError)
  expect(() => encode(0.5)).toThrow(TypeError)
  // zigzag(2^53) = 2^54, zigzag(-2^53) = 2^54 - 1, and an endless varint
  for (const hex of ['8080808080808020', 'ffffffffffffff1f', 'ffffffffffffffffffffff01']) {
    expect(reasonOf(() => decode(Buffer.from(hex, 'hex')))).toBe('avro-invalid')
  }
})

test.each([
  ['no value', null, 'empty-value'],
  ['no bytes', new Uint8Array(0), 'empty-value'],
  ['more bytes than allowed', new Uint8Array(101), 'too-large'],
  ['text', Buffer.from('{"refdes":"x"}'), 'wrong-magic-byte'],
  ['half a header', Uint8Array.of(0, 0, 0), 'wrong-magic-byte'],
])('%s is refused', async (_, bytes, code) => {
  const codec = await codecOf(ParticleEvent.json, { maxBytes: 100 })
  expect(reasonOf(() => codec.decode(ParticleEvent, bytes))).toBe(code)
})

test('an unknown schema id and an unregistered schema are refused', async () => {
  const codec = await codecOf()
  await expect(codec.decode(ParticleEvent, Uint8Array.of(0, 0, 0, 0, 9, 0))).rejects.toMatchObject({
    code: 'unknown-schema',
  })
  await expect(codec.encoder('other-value', ParticleEvent)).rejects.toMatchObject({ code: 'unknown-schema' })
})

test('a few bytes can not claim many items', async () => {
  const began = process.cpuUsage()
  const numbers = await readerOf('{"type":"array","items":"double"}', [])
  const bomb = [0x80, 0xe1, 0xeb, 0x17] // 25,000,000 items
  expect(reasonOf(() => numbers.decode(bomb))).toBe('avro-invalid')
  const map = await readerOf('{"type":"map","values":"string"}', {})
  expect(reasonOf(() => map.decode(bomb))).toBe('avro-invalid')
  // A negative string length must not send the reader back to the block's start for ever.
  expect(reasonOf(() => map.decode([2, 3, 0, 0]))).toBe('avro-invalid')
  const { user, system } = process.cpuUsage(began)
  expect((user + system) / 1000).toBeLessThan(500)
})

test.each([
  ['"null" items', '{"type":"array","items":"null"}'],
  ['a union of two types', '["string","long"]'],
  ['a union without null', '["string"]'],
])('a schema with %s is outside our subset', async (_, json) => {
  const codec = await codecOf(json)
  await expect(codec.encoder('s-value', eventSchema('Test', json))).rejects.toThrow(TypeError)
  const decoded = codec.decode(eventSchema('Test', '"string"'), Uint8Array.of(0, 0, 0, 0, 1, 0))
  await expect(decoded).rejects.toMatchObject({ code: 'avro-invalid' })
})

test('bytes after the value are refused', async () => {
  const text = await readerOf('"string"', 'x')
  expect(text.decode([2, 0x61])).toBe('a')
  expect(reasonOf(() => text.decode([2, 0x61, 0]))).toBe('avro-invalid')
  expect(reasonOf(() => text.decode([4, 0x61]))).toBe('avro-invalid')
})

test('an older writer is read with the defaults of ours; the schema is compiled once', async () => {
  const record = (fields: object[]) => JSON.stringify({ type: 'record', name: 'R', namespace: 'n', fields })
  const old = eventSchema<object>(
    'n.R',
    record([
      { name: 'gone', type: { type: 'array', items: 'string' } },
      { name: 'count', type: 'int' },
      { name: 'maybe', type: { type: 'map', values: ['null', 'long'] } },
    ]),
  )
  const now = eventSchema<object>(
    'n.R',
    record([
      { name: 'maybe', type: { type: 'map', values: ['null', 'long'] } },
      { name: 'count', type: 'long' },
      { name: 'added', type: ['null', 'bytes'], default: null },
    ]),
  )
  const registry = createMemoryRegistry()
  await registry.register('s-value', old.json)
  let lookups = 0
  const counting: SchemaRegistry = {
    ...registry,
    schemaById(id) {
      lookups += 1
      return registry.schemaById(id)
    },
  }
  const codec = createCodec(counting)
  const encode = await codec.encoder('s-value', old)
  const bytes = encode({ gone: ['x', 'y'], count: 7, maybe: { a: null, b: 2 } })
  expect(await codec.decode(now, bytes)).toEqual({ maybe: { a: null, b: 2 }, count: 7, added: null })
  expect(codec.decode(now, bytes)).toEqual({ maybe: { a: null, b: 2 }, count: 7, added: null })
  expect(lookups).toBe(1)
})

test('events larger than the scratch buffer come back whole', async () => {
  const { encode, decode } = await readerOf('"bytes"', Uint8Array.of(1))
  const large = new Uint8Array(300_000).fill(7)
  expect(decode(encode(large).subarray(5))).toEqual(large)
  expect(decode(encode(Uint8Array.of(9)).subarray(5))).toEqual(Uint8Array.of(9))
})
