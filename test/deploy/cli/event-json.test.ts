import fc from 'fast-check'
import { eventFromJson, eventToJson, isoOf, microsOf } from '../../../deploy/cli/event-json.ts'
import { ParticleEvent, RejectedEvent } from '../../../schemas/generated/events.ts'

const key = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'streamed', stream: 'trial' }
const particle = (json: object) => eventFromJson(ParticleEvent.json, { ...key, time: 0, ...json })

test('defaults are filled in', () => {
  expect(particle({ numbers: { temp: 9.5 } })).toEqual({
    ...key,
    deployment: 0,
    time: 0,
    numbers: { temp: 9.5 },
    integers: {},
    texts: {},
    booleans: {},
    times: {},
    vectors: {},
    textLists: {},
  })
})

test('nested defaults, nulls and bytes by base64', () => {
  const json = { code: 'x', reason: 'y', by: 'z', bytes: 'AAEC', key: null, headers: { a: { base64: 'YQ==' } } }
  const event = eventFromJson(RejectedEvent.json, json) as Record<string, unknown>
  expect(event).toMatchObject({ topic: null, offset: null, claim: null, key: null })
  expect([...(event.bytes as Uint8Array)]).toEqual([0, 1, 2])
  expect([...(event.headers as Record<string, Uint8Array>).a!]).toEqual([97])
})

test.each([
  [{ time: '2013-11-23' }, 'time is "2013-11-23": give a time like'],
  [{ time: 1.5 }, 'time is 1.5: give a whole number'],
  [{ deployment: 3_000_000_000 }, 'deployment is 3000000000: give a whole number that fits 32 bits'],
  [{ numbers: { temp: 'warm' } }, 'numbers.temp is "warm": give a number'],
  [{ textLists: { names: ['a', 3] } }, 'textLists.names.1 is 3: give a text'],
  [{ vectors: { v: { kind: 'int7', data: '' } } }, 'vectors.v.kind is "int7": give one of int8, int16'],
  [{ vectors: { v: { kind: 'int8', data: '?' } } }, 'vectors.v.data is "?": give base64 text'],
  [{ vectors: { v: { kind: 'int8' } } }, 'vectors.v.data is missing'],
  [{ temperature: 3 }, 'temperature is no field of Particle: its fields are refdes, method'],
  [{ refdes: undefined }, 'refdes is missing: it has no default'],
])('%j is refused', (json, reason) => {
  expect(() => particle(json)).toThrow(reason)
})

test('bytes are shown short, or whole so that they can be produced again', () => {
  const event = { kind: 'int8', data: Uint8Array.from({ length: 30 }, (_, index) => index) }
  const whole = particle({ vectors: { v: { ...event, data: Buffer.from(event.data).toString('base64') } } })
  const short = eventToJson(ParticleEvent.json, whole) as { vectors: { v: { data: object } } }
  expect(short.vectors.v.data).toEqual({ length: 30, base64: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX…' })
  const again = eventFromJson(ParticleEvent.json, eventToJson(ParticleEvent.json, whole, { bytes: 'whole' }))
  expect(again).toEqual(whole)
})

test('any particle shown whole reads back as it was', () => {
  const micros = fc.integer({ min: -6e16 / 10, max: 8e15 })
  const name = fc.stringMatching(/^[a-z]{1,8}$/)
  const values = {
    time: micros,
    numbers: fc.dictionary(name, fc.option(fc.double({ noDefaultInfinity: false }))),
    integers: fc.dictionary(name, fc.option(fc.maxSafeInteger())),
    texts: fc.dictionary(name, fc.option(fc.string())),
    booleans: fc.dictionary(name, fc.option(fc.boolean())),
  }
  fc.assert(
    fc.property(fc.record(values), (given) => {
      const event = particle({ ...given, numbers: {} }) as Record<string, unknown>
      event.numbers = given.numbers
      const text = JSON.stringify(eventToJson(ParticleEvent.json, event, { bytes: 'whole' }))
      const again = eventFromJson(ParticleEvent.json, JSON.parse(text)) as Record<string, unknown>
      // JSON has no negative zero.
      expect(JSON.stringify(again)).toEqual(JSON.stringify(event))
      expect(again.time).toBe(event.time)
    }),
  )
})

// From the calendar: 2013-11-23T00:00:21Z is 1385164821 seconds after 1970.
test.each([
  ['2013-11-23T00:00:21Z', 1385164821000000],
  ['2013-11-23T00:00:21.000001Z', 1385164821000001],
  ['2013-11-23T02:00:21.5+02:00', 1385164821500000],
  ['1969-12-31T23:59:59.999999Z', -1],
])('%s is %d microseconds', (text, micros) => {
  expect(microsOf(text)).toBe(micros)
})

test.each(['2013-11-23', '2013-11-23T00:00:21', '2013-02-30T00:00:00Z', '2013-13-01T00:00:00Z', 'now', ''])(
  '%j is no time',
  (text) => {
    expect(microsOf(text)).toBeNull()
  },
)

test('times are shown with six decimals', () => {
  expect(isoOf(1385164821000001)).toBe('2013-11-23T00:00:21.000001Z')
  expect(isoOf(-1)).toBe('1969-12-31T23:59:59.999999Z')
  expect(isoOf(Number.MAX_SAFE_INTEGER)).toBe('2255-06-05T23:47:34.740991Z')
})
