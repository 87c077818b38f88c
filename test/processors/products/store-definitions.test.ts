import fc from 'fast-check'
import { storeDefinitions } from '../../../processors/products/store-definitions.ts'
import {
  computedStreams,
  definitions,
  definitionVersions,
  identifierStreams,
  resolvedStreams,
} from '../../../schemas/catalogue-tables.ts'
import type { ResolvedStream } from '../../../schemas/definitions/records.ts'
import type { DefinitionChanged } from '../../../schemas/generated/events.ts'
import { definitionsChanged, streamsResolved } from '../../../topics/products.ts'
import { drive } from '../../support/drive.ts'
import { changed, formula, parameter, stream } from './definition-events.ts'

const raw = parameter('PD1', { name: 'pressure_counts' })
const derived = parameter('PD2', {
  name: 'pressure',
  dataProductIdentifier: 'PRESWAT',
  level: 'L1',
  derivation: { functionId: 'PFID1', bindings: { p: [{ from: 'parameter', id: 'PD1' }] } },
})
const half = formula('PFID1', 'p / 2')
const ctd = stream('ctd', ['PD1', 'PD2'])
const all = [
  changed('function', half),
  changed('parameter', raw),
  changed('parameter', derived),
  changed('stream', ctd),
]

async function resolvedOf(pipeline: ReturnType<typeof drive>, name: string): Promise<ResolvedStream | null> {
  const row = await pipeline.row(resolvedStreams, { stream: name })
  return row === null ? null : (JSON.parse(row.body) as ResolvedStream)
}

test('a stream is resolved with its parameters and their functions, and told', async () => {
  const pipeline = drive(storeDefinitions)
  await pipeline.send(definitionsChanged, all)
  const resolved = await resolvedOf(pipeline, 'ctd')
  expect(resolved?.parameters.map(({ id }) => id)).toEqual(['PD1', 'PD2'])
  expect(resolved?.parameters[1]?.derivation).toEqual({ ...derived.derivation, kind: 'expression', text: 'p / 2' })
  expect(resolved?.problems).toEqual([])
  expect(await pipeline.rows(identifierStreams)).toEqual([
    { identifier: 'PRESWAT_L1', stream: 'ctd', parameter: 'PD2' },
  ])
  expect(pipeline.events(streamsResolved)).toEqual([
    { stream: 'ctd', version: resolved?.version, previousVersion: null },
  ])
})

test('a changed function resolves the streams that use it, and no others', async () => {
  const pipeline = drive(storeDefinitions)
  await pipeline.send(definitionsChanged, [...all, changed('stream', stream('other', ['PD1']))])
  const before = await resolvedOf(pipeline, 'ctd')
  const told = pipeline.events(streamsResolved).length
  await pipeline.send(definitionsChanged, changed('function', formula('PFID1', 'p / 4'), { changedAt: 2 }))
  const after = await resolvedOf(pipeline, 'ctd')
  expect(after?.parameters[1]?.derivation?.text).toBe('p / 4')
  expect(pipeline.events(streamsResolved).slice(told)).toEqual([
    { stream: 'ctd', version: after?.version, previousVersion: before?.version },
  ])
  expect((await pipeline.rows(definitionVersions)).filter(({ id }) => id === 'PFID1')).toHaveLength(2)
})

test('one bad parameter never blocks its stream: it is left out and said', async () => {
  const pipeline = drive(storeDefinitions)
  const odd = parameter('PD4', { name: 'odd', derivation: { functionId: 'PFID9', bindings: {} } })
  await pipeline.send(definitionsChanged, [
    ...all.slice(0, 3),
    changed('parameter', odd),
    changed('parameter', parameter('PD5', { name: 'pressure' })),
    changed('stream', stream('ctd', ['PD1', 'PD3', 'PD2', 'PD4', 'PD5'])),
  ])
  const resolved = await resolvedOf(pipeline, 'ctd')
  expect(resolved?.parameters.map(({ id }) => id)).toEqual(['PD1', 'PD2', 'PD4'])
  expect(resolved?.problems).toEqual([
    'no parameter PD3 is defined: it is left out',
    'PD4 is computed by PFID9, which is not defined: it cannot be computed',
    'PD2 and PD5 are both called pressure: PD5 is left out',
  ])
})

test('a parameter that the stream lacks is borrowed from the streams that have it, as they come and go', async () => {
  const pipeline = drive(storeDefinitions)
  const bindingsOf = async () => (await resolvedOf(pipeline, 'ctd'))?.parameters[0]?.derivation?.bindings.p
  await pipeline.send(definitionsChanged, [...all.slice(0, 3), changed('stream', stream('ctd', ['PD2']))])
  expect(await bindingsOf()).toEqual([{ from: 'parameter', id: 'PD1' }])
  const lender = (name: string, id: string) => changed('stream', stream(name, ['PD1'], { id }))
  await pipeline.send(definitionsChanged, [lender('a', 'DICT20'), lender('b', 'DICT3')])
  expect(await bindingsOf()).toEqual([
    { from: 'stream', stream: 'b', id: 'PD1' },
    { from: 'stream', stream: 'a', id: 'PD1' },
  ])
  await pipeline.send(definitionsChanged, { ...lender('b', 'DICT3'), isRemoved: true, body: '', changedAt: 2 })
  expect(await bindingsOf()).toEqual([{ from: 'stream', stream: 'a', id: 'PD1' }])
})

test('what is removed goes: an identifier with its parameter, the stream with its row', async () => {
  const pipeline = drive(storeDefinitions)
  await pipeline.send(definitionsChanged, all)
  const gone = { isRemoved: true, body: '', changedAt: 5 }
  await pipeline.send(definitionsChanged, changed('parameter', derived, gone))
  expect(await pipeline.rows(identifierStreams)).toEqual([])
  expect((await resolvedOf(pipeline, 'ctd'))?.problems).toEqual(['no parameter PD2 is defined: it is left out'])
  const virtual = { ...stream('hourly', ['PD1']), computedFrom: ['ctd', 'other'] }
  await pipeline.send(definitionsChanged, changed('stream', virtual))
  expect((await pipeline.rows(computedStreams)).map(({ host }) => host).sort()).toEqual(['ctd', 'other'])
  await pipeline.send(definitionsChanged, changed('stream', { ...virtual, computedFrom: ['ctd'] }, { changedAt: 2 }))
  expect(await pipeline.rows(computedStreams)).toEqual([{ host: 'ctd', stream: 'hourly' }])
  await pipeline.send(definitionsChanged, changed('stream', virtual, gone))
  expect(await pipeline.rows(computedStreams)).toEqual([])
  await pipeline.send(definitionsChanged, changed('stream', ctd, gone))
  expect(await resolvedOf(pipeline, 'ctd')).toBeNull()
  expect(pipeline.events(streamsResolved).at(-1)).toMatchObject({ stream: 'ctd', version: null })
})

test.each<[string, Partial<DefinitionChanged>, RegExp]>([
  ['no JSON', { body: '{' }, /parameter PD1 is no JSON/],
  ['a missing field', { body: '{"id":"PD1"}' }, /parameter PD1: name is missing/],
  ['a field of another kind', { body: JSON.stringify({ ...raw, colour: 'red' }) }, /colour is no field of a parameter/],
  ['a wrong value', { body: JSON.stringify({ ...raw, level: 'L7' }) }, /level is "L7"/],
  ['another id', { id: 'PD9' }, /of parameter PD9, its body of PD1/],
  ['another version', { version: 'abc' }, /says version abc/],
])('%s is rejected, and the others go on', async (_what, rest, reason) => {
  const pipeline = drive(storeDefinitions)
  await pipeline.send(definitionsChanged, [changed('parameter', raw, rest), changed('function', half)])
  expect(pipeline.rejected()).toEqual([
    expect.objectContaining({ code: 'definition-invalid', reason: expect.stringMatching(reason) }),
  ])
  expect((await pipeline.rows(definitions)).map(({ id }) => id)).toEqual(['PFID1'])
})

/** Versions of a few definitions at a few times, ties included. */
const change = fc.oneof(
  fc
    .tuple(fc.constantFrom('p', 'p / 2', 'p / 4'), fc.integer({ min: 1, max: 3 }))
    .map(([text, changedAt]) => changed('function', formula('PFID1', text), { changedAt })),
  fc
    .record({ isRemoved: fc.boolean(), level: fc.constantFrom('L1', 'L2'), changedAt: fc.integer({ min: 1, max: 3 }) })
    .map(({ isRemoved, level, changedAt }) =>
      changed('parameter', { ...derived, level: level as 'L1' }, { changedAt, isRemoved, changedBy: level }),
    ),
  fc
    .record({
      name: fc.constantFrom('ctd', 'other'),
      parameters: fc.subarray(['PD1', 'PD2', 'PD3']),
      computedFrom: fc.subarray(['ctd', 'third']),
      isRemoved: fc.boolean(),
      changedAt: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ name, parameters, computedFrom, ...rest }) =>
      changed('stream', { ...stream(name, parameters), computedFrom }, rest),
    ),
)

test('any order, doubling and batching of the same events gives the same stores', async () => {
  const tables = [definitions, definitionVersions, identifierStreams, computedStreams, resolvedStreams]
  const run = async (batches: readonly (readonly DefinitionChanged[])[]) => {
    const pipeline = drive(storeDefinitions)
    for (const batch of batches) await pipeline.send(definitionsChanged, batch)
    const rows = await Promise.all(tables.map((table) => pipeline.rows(table)))
    return rows.map((list) => list.map((row) => JSON.stringify(row)).sort())
  }
  const deliveries = fc.array(change, { minLength: 1, maxLength: 8 }).chain((events) =>
    fc.record({
      events: fc.constant(events),
      order: fc.shuffledSubarray([...events, ...events], { minLength: events.length }),
      size: fc.integer({ min: 1, max: 4 }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ events, order, size }) => {
      const every = [...order, ...events.filter((event) => !order.includes(event))]
      const batches = Array.from({ length: Math.ceil(every.length / size) }, (_, at) =>
        every.slice(at * size, (at + 1) * size),
      )
      expect(await run(batches)).toEqual(await run([events]))
    }),
    { numRuns: 200 },
  )
})
