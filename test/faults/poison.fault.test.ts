import { ParticleBatchEvent } from '../../schemas/generated/events.ts'
import { particleBatches } from '../../topics/instruments.ts'
import { subjectOf } from '../../topics/topic.ts'
import { useBed } from '../support/bed.ts'
import { expectStored, rejectedList } from '../support/verify.ts'

const utf8 = new TextEncoder()
const key = utf8.encode('CE01TEST-RID16-03-CTDBPC000/streamed/test_samples/1')

const bed = useBed()

/** The wire format's head: magic byte 0 and the schema's id, big-endian. */
function framed(id: number, body: readonly number[]): Uint8Array {
  return Uint8Array.from([0, (id >>> 24) & 255, (id >>> 16) & 255, (id >>> 8) & 255, id & 255, ...body])
}

test('rejected holds exactly the poison set and every good message arrives', async () => {
  const { name } = particleBatches
  const id = await bed.feed.registry.idOf(subjectOf(`${bed.pipeline.namespace}.${name}`), ParticleBatchEvent.json)
  const { admin } = bed.feed.broker
  const topic = await admin.describeTopic(name)
  await admin.ensureTopics([
    {
      name,
      partitions: topic?.partitions.length ?? 1,
      config: { ...topic?.config, 'max.message.bytes': String(64 * 1024 * 1024) },
    },
  ])
  const poison: { code: string; value: Uint8Array }[] = [
    { code: 'avro-invalid', value: framed(id, [20, 65, 66]) },
    { code: 'wrong-magic-byte', value: Uint8Array.from([7, 0, 0, 0, 1, 2, 3]) },
    { code: 'unknown-schema', value: framed(2_000_000_001, [0]) },
    { code: 'too-large', value: new Uint8Array(50 * 1024 * 1024) },
    // A string that claims 2^40 bytes: length as a zig-zag varint, then nothing.
    { code: 'avro-invalid', value: framed(id, [0x80, 0x80, 0x80, 0x80, 0x80, 0x40]) },
  ]
  let from = 0
  for (const { value } of poison) {
    await bed.feed.batch(1, from, from + 1_000)
    await bed.feed.broker.publish(name, [{ key, value }])
    from += 1_000
  }
  await bed.feed.batch(1, from, from + 1_000)
  await expectStored(bed.pipeline, 1, from + 1_000)
  const found = await rejectedList(bed.pipeline)
  expect(found.map(({ code }) => code).sort()).toEqual(poison.map(({ code }) => code).sort())
  expect(found.every(({ origin }) => origin.startsWith(`${name} `))).toBe(true)
}, 600_000)

test('a block-count bomb on single particles is rejected at once', async () => {
  const { ParticleEvent } = await import('../../schemas/generated/events.ts')
  const id = await bed.feed.registry.idOf(
    subjectOf(`${bed.pipeline.namespace}.instruments.particles`),
    ParticleEvent.json,
  )
  const before = (await rejectedList(bed.pipeline)).length
  // refdes, method, stream: empty; deployment 0; time 0; then `numbers` claims 2^34 entries.
  await bed.feed.broker.publish('instruments.particles', [
    { key, value: framed(id, [0, 0, 0, 0, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]) },
  ])
  await bed.feed.singles(2, 0, 500)
  await expectStored(bed.pipeline, 2, 500)
  const found = await rejectedList(bed.pipeline)
  expect(found.length).toBe(before + 1)
  expect(found.at(-1)?.code).toBe('avro-invalid')
}, 600_000)
