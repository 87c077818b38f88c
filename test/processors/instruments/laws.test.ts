import fc from 'fast-check'
import type { Particle, ParticleBatch } from '../../../schemas/generated/events.ts'
import { unpackBins } from '../../../schemas/status/availability/bins.ts'
import { binBlocks, streamBins, streams } from '../../../schemas/tables.ts'
import { particleBatches, particles } from '../../../topics/instruments.ts'
import { type Answered, dayMicros, particle, particleBatch, pipeline, stream } from './particle-pipeline.ts'

interface Sample {
  readonly time: number
  readonly deployment: number
  readonly n: number | null
  readonly x: number | null
  readonly note: string | null
  readonly counts: readonly number[]
  readonly seenAt: number | null
}

const sample: fc.Arbitrary<Sample> = fc.record({
  // Few distinct values: ties of time, equal rows and bin borders must be common.
  time: fc
    .tuple(fc.constantFrom(-dayMicros, 0, dayMicros), fc.integer({ min: -3, max: 3 }))
    .map(([day, rest]) => day + rest),
  deployment: fc.constantFrom(1, 2),
  n: fc.constantFrom(null, 1, 2),
  x: fc.constantFrom(null, 0.5, 3),
  note: fc.constantFrom(null, 'a', 'é'),
  counts: fc.constantFrom([], [1], [1, 2]),
  seenAt: fc.constantFrom(null, 10, 20),
})

type Event = { single: Particle } | { batch: ParticleBatch }
const bytesOf = (counts: readonly number[]) => new Uint8Array(Int16Array.from(counts).buffer)

function asEvent(samples: readonly Sample[], form: 'single' | 'narrow' | 'wide'): Event[] {
  if (form === 'single') {
    return samples.map(({ time, deployment, n, x, note, counts, seenAt }) => ({
      single: {
        ...particle(time, {
          integers: { n },
          numbers: { x },
          ...(note === null ? {} : { texts: { note } }),
          vectors: { counts: { kind: 'int16', data: bytesOf(counts) } },
          times: { driver_timestamp: seenAt },
        }),
        deployment,
      },
    }))
  }
  const types = {
    n: form === 'narrow' ? 'int8' : 'int64',
    x: form === 'narrow' ? 'float32' : 'float64',
    note: 'string',
    counts: form === 'narrow' ? 'int16[]' : 'int32[]',
    driver_timestamp: 'timestamp',
  }
  return [1, 2].flatMap((deployment) => {
    const rows = samples
      .filter((one) => one.deployment === deployment)
      .map(({ time, n, x, note, counts, seenAt }) => ({
        time,
        values: { n, x, note, counts, driver_timestamp: seenAt === null ? null : BigInt(seenAt) },
      }))
    return rows.length === 0 ? [] : [{ batch: particleBatch(types, rows, { ...stream, deployment }) }]
  })
}

/** A way in which the same samples may come: some twice, in any order, in events of any form, in any batches. */
const delivery = (samples: readonly Sample[]) =>
  fc.record({
    order: fc
      .shuffledSubarray([...samples, ...samples], { minLength: samples.length })
      .map((some) => [...some, ...samples.filter((one) => !some.includes(one))]),
    cuts: fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.constantFrom('single', 'narrow', 'wide')), {
      minLength: 40,
      maxLength: 40,
    }),
    isRedelivered: fc.boolean(),
    compactAt: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 2 }),
  })
type Delivery = typeof delivery extends (...samples: never) => fc.Arbitrary<infer D> ? D : never

/** Equal up to row hashes is equal; of equal rows the one seen first stays. */
function model(samples: readonly Sample[]) {
  const distinct = new Map<string, Sample>()
  for (const one of samples) {
    const key = JSON.stringify([one.time, one.deployment, one.n, one.x, one.note, one.counts])
    const other = distinct.get(key)
    if (other === undefined || (one.seenAt ?? Infinity) < (other.seenAt ?? Infinity)) distinct.set(key, one)
  }
  return [...distinct.values()]
}

/** Values, not types: integers may come as numbers or bigints, missing values as null or not at all. */
const plain = (row: object) =>
  JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? Number(value) : (value ?? undefined)))
const text = (rows: readonly object[]) => rows.map(plain).sort()

function expectedRows(samples: readonly Sample[]) {
  return text(
    model(samples).map(({ time, deployment, n, x, note, counts, seenAt }) => ({
      deployment,
      counts,
      driver_timestamp: seenAt,
      n,
      note,
      x,
      time,
    })),
  )
}

async function outcome(samples: readonly Sample[], { order, cuts, isRedelivered, compactAt }: Delivery) {
  const pipe = pipeline()
  const during: Answered[] = []
  let from = 0
  for (let step = 0; from < order.length; step++) {
    const [length, form] = cuts[step % cuts.length] as [number, 'single' | 'narrow' | 'wide']
    const events = asEvent(order.slice(from, from + length), form)
    const singles = events.flatMap((event) => ('single' in event ? [event.single] : []))
    const batches = events.flatMap((event) => ('batch' in event ? [event.batch] : []))
    await pipe.send(particles, singles, { time: 0 })
    await pipe.send(particleBatches, batches, { time: 0 })
    if (compactAt.includes(step)) {
      const before = await pipe.ask()
      await pipe.tick(dayMicros * 100)
      during.push(before, await pipe.ask())
    }
    from += length
  }
  if (isRedelivered) {
    await pipe.redeliver(particles)
    await pipe.redeliver(particleBatches)
  }
  const bins = (await pipe.rows(streamBins)).map(({ chunks: _, ...bin }) => bin)
  const packed = (await pipe.rows(binBlocks)).flatMap(({ data }) => {
    const { first, last, count } = unpackBins(data)
    return Array.from(first, (_, index) => ({ count: count[index], first: first[index], last: last[index] }))
  })
  const unpacked = bins.map(({ count, first, last }) => ({ count, first, last }))
  return {
    answer: await pipe.ask(),
    bins: text(bins),
    streams: text(await pipe.rows(streams)),
    packed: text(packed),
    unpacked: text(unpacked),
    during,
    samples,
  }
}

const deliveredTwice = fc
  .array(sample, { minLength: 1, maxLength: 40 })
  .chain((samples) => fc.tuple(fc.constant(samples), delivery(samples), delivery(samples)))

test('any order, doubling and batching of the same particles gives the same answer, bins and catalogue', async () => {
  await fc.assert(
    fc.asyncProperty(deliveredTwice, async ([samples, one, other]) => {
      const [a, b] = [await outcome(samples, one), await outcome(samples, other)]
      expect(text(a.answer.rows)).toEqual(expectedRows(samples))
      expect(a.answer.rows.map((row) => Number(row.time))).toEqual(
        model(samples)
          .map((row) => row.time)
          .sort((x, y) => x - y),
      )
      // The same order to the last tie, whatever the way the particles came.
      expect(b.answer.rows.map(plain)).toEqual(a.answer.rows.map(plain))
      expect(b.bins).toEqual(a.bins)
      expect(b.streams).toEqual(a.streams)
      expect(a.packed).toEqual(a.unpacked)
      expect(b.packed).toEqual(a.unpacked)
      for (const { during } of [a, b]) {
        for (let i = 0; i < during.length; i += 2) expect(during[i + 1]).toEqual(during[i])
      }
    }),
    { numRuns: 30 },
  )
})

test('bins count what the model counts', async () => {
  await fc.assert(
    fc.asyncProperty(deliveredTwice, async ([samples, one]) => {
      const counts = new Map<string, { count: number; first: number; last: number }>()
      for (const { time, deployment } of model(samples)) {
        const key = `${deployment} ${Math.floor(time / dayMicros) * dayMicros}`
        const bin = counts.get(key)
        counts.set(key, {
          count: (bin?.count ?? 0) + 1,
          first: Math.min(bin?.first ?? time, time),
          last: Math.max(bin?.last ?? time, time),
        })
      }
      const { refdes, method } = stream
      const expected = [...counts].map(([key, bin]) => {
        const [deployment, start] = key.split(' ')
        return { stream_key: `${refdes}/${method}/${stream.stream}/${deployment}`, bin: Number(start), ...bin }
      })
      expect((await outcome(samples, one)).bins).toEqual(text(expected))
    }),
    { numRuns: 15 },
  )
})
