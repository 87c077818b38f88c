import type { Numbers } from '../../../processors/products/algorithm.ts'
import { type DataViews, dataReads } from '../../../processors/products/answer/data-reads.ts'
import { functionOf } from '../../../processors/products/engine/functions.ts'
import { type Asked, type Explanation, explain, nearestTime } from '../../../processors/products/explain/explain.ts'
import type { Argument, Explained } from '../../../processors/products/explain/explanation.ts'
import type { Table } from '../../../schemas/table.ts'
import { bed, ctd, day, oxygen, second } from './products-bed.ts'

const minute = 60 * second
type Bed = Awaited<ReturnType<typeof bed>>

const viewsOf = ({ tables }: Bed) =>
  Object.fromEntries(Object.entries(dataReads).map(([name, table]) => [name, tables.view(table as Table)])) as DataViews

async function explained(of: Bed, key: typeof ctd, parameter: string, from: number, to = from + 1) {
  const { refdes, method, stream } = key
  const asked: Asked = { refdes, method, stream, parameter, deployment: null, from, to }
  const found = await explain(viewsOf(of), asked)
  if ('code' in found) throw new Error(found.detail)
  return found
}

/** The value again, from what the explanation says and nothing else. */
function recomputed({ computed, value, time }: Explained): unknown {
  if (computed === null) return value
  const given = Object.entries(computed.arguments).map(([name, argument]) => [name, operand(again(argument))])
  const expression = functionOf('expression', computed.function) ?? functionOf('algorithm', computed.function)
  if (expression?.kind !== 'row') throw new Error(`no function ${computed.function}`)
  const context = { rows: 1, time: Float64Array.of(Date.parse(time) * 1000), flag() {} }
  return expression.compute(Object.fromEntries(given), context).values[0]
}

function again(argument: Argument): number {
  if (argument.from === 'parameter') return recomputed(argument.explained) as number
  if (argument.from !== 'stream')
    return (argument.from === 'coefficient' ? argument.validity?.value : argument.value) as number
  const { before, after } = argument.interpolated
  if (before === null || after === null) return recomputed((before ?? after) as Explained) as number
  const share = before.distanceSeconds / (before.distanceSeconds + after.distanceSeconds)
  const [a, b] = [recomputed(before) as number, recomputed(after) as number]
  return a + (b - a) * share
}

const operand = (value: number): Numbers => ({ values: Float64Array.of(value), width: 1, stride: 0, shape: [] })

test('the published value follows from the explanation alone: expressions, coefficients, interpolated neighbours', async () => {
  const on = await bed()
  await on.change(20, day + 30 * second)
  await on.feed(ctd, [
    [day - minute, { counts: 900 }],
    [day, { counts: 100 }],
    [day + minute, { counts: 300 }],
    [day + 2 * minute, { counts: 700 }],
  ])
  await on.feed(oxygen, [[day + 15 * second, { phase: 1.5 }]])
  const { values, provenance } = await explained(on, oxygen, 'corrected', day + 15 * second)
  const [published] = await on.ask(oxygen, 'corrected')
  // By hand: 100 / 10 before the change and 300 / 20 after it, a quarter of the way from one to the other.
  expect(published).toBe(1.5 + 10 + (15 - 10) / 4)
  expect(values.map(recomputed)).toEqual([published])
  expect(values).toMatchObject([{ value: published, time: '2024-03-01T00:00:15.000000Z', deployment: 1 }])
  const [first] = values
  if (first?.computed == null) throw new Error('it is computed')
  const { arguments: given, function: by, formulaVersion, definitionsVersion } = first.computed
  expect({ by, formulaVersion }).toEqual({ by: 'phase + t', formulaVersion: 1 })
  expect(definitionsVersion).not.toBe('')
  expect(given.phase).toMatchObject({ from: 'parameter', value: 1.5, explained: { computed: null, value: 1.5 } })
  expect(given.t).toMatchObject({
    from: 'stream',
    value: 11.25,
    interpolated: {
      ...{ refdes: ctd.refdes, stream: 'test_ctd', parameter: 'temp', rule: 'linear' },
      before: {
        value: 10,
        distanceSeconds: 15,
        computed: { arguments: { a: { validity: { value: 10, source: 'test' } } } },
      },
      after: { value: 15, distanceSeconds: 45, computed: { arguments: { a: { validity: { value: 20 } } } } },
    },
  })
  expect(Object.keys(provenance.chunksRead as object)).toHaveLength(2)
})

test('a stored value is explained by its chunk alone', async () => {
  const on = await bed()
  await on.feed(ctd, [[day, { counts: 100 }]])
  const { values, provenance } = await explained(on, ctd, 'counts', day)
  expect(values).toMatchObject([{ value: 100, computed: null }])
  expect(Object.values(provenance.chunksRead as object)).toMatchObject([{ chunks: 1 }])
})

test('an hourly value names the samples of its own hour', async () => {
  const on = await bed()
  await on.feed(
    ctd,
    [5, 70, 80, 120].map((at) => [day + at * minute, { counts: 100 + at }] as const),
  )
  const { values } = await explained(on, { ...ctd, stream: 'test_hourly' }, 'kept', day, day + 120 * minute)
  const [, second] = values
  expect(second?.computed?.samples).toEqual({
    count: 2,
    first: '2024-03-01T01:10:00.000000Z',
    last: '2024-03-01T01:20:00.000000Z',
  })
  expect(second?.computed?.arguments.shortwave_down).toMatchObject({ from: 'parameter', value: [170, 180] })
  // 0.945 of the irradiance stays in the sea.
  expect(values.map(({ value }) => value)).toEqual([expect.closeTo(0.945 * 105, 9), expect.closeTo(0.945 * 175, 9)])
})

test('the nearest row is looked for within a day; what can not be had says why', async () => {
  const on = await bed()
  await on.feed(
    ctd,
    [day, day + 40 * minute].map((time) => [time, { counts: 1 }] as const),
  )
  const { refdes, method, stream } = ctd
  const nearest = (parameter: string, time: number) =>
    nearestTime(viewsOf(on), { refdes, method, stream, parameter, deployment: null }, time)
  expect(await nearest('temp', day + 10 * minute)).toBe(day)
  expect(await nearest('temp', day + 20 * 60 * minute)).toBe(day + 40 * minute)
  expect(await nearest('temp', day + 5 * 24 * 60 * minute)).toBeNull()
  expect(await nearest('salt', day)).toMatchObject({ code: 'unknown-parameter' })
  const asked: Asked = { ...oxygen, parameter: 'corrected', deployment: null, from: day, to: day + 1 }
  await on.feed(oxygen, [[day, { phase: 1 }]])
  expect(((await explain(viewsOf(on), asked)) as Explanation).values).toMatchObject([{ value: 1.1 }])
  expect(await explain(viewsOf(on), { ...asked, ...ctd, parameter: 'salt' })).toMatchObject({
    code: 'unknown-parameter',
  })
})
