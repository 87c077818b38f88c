import fc from 'fast-check'
import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { createCodec } from '../../../schemas/avro/codec.ts'
import { Reject } from '../../../schemas/failures.ts'
import { type Particle, ParticleEvent } from '../../../schemas/generated/events.ts'

const finite = fc.double({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value))
const map = <T>(values: fc.Arbitrary<T>) => fc.dictionary(fc.string({ unit: 'binary' }), values, { maxKeys: 5 })
const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null })
const whole = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2 ** 53 - 1, -(2 ** 53 - 1), -(2 ** 52) - 1))
const particles: fc.Arbitrary<Particle> = fc.record(
  {
    refdes: fc.string(),
    method: fc.string(),
    stream: fc.string({ unit: 'grapheme' }),
    deployment: fc.integer(),
    time: whole,
    numbers: map(nullable(finite)),
    integers: map(nullable(whole)),
    texts: map(nullable(fc.string({ unit: 'grapheme' }))),
    booleans: map(nullable(fc.boolean())),
    times: map(nullable(whole)),
    vectors: map(
      fc.record(
        { kind: fc.constantFrom('int8', 'float64', 'boolean'), data: fc.uint8Array() },
        { noNullPrototype: true },
      ),
    ),
    textLists: map(fc.array(fc.string())),
  },
  { noNullPrototype: true },
) as fc.Arbitrary<Particle>

async function codecs() {
  const registry = createMemoryRegistry()
  await registry.register('p-value', ParticleEvent.json)
  const codec = createCodec(registry)
  const encode = await codec.encoder('p-value', ParticleEvent)
  const blank = { refdes: '', method: '', stream: '', deployment: 0, time: 0, numbers: {}, integers: {}, texts: {} }
  await codec.decode(ParticleEvent, encode({ ...blank, booleans: {}, times: {}, vectors: {}, textLists: {} }))
  return { encode, decode: (bytes: Uint8Array) => codec.decode(ParticleEvent, bytes) as Particle }
}

const plain = (value: Particle) => ({ ...value })

test('any particle comes back as it was', async () => {
  const { encode, decode } = await codecs()
  fc.assert(fc.property(particles, (particle) => expect(plain(decode(encode(particle)))).toEqual(particle)))
})

test('any truncation is refused as avro-invalid', async () => {
  const { encode, decode } = await codecs()
  fc.assert(
    fc.property(particles, fc.nat(), (particle, cut) => {
      const bytes = encode(particle)
      const length = 5 + (cut % (bytes.length - 5))
      expect(() => decode(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'avro-invalid' }))
    }),
  )
})

test('any mutation is read or refused, and nothing else', async () => {
  const { encode, decode } = await codecs()
  const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(particles, changes, (particle, edits) => {
      const bytes = encode(particle).slice()
      for (const [at, byte] of edits) bytes[5 + (at % (bytes.length - 5))] = byte
      const began = process.cpuUsage()
      try {
        decode(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(Reject)
      }
      const { user, system } = process.cpuUsage(began)
      expect((user + system) / 1000).toBeLessThan(200)
    }),
    { numRuns: 1_000 },
  )
})
