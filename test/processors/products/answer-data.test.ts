import { bed, ctd, day, oxygen, second } from './products-bed.ts'

const rows = Array.from({ length: 100 }, (_, at) => [day + at * second, { counts: at === 37 ? 9000 : at }] as const)

test('a reduced answer keeps the extremes and says how it was reduced', async () => {
  const { feed, ask, closing } = await bed()
  await feed(ctd, rows)
  const values = await ask(ctd, 'temp', { reduction: 'minmax', limit: 10 })
  expect(values.length).toBeLessThanOrEqual(10)
  expect(values).toContain(900)
  expect(values).toContain(0)
  expect(closing().reduced).toMatchObject({ method: 'minmax', rowsRead: 100 })
})

test('means come with count, least and greatest, in fixed bins', async () => {
  const { feed, ask } = await bed()
  await feed(ctd, rows)
  const of = (name: string) => ask(ctd, 'temp', { reduction: 'mean', interval: 50 * second }, name)
  expect(await of('temp_count')).toEqual([50, 50])
  expect(await of('temp_max')).toEqual([900, 9.9])
  expect(await of('temp_min')).toEqual([0, 5])
  expect(await of('coverage')).toEqual([1, 1])
})

test('coefficients of the request apply, to nobody else', async () => {
  const { feed, ask } = await bed()
  await feed(ctd, [[day, { counts: 100 }]])
  const coefficients = JSON.stringify({ CC_a: [{ start: null, stop: null, value: 50 }] })
  expect(await ask(ctd, 'temp', { coefficients })).toEqual([2])
  expect(await ask(ctd, 'temp')).toEqual([10])
})

test('rows outside the deployment are left out where that is asked for', async () => {
  const { feed, ask, closing } = await bed()
  await feed({ ...ctd, deployment: 2 }, [[day, { counts: 100 }]])
  await feed(ctd, [[day, { counts: 100 }]])
  expect(await ask(ctd, 'counts', { requiresDeployment: true })).toEqual([100])
  expect(closing().rowsOutsideDeployments).toBe(1)
})

test('a reduction that cannot be is a problem that names the word', async () => {
  const { feed, ask, problem, rejected } = await bed()
  await feed(ctd, [[day, { counts: 1 }]])
  for (const reduction of ['full', 'lttb']) {
    await ask(ctd, 'temp', { reduction, interval: second })
    expect(problem()).toMatchObject({ code: 'invalid-value', field: 'interval' })
  }
  expect(rejected()).toEqual([])
})

test('an answer cut by its limit says what it was interpolated from', async () => {
  const { feed, ask, closing } = await bed()
  await feed(ctd, rows)
  await feed(
    oxygen,
    rows.map(([time]) => [time, { phase: 1 }] as const),
  )
  await ask(oxygen, 'corrected', { limit: 2, includesProvenance: true, coefficients: '{}' })
  expect(closing().interpolations).toMatchObject([{ stream: 'test_ctd', parameter: 'temp' }])
})

test('hours that begin before the first sample or are stamped after the last are answered', async () => {
  const { feed, ask } = await bed()
  const minute = 60 * second
  const sampled = Array.from({ length: 5 }, (_, at) => [day + 40 * minute + at * 60 * minute, { counts: 100 }] as const)
  await feed(ctd, sampled.slice(0, 4))
  await feed(ctd, [[day + 4 * 60 * minute + 10 * minute, { counts: 100 }]])
  const hours = await ask({ ...ctd, stream: 'test_hourly' }, 'kept', { start: day, stop: day + 12 * 60 * minute })
  // 0.945 of the irradiance stays in the sea, five hours long.
  expect(hours).toHaveLength(5)
  for (const hour of hours) expect(hour).toBeCloseTo(94.5, 9)
})

test('an unknown stream and an unknown parameter are problems that name what there is', async () => {
  const { feed, ask, problem } = await bed()
  await ask({ ...ctd, stream: 'nowhere' }, 'temp')
  expect(problem()).toMatchObject({ code: 'unknown-stream', field: 'stream' })
  await feed(ctd, [[day, { counts: 1 }]])
  await ask(ctd, 'salt')
  expect(problem()).toMatchObject({
    code: 'unknown-parameter',
    detail: 'test_ctd has no parameter salt; it has counts, temp',
  })
})
