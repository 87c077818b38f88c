import { storeParticles } from '../../../processors/instruments/store-particles.ts'
import { toArrow } from '../../../schemas/columns/arrow.ts'
import { chunkData, chunkStats, streamBins, streamColumns, streams } from '../../../schemas/tables.ts'
import { particleBatches, particles, particlesAnswered } from '../../../topics/instruments.ts'
import { columnBatch, dayMicros, particle, particleBatch, pipeline, stream, streamKey } from './particle-pipeline.ts'

const { refdes, method, deployment } = stream

test('single particles of one batch become one chunk with statistics, a bin and a catalogue row', async () => {
  const { send, rows } = pipeline()
  await send(particles, [
    particle(30, { numbers: { temperature: 4.5 } }),
    particle(10, { numbers: { temperature: 1.5 } }),
    particle(20, { numbers: { temperature: null }, texts: { note: 'ice' } }),
  ])

  const stats = await rows(chunkStats)
  expect(stats.map((row) => row.column_name).sort()).toEqual(['_time', 'note', 'temperature'])
  expect(stats.find((row) => row.column_name === 'temperature')).toMatchObject({
    stream_key: streamKey,
    bin: 0,
    chunk_start: 10,
    type: 'float64',
    count: 3,
    nulls: 1,
    min: 1.5,
    max: 4.5,
    mean: 3,
    first: 1.5,
    last: 4.5,
  })
  expect((await rows(chunkData)).map((row) => row.column_name).sort()).toEqual([
    '_row_hash',
    '_time',
    'note',
    'temperature',
  ])
  expect(await rows(streamBins)).toEqual([{ stream_key: streamKey, bin: 0, count: 3, first: 10, last: 30, chunks: 1 }])
  expect(await rows(streams)).toEqual([
    { refdes, method, stream: stream.stream, deployment, count: 3, first: 10, last: 30 },
  ])
  expect((await rows(streamColumns)).map((row) => [row.column_name, row.type])).toEqual([
    ['temperature', 'float64'],
    ['note', 'string'],
  ])
})

test('particles lie in the bin of their time, also before 1970', async () => {
  const { send, rows, ask } = pipeline()
  const times = [-dayMicros - 1, -dayMicros, -1, 0, dayMicros - 1, dayMicros]
  await send(
    particles,
    times.map((time) => particle(time, { integers: { n: time } })),
  )

  const bins = (await rows(streamBins)).sort((a, b) => a.bin - b.bin)
  expect(bins.map((bin) => [bin.bin, bin.count])).toEqual([
    [-2 * dayMicros, 1],
    [-dayMicros, 2],
    [0, 2],
    [dayMicros, 1],
  ])
  const answer = await ask({ start: -dayMicros, stop: dayMicros })
  expect(answer.rows.map((row) => [row.time, row.n])).toEqual(
    [-dayMicros, -1, 0, dayMicros - 1].map((n) => [n, BigInt(n)]),
  )
})

test('an answer carries every type of value as it came, missing ones missing', async () => {
  const types = {
    a: 'int8',
    b: 'int16',
    c: 'int32',
    d: 'int64',
    e: 'uint8',
    f: 'uint16',
    g: 'uint32',
    h: 'uint64',
    i: 'float32',
    j: 'float64',
    k: 'boolean',
    l: 'string',
    m: 'timestamp',
    n: 'int16[3]',
    o: 'float64[]',
    p: 'string[]',
    q: 'uint64[2]',
  }
  const full = {
    a: -128,
    b: -32768,
    c: -(2 ** 31),
    d: -(2n ** 63n),
    e: 255,
    f: 65535,
    g: 2 ** 32 - 1,
    h: 2n ** 64n - 1n,
    i: 0.5,
    j: 0.1,
    k: true,
    l: 'é€😀',
    m: -1n,
    n: [1, -2, 3],
    o: [0.1, Number.NaN],
    p: ['', 'x'],
    q: [0n, 2n ** 64n - 1n],
  }
  const { send, ask } = pipeline()
  await send(particleBatches, [
    particleBatch(types, [{ time: 2, values: full }]),
    particleBatch(types, [
      { time: 1, values: {} },
      { time: 3, values: { o: [], p: [] } },
    ]),
  ])

  const answer = await ask()
  expect(answer.types).toEqual({ deployment: 'int32', ...types })
  const none = Object.fromEntries(Object.keys(types).map((name) => [name, null]))
  expect(answer.rows).toEqual([
    { time: 1, deployment: 3, ...none },
    { time: 2, deployment: 3, ...full },
    { time: 3, deployment: 3, ...none, o: [], p: [] },
  ])
})

test('vectors, text lists and times of single particles keep their kinds', async () => {
  const { send, ask } = pipeline()
  await send(particles, [
    particle(1, {
      vectors: {
        beams: { kind: 'int16', data: new Uint8Array([1, 0, 255, 255]) },
        flags: { kind: 'boolean', data: new Uint8Array([0, 1]) },
      },
      textLists: { notes: ['a', 'b'] },
      times: { internal_timestamp: 1_700_000_000_123_456 },
      booleans: { isOn: false },
    }),
  ])
  const answer = await ask()
  expect(answer.types).toEqual({
    deployment: 'int32',
    beams: 'int16[]',
    flags: 'boolean[]',
    internal_timestamp: 'timestamp',
    isOn: 'boolean',
    notes: 'string[]',
  })
  expect(answer.rows).toEqual([
    {
      time: 1,
      deployment: 3,
      beams: [1, -1],
      flags: [false, true],
      internal_timestamp: 1_700_000_000_123_456n,
      isOn: false,
      notes: ['a', 'b'],
    },
  ])
})

test('a parameter that came in several types is answered in the one that holds all', async () => {
  const { send, ask, rows } = pipeline()
  await send(particleBatches, [
    particleBatch({ x: 'int16' }, [{ time: 1, values: { x: 5 } }]),
    particleBatch({ x: 'float32' }, [{ time: 2, values: { x: 0.5 } }]),
    particleBatch({ x: 'string' }, [{ time: 3, values: { x: 'six' } }]),
  ])
  expect((await ask()).rows.map((row) => row.x)).toEqual(['5', '0.5', 'six'])
  expect(new Set((await rows(streamColumns)).map((row) => row.type)).size).toBeGreaterThan(1)
})

test('the same particle by another way counts once, whatever types it came in; the earliest driver time stays', async () => {
  const { send, ask, rows } = pipeline()
  await send(particles, [particle(1, { integers: { x: 5 }, times: { driver_timestamp: 300 } })])
  await send(particles, [particle(1, { numbers: { x: 5 }, times: { driver_timestamp: 100 } })])
  await send(particleBatches, [particleBatch({ x: 'int8', y: 'float64' }, [{ time: 1, values: { x: 5 } }])])
  await send(particles, [particle(1, { numbers: { x: 6 } })])

  expect((await rows(streamBins)).map((bin) => [bin.count, bin.chunks])).toEqual([[2, 4]])
  const found = (await ask()).rows.map((row) => [row.x, row.driver_timestamp])
  expect(found).toHaveLength(2)
  expect(found).toEqual(
    expect.arrayContaining([
      [5, 100n],
      [6, null],
    ]),
  )
})

test('wrong events are refused with a code; the others are stored', async () => {
  const { send, rejected, rows } = pipeline()
  await send(particles, [
    particle(1, { numbers: { ok: 1 } }),
    { ...particle(2), refdes: 'nowhere' },
    particle(3, { numbers: { 'no spaces': 1 } }),
    particle(4, { numbers: { _time: 1 } }),
    particle(5, { numbers: { time: 1 } }),
    particle(6, { numbers: { twice: 1 }, integers: { twice: 1 } }),
    particle(7, { vectors: { odd: { kind: 'int32', data: new Uint8Array(3) } } }),
    particle(8, { integers: { ok: 8 } }),
  ])
  const good = particleBatch({ ok: 'float64' }, [{ time: 9, values: { ok: 9 } }])
  await send(particleBatches, [
    good,
    { ...good, count: 2 },
    { ...good, arrow: good.arrow.subarray(0, 40) },
    { ...good, deployment: -1 },
    particleBatch({ deployment: 'int32' }, [{ time: 1, values: {} }]),
  ])
  expect(rejected().map(({ offset, code }) => [Number(offset), code])).toEqual([
    [1, 'bad-stream-key'],
    [2, 'bad-parameter-name'],
    [3, 'bad-parameter-name'],
    [4, 'bad-parameter-name'],
    [5, 'bad-value'],
    [6, 'bad-value'],
    [1, 'count-mismatch'],
    [2, 'arrow-invalid'],
    [3, 'bad-stream-key'],
    [4, 'bad-parameter-name'],
  ])
  expect((await rows(streamBins)).map((bin) => bin.count)).toEqual([3])
  expect(new Set((await rows(streamColumns)).map((row) => row.column_name))).toEqual(new Set(['ok']))
})

test('a time that is no exact microsecond is refused', async () => {
  const { send, rejected } = pipeline()
  const batch = columnBatch({}, [{ time: 1, values: {} }])
  batch.time[0] = 2 ** 53
  await send(particleBatches, [{ ...stream, count: 1, arrow: toArrow(batch), source: null }])
  expect(rejected().map(({ code }) => code)).toEqual(['arrow-invalid'])

  const input = {
    topic: particles.name,
    value: particle(0.5),
    key: null,
    partition: 0,
    offset: 7n,
    time: 0,
    headers: {},
  }
  const outcome = (await storeParticles.process([input], {})) as unknown as {
    reject: { code: string; reason: string }[]
  }
  expect(outcome.reject).toMatchObject([{ code: 'bad-time', reason: expect.stringContaining('time 0.5 is not') }])
})

test('deployments are merged by time, the lower first at equal times; one may be asked alone', async () => {
  const { send, ask } = pipeline()
  const of = (number: number, times: number[]) =>
    particleBatch(
      { x: 'int32' },
      times.map((time) => ({ time, values: { x: number * 100 + (time % 100) } })),
      { deployment: number },
    )
  await send(particleBatches, [of(2, [1, 2, 3, 5, 9]), of(1, [2, 3, 4]), of(5, [dayMicros, dayMicros + 1])])

  const answer = await ask({ stop: dayMicros + 1 })
  expect(answer.rows.map((row) => [row.time, row.deployment, row.x])).toEqual([
    [1, 2, 201],
    [2, 1, 102],
    [2, 2, 202],
    [3, 1, 103],
    [3, 2, 203],
    [4, 1, 104],
    [5, 2, 205],
    [9, 2, 209],
    [dayMicros, 5, 500],
  ])
  expect((await ask({ deployment: 1 })).rows.map((row) => row.time)).toEqual([2, 3, 4])
  expect((await ask({ deployment: 7 })).rows).toEqual([])
})

test('parts: the first small, the last says so, a limit ends early', async () => {
  const { send, ask } = pipeline()
  const batch = (from: number) =>
    particleBatch(
      { x: 'float64' },
      Array.from({ length: 25_000 }, (_, i) => ({ time: from + i, values: { x: i } })),
    )
  for (const from of [0, 25_000, 50_000]) await send(particleBatches, batch(from))

  expect((await ask()).parts.map((part) => part.count)).toEqual([2000, 65_536, 7464])
  expect((await ask({ limit: 2000 })).parts.map((part) => part.count)).toEqual([2000])
  expect((await ask({ limit: 2001 })).parts.map((part) => part.count)).toEqual([2000, 1])
  expect((await ask({ limit: 0 })).parts).toEqual([{ count: 0, isLast: true }])
  expect((await ask({ start: 10, stop: 2010 })).parts.map((part) => part.count)).toEqual([2000, 0])
  const ranged = await ask({ start: 24_990, stop: 25_010 })
  expect(ranged.rows.map((row) => row.time)).toEqual(Array.from({ length: 20 }, (_, i) => 24_990 + i))
})

test('parts tell where they continue: rows before, the time before, their own last', async () => {
  const { send, ask, events } = pipeline()
  const rows = Array.from({ length: 4000 }, (_, i) => ({ time: 10 + i, values: { x: i } }))
  await send(particleBatches, [particleBatch({ x: 'float64' }, rows)])
  await ask()
  await ask({ start: 10, stop: 2010 })
  await ask({ start: 5, stop: 6 })
  expect(
    events(particlesAnswered).map(({ part, count, rowsBefore, after, last }) => [part, count, rowsBefore, after, last]),
  ).toEqual([
    [0, 2000, 0, null, 2009],
    [1, 2000, 2000, 2009, 4009],
    [0, 2000, 0, null, 2009],
    [1, 0, 2000, 2009, 2009],
    [0, 0, 0, null, null],
  ])
})

test('unknown streams and parameters are problems; a defined stream without particles answers none', async () => {
  const { send, ask } = pipeline()
  expect((await ask()).problem).toMatchObject({ code: 'unknown-stream', field: 'stream' })
  await send(particles, [particle(1, { numbers: { b: 1, a: 2 } })])
  expect((await ask({ parameters: ['a', 'c'] })).problem).toMatchObject({
    code: 'unknown-parameter',
    detail: expect.stringContaining('it has a, b'),
  })
  expect((await ask({ parameters: ['b', 'time'] })).types).toEqual({ deployment: 'int32', b: 'float64' })
  expect(Object.keys((await ask()).types)).toEqual(['deployment', 'a', 'b'])
})
