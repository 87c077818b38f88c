/** When operations run, where, and what is tried again. */

import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { createRedriver } from '../../../connectors/operations/redriver.ts'
import { createCodec } from '../../../schemas/avro/codec.ts'
import { operationGroup, streamTopic } from '../../../schemas/streams/managed-stream.ts'
import { commandOf } from '../../../schemas/streams/process-command.ts'
import { createPublisher } from '../../../topics/publisher.ts'
import { redrivesRequested } from '../../../topics/streams.ts'
import { emission, subjectOf } from '../../../topics/topic.ts'
import { each, operationBed } from './bed.ts'

let bed: ReturnType<typeof operationBed>
beforeEach(() => {
  bed = operationBed()
})
afterEach(() => bed.close())

const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `m${from + at}`)
const stateOf = (name: string) => bed.states.filter(({ operation }) => operation === name).at(-1)?.state
const membersOf = async (name: string) => {
  const groups = await bed.broker.admin.consumersOf(streamTopic(`${name}.in`))
  return groups.find(({ group }) => group === operationGroup(name))?.members ?? 0
}

test('on demand: messages wait until somebody reads the end of the chain, and again when nobody does', async () => {
  await bed.wish('one', { exec: 'cat' }, { isOnDemand: true })
  await bed.wish('two', { exec: 'cat' }, { isOnDemand: true, input: 'one.out' })
  await bed.publish('one.in', ['a'])
  await bed.start()
  await bed.until('both wait', () => stateOf('one') === 'waiting' && stateOf('two') === 'waiting')
  expect(await bed.lag('one')).toBe(1)
  const reader = {
    group: 'reader',
    topics: [streamTopic('two.out')],
    from: 'earliest',
    onBatch: async () => {},
  } as const
  const reading = await bed.broker.subscribe(reader)
  await bed.until('it comes out at the end', async () => (await bed.values('two.out')).length === 1)
  await reading.stop()
  await bed.until('both wait again', () => stateOf('one') === 'waiting' && stateOf('two') === 'waiting')
  await bed.publish('one.in', ['b'])
  await new Promise((wake) => setTimeout(wake, 300))
  expect([await bed.lag('one'), await bed.values('two.out')]).toEqual([1, ['a']])
})

test('executors share the partitions of an operation, as many as it has replicas; one that stops is replaced', async () => {
  await bed.wish('echo', each("console.log('> ' + l)"), { partitions: 4, replicas: 2 })
  const [first] = [await bed.start(), await bed.start(), await bed.start()]
  await bed.until('two run it', async () => (await membersOf('echo')) === 2)
  for (const key of 'abcdefgh') await bed.publish('echo.in', numbered(0, 20), {}, key)
  await bed.until('all are out', async () => (await bed.lag('echo')) === 0)
  await first.stop()
  await bed.until('two run it again', async () => (await membersOf('echo')) === 2)
  for (const key of 'abcdefgh') await bed.publish('echo.in', numbered(20, 40), {}, key)
  await bed.until('all are out', async () => (await bed.lag('echo')) === 0)
  const found = await bed.seen('echo.out')
  for (const wanted of 'abcdefgh') {
    const values = found.filter(({ key }) => key === wanted).map(({ value }) => value)
    expect(values).toEqual(numbered(0, 40).map((one) => `> ${one}`))
  }
})

test('a pause ends the program, resuming goes on, a removed one goes', async () => {
  await bed.wish('echo', each('console.log(l)'))
  const [wanted] = bed.wishes as [(typeof bed.wishes)[number]]
  const change = (generation: number, isPaused: boolean) => {
    bed.wishes[0] = { ...wanted, wish: { ...wanted.wish, generation, isPaused } }
  }
  await bed.publish('echo.in', ['a'])
  await bed.start()
  await bed.until('it runs', async () => (await bed.lag('echo')) === 0)
  change(2, true)
  await bed.until('nobody runs it', async () => (await membersOf('echo')) === 0)
  await bed.publish('echo.in', ['b'])
  change(3, false)
  await bed.until('it goes on', async () => (await bed.lag('echo')) === 0)
  expect(await bed.values('echo.out')).toEqual(['a', 'b'])
  bed.wishes.length = 0
  await bed.until('it is gone', async () => (await membersOf('echo')) === 0 && stateOf('echo') === 'terminated')
})

test('a definition that may not run here is rejected, with the reason', async () => {
  await bed.wish('shelled', { exec: 'cat' })
  bed.wishes[0] = { ...(bed.wishes[0] as (typeof bed.wishes)[number]), command: 'shell must not be true' }
  await bed.start()
  await bed.until('it is told', () => stateOf('shelled') === 'rejected')
  expect(bed.states.at(-1)?.error).toMatchObject({ code: 'definition-refused', detail: 'shell must not be true' })
})

test('a service that dies at a message gets the others again in order; the bad one is a dead letter, whoever tries', async () => {
  const body = "if (l === 'm7') { console.error('bad checksum'); process.exit(3) } console.log('> ' + l)"
  await bed.wish('frail', { ...each(body), retry: 1 })
  await bed.publish('frail.in', numbered(0, 30))
  await bed.start()
  await bed.until('all are handled', async () => (await bed.lag('frail')) === 0)
  const rest = numbered(0, 30).filter((one) => one !== 'm7')
  expect(await bed.values('frail.out')).toEqual(rest.map((one) => `> ${one}`))
  expect(await bed.seen('frail.dead-letters')).toMatchObject([
    {
      value: 'm7',
      headers: { 'tideline-dead-exit-code': '3', 'tideline-dead-stderr': 'bad checksum\n', 'tideline-dead-tries': '2' },
    },
  ])
  expect(Math.max(...bed.states.map(({ round }) => round))).toBe(3)
  expect(bed.states.some(({ state }) => state === 'died-requested')).toBe(true)
})

test('redriving: each dead letter is tried once again for a request, and comes through as the message that it was', async () => {
  await bed.wish('picky', { exec: 'false', retry: 0 })
  await bed.publish('picky.in', ['a', 'b'], { cruise: 'RR2404' })
  await bed.start()
  await bed.until('both are dead letters', async () => (await bed.lag('picky')) === 0)
  const asked = await redriving()
  await asked('first', 2)
  await bed.until('both failed again', async () => (await bed.values('picky.dead-letters')).length === 4)
  bed.wishes[0] = { ...(bed.wishes[0] as (typeof bed.wishes)[number]), command: commandOf({ exec: 'cat' }) }
  await asked('second', 4)
  await bed.until('both came through', async () => (await bed.lagOfRedrives('picky')) === 0)
  expect(await bed.seen('picky.out')).toMatchObject(
    ['a', 'b'].map((value) => ({ value, key: 'k', headers: { cruise: 'RR2404' } })),
  )
  const letters = await bed.seen('picky.dead-letters')
  expect(letters.map(({ value, headers }) => [value, headers['tideline-dead-origin']])).toEqual(
    [0, 1, 0, 1].map((at) => ['ab'[at], `stream.picky.in/0/${at}`]),
  )
})

/** Who redrives; resolves with how to ask for letters before an offset. */
async function redriving() {
  const registry = createMemoryRegistry()
  const { name, schema } = redrivesRequested
  await registry.register(subjectOf(name), schema.json)
  await bed.broker.admin.ensureTopics([{ name, partitions: 1, config: {} }])
  const codec = createCodec(registry)
  const redriver = createRedriver({ ...bed.ports, codec, wanted: async () => [...bed.wishes], graceMs: 5_000 })
  bed.closing.push(() => redriver.stop())
  await redriver.start()
  const { publish } = createPublisher({ ...bed, codec, subject: subjectOf })
  return (id: string, until: number) => {
    const event = { id, operation: 'picky', from: { 0: 0 }, until: { 0: until }, requestedBy: 'ann', requestedAt: 1 }
    return publish([emission(redrivesRequested, event)])
  }
}
