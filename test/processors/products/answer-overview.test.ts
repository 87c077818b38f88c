import type { DataRequested } from '../../../schemas/generated/events.ts'
import { annotationsChanged } from '../../../topics/products.ts'
import { bed, ctd, day, second } from './products-bed.ts'

/** Rows a second apart, in chunks of a hundred: hundred after hundred, some later. */
const chunkRows = 100
const wave = (row: number) => Math.round(1000 * Math.sin(row / 50)) + (row % 7)
const rowsOf = (from: number, to: number, shift = 0) =>
  Array.from(
    { length: to - from },
    (_, at) => [day + (from + at + shift) * second, { counts: wave(from + at) }] as const,
  )

async function fed(chunks: number, shift: (chunk: number) => number = () => 0) {
  const made = await bed()
  for (let chunk = 0; chunk < chunks; chunk++) {
    await made.feed(ctd, rowsOf(chunk * chunkRows, (chunk + 1) * chunkRows, shift(chunk)))
  }
  return made
}

const mean: Partial<DataRequested> = { reduction: 'mean', interval: 400 * second }
const meansOf = (from: number, to: number) => {
  const values = Array.from({ length: to - from }, (_, at) => wave(from + at))
  return { mean: values.reduce((sum, one) => sum + one, 0) / values.length, values }
}

describe('means of an interval', () => {
  test.each([
    ['counts', 1],
    ['temp', 10],
  ])('of %s, stored or standing, are had without a row', async (name, divisor) => {
    const { ask, closing } = await fed(20)
    const means = (await ask(ctd, name, mean)) as number[]
    expect(closing().reduced).toMatchObject({ method: 'mean', rowsRead: 0, rowsTold: 2000, binMicros: 400 * second })
    for (const [at, value] of means.entries()) {
      expect(value * divisor).toBeCloseTo(meansOf(at * 400, (at + 1) * 400).mean, 9)
    }
    const { values } = meansOf(400, 800)
    expect((await ask(ctd, name, mean, `${name}_min`))[1]).toBeCloseTo(Math.min(...values) / divisor, 12)
    expect((await ask(ctd, name, mean, `${name}_max`))[1]).toBeCloseTo(Math.max(...values) / divisor, 12)
    expect(await ask(ctd, name, mean, `${name}_count`)).toEqual([400, 400, 400, 400, 400])
    expect(await ask(ctd, name, mean, 'coverage')).toEqual([1, 1, 1, 1, 1])
  })

  test('of a range read what it cuts, and lack nothing that was not asked for', async () => {
    const { ask, closing } = await fed(20)
    const part = { ...mean, start: day + 150 * second, stop: day + 1800 * second }
    expect(await ask(ctd, 'temp', part, 'temp_count')).toEqual([250, 400, 400, 400, 200])
    expect(closing().reduced).toMatchObject({ rowsRead: 50, rowsTold: 1600 })
    expect(await ask(ctd, 'temp', part, 'coverage')).toEqual([1, 1, 1, 1, 1])
  })

  test('count samples once that came twice, in whatever chunks', async () => {
    const { feed, ask, closing } = await fed(20)
    await feed(ctd, rowsOf(730, 830))
    expect(await ask(ctd, 'temp', mean, 'temp_count')).toEqual([400, 400, 400, 400, 400])
    expect(closing().reduced).toMatchObject({ rowsTold: 1800 })
  })

  test('tell of a gap by their coverage', async () => {
    const { ask, closing } = await fed(20, (chunk) => (chunk > 6 ? 200 : 0))
    expect(await ask(ctd, 'temp', mean, 'temp_count')).toEqual([400, 300, 300, 400, 400, 200])
    expect(await ask(ctd, 'temp', mean, 'coverage')).toEqual([1, 0.75, 0.75, 1, 1, 0.5])
    expect(closing().reduced).toMatchObject({ rowsRead: 0 })
  })
})

test('the extremes of many chunks are had without their rows, in pairs that say from when to when', async () => {
  const { ask, closing } = await fed(60)
  const asked: Partial<DataRequested> = { reduction: 'minmax', limit: 40 }
  const values = (await ask(ctd, 'counts', asked)) as number[]
  expect(closing().reduced).toMatchObject({ method: 'minmax', rowsRead: 0, rowsTold: 6000, rowsGiven: values.length })
  expect(values.length).toBeLessThanOrEqual(40)
  expect(values.length).toBeGreaterThan(20)
  const all = meansOf(0, 6000).values
  expect([Math.min(...values), Math.max(...values)]).toEqual([Math.min(...all), Math.max(...all)])
})

test('masked samples are read, and have no part', async () => {
  const { send, ask, closing } = await fed(20)
  const from = day + 510 * second
  await send(annotationsChanged, {
    ...{ id: 'a', subsite: 'CE02SHSM', node: 'RID27', sensor: null, method: null, stream: null, parameters: [] },
    ...{ start: from, stop: from + 20 * second, text: 'bio-fouling', isExclusion: true, qcFlag: null },
    ...{ author: 'somebody', createdAt: from, isRemoved: false },
  })
  expect(await ask(ctd, 'temp', mean, 'temp_count')).toEqual([400, 380, 400, 400, 400])
  expect(closing()).toMatchObject({ rowsExcluded: 20, reduced: { rowsTold: 1900 } })
})

test('what no statistics know is computed from the samples', async () => {
  const { ask, closing } = await fed(20)
  const coefficients = JSON.stringify({ CC_a: [{ start: null, stop: null, value: 1 }] })
  const means = await ask(ctd, 'temp', { ...mean, coefficients })
  expect(means[0]).toBeCloseTo(meansOf(0, 400).mean, 9)
  expect(closing().reduced).toMatchObject({ rowsRead: 2000, rowsTold: 0 })
})

test('fill values have no part, whether chunks are read for them or not', async () => {
  const { define, feed, ask, closing } = await fed(8)
  await define({ fill: -9999 })
  await feed(ctd, [[day + 800 * second, { counts: -9999 }], ...rowsOf(801, 900), [day + 900 * second, { counts: 7 }]])
  expect(await ask(ctd, 'counts', mean, 'counts_count')).toEqual([400, 400, 100])
  expect(await ask(ctd, 'counts', mean, 'counts_min')).toContain(Math.min(...meansOf(801, 900).values))
  expect(closing().reduced).toMatchObject({ rowsRead: 101, rowsTold: 800, valuesLeftOut: { counts: 1 } })
})

test('provenance tells of the chunks whose statistics gave the answer, and of their deployment', async () => {
  const { ask, closing } = await fed(8)
  await ask(ctd, 'counts', { ...mean, includesProvenance: true })
  const [read] = Object.values(closing().chunksRead)
  expect(read).toMatchObject({ chunks: 8, particles: 800 })
  expect(closing()).toMatchObject({ reduced: { rowsTold: 800 }, deploymentsUsed: [{ deployment: 1 }] })
})
