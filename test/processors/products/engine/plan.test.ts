import { functionOf } from '../../../../processors/products/engine/functions.ts'
import { type PlanViews, planProducts } from '../../../../processors/products/engine/plan.ts'
import { planVirtual } from '../../../../processors/products/engine/plan-virtual.ts'
import { calibrated, constant, derived, identified, nothing, own, stored, stream } from './definitions.ts'

const views: PlanViews = { algorithm: functionOf, byIdentifier: async () => null, byStream: async () => null }
const ctd = stream('ctd', [
  stored('counts'),
  derived('density', 'salinity * 2 + temp', { salinity: identified('PRACSAL_L2'), temp: own('temp') }),
  derived(
    'salinity',
    'c / temp',
    { c: own('cond'), temp: own('temp') },
    { dataProductIdentifier: 'PRACSAL', level: 'L2' },
  ),
  derived('cond', 'counts * a', { counts: own('counts'), a: calibrated('CC_a') }),
  derived('temp', 'counts / k', { counts: own('counts'), k: constant(10) }),
])

test('each step comes after those that it depends on, and only what is needed is computed', async () => {
  const plan = await planProducts(ctd, new Set(['counts']), ['density'], views)
  expect(plan.steps.map(({ parameter }) => parameter.id)).toEqual(['cond', 'temp', 'salinity', 'density'])
  expect([...plan.stored]).toEqual(['counts'])
  const less = await planProducts(ctd, new Set(['counts']), ['temp'], views)
  expect(less.steps.map(({ parameter }) => parameter.id)).toEqual(['temp'])
})

test('what can not be had says why, and the rest is had', async () => {
  const plan = await planProducts(ctd, new Set(), ['temp', 'density'], views)
  expect(plan.wanted).toEqual([])
  expect(plan.missing.map(({ reason }) => reason)[0]).toBe('counts / k needs counts: no counts is stored')
})

test('a cycle is said, not followed', async () => {
  const round = stream('round', [derived('a', 'b + 1', { b: own('b') }), derived('b', 'a + 1', { a: own('a') })])
  const { missing } = await planProducts(round, new Set(), ['a'], views)
  expect(missing[0]?.reason).toContain('a → b → a is a cycle')
})

test('alternatives are tried in their order, and nothing ends the list', async () => {
  const list = [own('absent'), identified('PRESWAT_L1'), own('second')]
  const chosen = stream('s', [stored('absent'), stored('second'), derived('out', 'p * 2', { p: list })])
  const plan = await planProducts(chosen, new Set(['second']), ['out'], views)
  expect(plan.steps[0]?.arguments.get('p')).toEqual({ from: 'own', id: 'second' })
  const none = stream('s', [derived('out', 'p * 2', { p: [own('absent'), nothing] })])
  const refused = await planProducts(none, new Set(), ['out'], views)
  expect(refused.missing[0]?.reason).toContain('the definition binds nothing to it')
})

test('a supporting parameter is asked for by identifier, own stream first', async () => {
  const asked: string[] = []
  const support = {
    refdes: 'X',
    method: 'm',
    stream: 'other',
    parameter: stored('p'),
    plan: await planProducts(stream('other', [stored('p')]), new Set(['p']), ['p'], views),
    intervalMicros: null,
  }
  const supported: PlanViews = {
    ...views,
    byIdentifier: async (identifier) => {
      asked.push(identifier)
      return support
    },
  }
  const needs = stream('s', [stored('x'), derived('out', 'x * p', { x: own('x'), p: identified('PRESWAT_L1') })])
  const plan = await planProducts(needs, new Set(['x']), ['out'], supported)
  expect(plan.steps[0]?.arguments.get('p')).toEqual({ from: 'support', support })
  await planProducts(ctd, new Set(['counts']), ['density'], supported)
  expect(asked).toEqual(['PRESWAT_L1'])
})

test('a virtual stream takes from its host what its definitions name', async () => {
  const hourly = stream('hourly', [derived('warm', 't + 1', { t: own('temp') })], { computedFrom: ['ctd'] })
  const planHost = (ids: readonly string[]) => planProducts(ctd, new Set(['counts']), ids, views)
  const plan = await planVirtual(hourly, ctd, planHost, ['warm'], views)
  expect(plan.host?.steps.map(({ parameter }) => parameter.id)).toEqual(['temp'])
  expect(plan.steps.map(({ parameter }) => parameter.id)).toEqual(['warm'])
})
