import { bed, ctd, day, second } from './products-bed.ts'

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
