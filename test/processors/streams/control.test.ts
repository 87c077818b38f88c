import fc from 'fast-check'
import { followOperations } from '../../../processors/streams/follow-operations.ts'
import { storeOperations } from '../../../processors/streams/store-operations.ts'
import { storeProcessDefinitions } from '../../../processors/streams/store-process-definitions.ts'
import { storeStreams } from '../../../processors/streams/store-streams.ts'
import type {
  ManagedStreamChanged,
  OperationAdvanced,
  OperationChanged,
  ProcessDefinitionChanged,
} from '../../../schemas/generated/events.ts'
import {
  managedStreams,
  operationReplicas,
  operations,
  processDefinitions,
  processRevisions,
} from '../../../schemas/stream-tables.ts'
import {
  managedStreamsChanged,
  operationsAdvanced,
  operationsChanged,
  processDefinitionsChanged,
} from '../../../topics/streams.ts'
import { drive } from '../../support/drive.ts'

const stream = (changes: Partial<ManagedStreamChanged> = {}): ManagedStreamChanged => ({
  name: 'lines',
  partitions: 3,
  retentionMs: 604_800_000,
  retentionBytes: null,
  replication: null,
  createdAt: 1,
  changedBy: 'ann',
  changedAt: 1,
  isRemoved: false,
  ...changes,
})

const wish = (changes: Partial<OperationChanged> = {}): OperationChanged => ({
  name: 'upper',
  generation: 1,
  definition: 7,
  revision: 1,
  input: 'lines',
  output: 'shouts',
  isOnDemand: false,
  concurrency: 1,
  replicas: 1,
  isPaused: false,
  owner: 'ann',
  createdAt: 1,
  changedAt: 1,
  isRemoved: false,
  change: 'a',
  ...changes,
})

const told = (changes: Partial<OperationAdvanced> = {}): OperationAdvanced => ({
  operation: 'upper',
  replica: 'r1',
  generation: 1,
  round: 1,
  state: 'running',
  at: 10,
  executor: 'host/1',
  handled: 0,
  published: 0,
  failed: 0,
  retried: 0,
  restarts: 0,
  error: null,
  errorAt: null,
  ...changes,
})

const definition = (changes: Partial<ProcessDefinitionChanged> = {}): ProcessDefinitionChanged => ({
  id: 7,
  revision: 1,
  change: 'a',
  owner: 'ann',
  name: 'upper',
  body: '{"exec":"tr a-z A-Z"}',
  changedAt: 100,
  ...changes,
})

test('what was said last of a stream counts; one that breaks a rule is refused', async () => {
  const pipeline = drive(storeStreams)
  await pipeline.send(managedStreamsChanged, [
    stream(),
    stream({ isRemoved: true }),
    stream({ name: 'a b' }),
    stream({ name: 'none', partitions: 0 }),
  ])
  expect(await pipeline.rows(managedStreams)).toMatchObject([{ name: 'lines', is_removed: true }])
  expect(pipeline.rejected()).toMatchObject([
    { code: 'stream-invalid', reason: expect.stringContaining('name') },
    { code: 'stream-invalid', reason: expect.stringContaining('partitions') },
  ])
})

test('what was wished last of an operation counts; a loop, a bad name and a bad number are refused', async () => {
  const pipeline = drive(storeOperations)
  await pipeline.send(operationsChanged, [
    wish(),
    wish({ generation: 2, isPaused: true }),
    wish({ output: 'lines' }),
    wish({ name: '' }),
    wish({ concurrency: 0 }),
  ])
  expect(await pipeline.rows(operations)).toMatchObject([{ name: 'upper', generation: 2, is_paused: true }])
  expect(pipeline.rejected().map(({ code, reason }) => [code, reason.split(' ')[0]])).toEqual([
    ['operation-invalid', 'output'],
    ['operation-invalid', 'name'],
    ['operation-invalid', 'concurrency'],
  ])
})

test('of two wishes of one generation the first counts, however often they come; an older one changes nothing', async () => {
  const pipeline = drive(storeOperations)
  const rival = wish({ change: 'b', output: 'whispers', owner: 'bob' })
  await pipeline.send(operationsChanged, [wish(), rival])
  await pipeline.send(operationsChanged, rival)
  expect(await pipeline.rows(operations)).toMatchObject([{ owner: 'ann', output: 'shouts', change: 'a' }])
  expect(pipeline.rejected().map(({ code }) => code)).toEqual(['generation-taken', 'generation-taken'])
  await pipeline.send(operationsChanged, wish({ generation: 2, change: 'c', isPaused: true }))
  await pipeline.send(operationsChanged, wish())
  expect(await pipeline.rows(operations)).toMatchObject([{ generation: 2, is_paused: true, change: 'c' }])
})

test('late news of an earlier round changes nothing, in any order and however often it comes', async () => {
  const news = [
    told(),
    told({ state: 'failed', at: 20, failed: 3 }),
    told({ round: 2, at: 15, handled: 5 }),
    told({ generation: 2, round: 1, state: 'waiting', at: 5 }),
  ]
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...news, ...news], { minLength: 8 }), async (order) => {
      const pipeline = drive(followOperations)
      for (const one of order) await pipeline.send(operationsAdvanced, one)
      expect(await pipeline.rows(operationReplicas)).toMatchObject([
        { generation: 2, round: 1, state: 'waiting', at: 5 },
      ])
    }),
    { numRuns: 30 },
  )
})

test('a state that nobody knows is refused', async () => {
  const pipeline = drive(followOperations)
  await pipeline.send(operationsAdvanced, told({ state: 'dancing' }))
  expect(pipeline.rejected()).toMatchObject([{ code: 'operation-state-unknown' }])
  expect(await pipeline.rows(operationReplicas)).toEqual([])
})

test('a revision is of its first coming and never changes', async () => {
  const pipeline = drive(storeProcessDefinitions)
  const second = definition({ revision: 2, change: 'b', body: '{"exec":"rev"}', changedAt: 200 })
  const rival = definition({ revision: 2, change: 'c', body: '{"exec":"false"}', changedAt: 190 })
  await pipeline.send(processDefinitionsChanged, [definition(), second, rival])
  await pipeline.send(processDefinitionsChanged, rival)
  await pipeline.send(processDefinitionsChanged, [definition(), second])
  expect(await pipeline.rows(processRevisions)).toMatchObject([
    { id: 7, revision: 1, change: 'a' },
    { id: 7, revision: 2, change: 'b', body: '{"exec":"rev"}' },
  ])
  expect(await pipeline.rows(processDefinitions)).toMatchObject([
    { id: 7, revision: 2, changed_at: 200, is_removed: false },
  ])
  expect(pipeline.rejected()).toMatchObject([{ code: 'revision-taken' }, { code: 'revision-taken' }])
})

test("nobody revises another's definition; a withdrawn one stays withdrawn, its revisions too", async () => {
  const pipeline = drive(storeProcessDefinitions)
  const withdrawn = definition({ revision: 0, change: 'w', body: '', changedAt: 300 })
  await pipeline.send(processDefinitionsChanged, [definition(), definition({ revision: 2, change: 'x', owner: 'eve' })])
  await pipeline.send(processDefinitionsChanged, withdrawn)
  await pipeline.send(processDefinitionsChanged, definition())
  expect(await pipeline.rows(processDefinitions)).toMatchObject([
    { owner: 'ann', revision: 1, is_removed: true, changed_at: 300 },
  ])
  expect(await pipeline.rows(processRevisions)).toHaveLength(1)
  expect(pipeline.rejected()).toMatchObject([{ code: 'revision-taken', reason: expect.stringContaining('ann') }])
})
