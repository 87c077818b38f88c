/** What becomes of messages that go through operations. */
import { Unavailable } from '../../../schemas/failures.ts'
import { streamObjects } from '../../../schemas/objects.ts'
import { headersOfClaim } from '../../../schemas/streams/message-headers.ts'
import type { ProcessDefinition } from '../../../schemas/streams/process-definition.ts'
import { each, operationBed } from './bed.ts'

let bed: ReturnType<typeof operationBed>
beforeEach(() => {
  bed = operationBed()
})
afterEach(() => bed.close())

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `m${at}`)
const script = (text: string, more: Partial<ProcessDefinition> = {}) => ({ exec: 'node -e', argv: [text], ...more })
const stateOf = (name: string) => bed.states.filter(({ operation }) => operation === name).at(-1)?.state
const codesOf = async (name: string) =>
  (await bed.seen(`${name}.dead-letters`)).map(({ headers }) => headers['tideline-dead-code'])

test('several processes at once, one out of order, and the output in order with key and headers', async () => {
  const late =
    "let s = ''; process.stdin.on('data', d => s += d).on('end', () => setTimeout(() => console.log('> ' + s.trim()), s.startsWith('m0') ? 400 : 0))"
  await bed.wish('turn', script(late), { concurrency: 3 })
  // An empty id is none.
  await bed.publish('turn.in', numbered(6), { cruise: 'RR2404', 'tideline-message-id': '' })
  await bed.start()
  await bed.until('all are out', async () => (await bed.lag('turn')) === 0)
  const found = await bed.seen('turn.out')
  expect(found.map(({ value }) => value)).toEqual(numbered(6).map((one) => `> ${one}`))
  expect(found.every(({ key, headers }) => key === 'k' && headers.cruise === 'RR2404')).toBe(true)
})

test('nothing is committed before its output is published, and ids are the same at each try', async () => {
  await bed.wish('echo', { exec: 'cat' })
  await bed.publish('echo.in', ['a', 'b'])
  let isAway = true
  const tried: unknown[] = []
  const messages: typeof bed.ports.messages = {
    async publish(stream, all) {
      tried.push(...all.map(({ headers }) => headers['tideline-message-id']))
      if (isAway) throw new Unavailable('kafka', 'away')
      await bed.ports.messages.publish(stream, all)
    },
  }
  const first = await bed.start({ messages })
  await bed.until('it is tried again', () => tried.length >= 2)
  expect(await bed.lag('echo')).toBe(2)
  expect(bed.states.at(-1)).toMatchObject({ state: 'running' })
  // Killed before it is put out: the next gives it the same id.
  bed.wishes.length = 0
  await first.stop()
  isAway = false
  await bed.wish('echo', { exec: 'cat' })
  await bed.start({ messages })
  await bed.until('all are out', async () => (await bed.lag('echo')) === 0)
  const ids = (await bed.seen('echo.out')).map(({ headers }) => headers['tideline-message-id'])
  expect([await bed.values('echo.out'), new Set(ids).size]).toEqual([['a', 'b'], 2])
  expect(new Set(tried)).toEqual(new Set(ids))
})

test('ids go on through a chain, and what comes twice by its id goes through once', async () => {
  await bed.wish('one', { exec: 'cat' })
  await bed.wish('two', { exec: 'cat' }, { input: 'one.out' })
  await bed.publish('one.in', ['a', 'a'], { 'tideline-message-id': 'm-1' })
  await bed.start()
  await bed.until('it is out', async () => (await bed.lag('one')) === 0 && (await bed.values('two.out')).length > 0)
  expect(await bed.values('two.out')).toEqual(['a'])
})

const dead = 'tideline-dead-'
test.each<[string, Partial<ProcessDefinition> & { exec: string }, object]>([
  [
    'an exit code',
    script("console.error('no calibration'); process.exitCode = 7", { retry: 2 }),
    {
      [`${dead}code`]: 'exit-code',
      [`${dead}exit-code`]: '7',
      [`${dead}stderr`]: 'no calibration\n',
      [`${dead}tries`]: '3',
    },
  ],
  [
    'a signal',
    script("process.kill(process.pid, 'SIGKILL')", { retry: 0 }),
    { [`${dead}signal`]: 'SIGKILL', [`${dead}tries`]: '1' },
  ],
  ['the time', script('setInterval(() => {}, 1e3)', { timeout: 0.2, retry: 0 }), { [`${dead}code`]: 'timeout' }],
  ['too much output', { exec: "printf 'abcdef'", max_output: 3, retry: 0 }, { [`${dead}code`]: 'output-too-large' }],
  ['no such program', { exec: 'no-such-program', retry: 0 }, { [`${dead}code`]: 'spawn-failed' }],
])(
  '%s: the dead letter has the bytes, the headers and what is known; the next message goes on',
  async (_what, definition, headers) => {
    await bed.wish('frail', definition)
    const bytes = Buffer.from([0, 255, 10, 13, 10])
    await bed.publish('frail.in', [bytes], { cruise: 'RR2404' })
    await bed.publish('frail.in', ['next'])
    await bed.start()
    await bed.until('both are handled', async () => (await bed.lag('frail')) === 0)
    const [letter, ...rest] = await bed.seen('frail.dead-letters')
    expect(letter).toMatchObject({
      value: bytes.toString(),
      key: 'k',
      headers: { ...headers, cruise: 'RR2404', [`${dead}origin`]: 'stream.frail.in/0/0' },
    })
    expect([rest.length, await bed.values('frail.out')]).toEqual([1, []])
  },
)

test.each([
  [undefined, []],
  ['publish', ['', '']],
] as const)('an empty output, empty_output %s', async (empty_output, outputs) => {
  await bed.wish('quiet', { exec: 'true', ...(empty_output && { empty_output }) })
  await bed.publish('quiet.in', ['a', 'b'])
  await bed.start()
  await bed.until('both are handled', async () => (await bed.lag('quiet')) === 0)
  expect(await bed.values('quiet.out')).toEqual(outputs)
})

test('without a key the partition keeps the order; lines of standard error are events', async () => {
  await bed.wish(
    'loud',
    script("console.error('WARN: salt'); console.error('x'); process.stdin.pipe(process.stdout)"),
    { partitions: 3 },
  )
  await bed.publish('loud.in', ['a'], { 'tideline-message-id': 'id-a' }, null)
  const [{ partition } = { partition: -1 }] = await bed.seen('loud.in')
  await bed.start()
  await bed.until('it is out', async () => (await bed.lag('loud')) === 0)
  expect(await bed.seen('loud.out')).toMatchObject([{ value: 'a', partition }])
  await bed.until('it is told', () => bed.logs.length === 2)
  expect(bed.logs).toMatchObject([
    { operation: 'loud', message: 'id-a', level: 'warn', text: 'WARN: salt' },
    { operation: 'loud', message: 'id-a', level: 'info', text: 'x' },
  ])
})

test('a large message is read from where it lies, and a large output is laid down there', async () => {
  const bytes = Buffer.alloc(700_000, 'tide')
  await bed.wish('copy', { exec: 'cat', framing: 'raw' })
  const claim = await bed.objects.put(streamObjects, 'a', bytes)
  await bed.publish('copy.in', [''], headersOfClaim(claim))
  await bed.publish('copy.in', [bytes.subarray(0, 262_145)])
  await bed.start()
  await bed.until('both are out', async () => (await bed.lag('copy')) === 0)
  const found = await bed.seen('copy.out')
  expect(found.map(({ value, headers }) => [value, headers['tideline-claim-size']])).toEqual([
    ['', '700000'],
    ['', '262145'],
  ])
  expect(found[0]?.headers['tideline-claim-sha256']).toBe(claim.sha256)
})

test('of a claim check that is wrong, gone or changed the program is not to blame: no further try', async () => {
  await bed.wish('copy', { exec: 'cat' })
  const claim = await bed.objects.put(streamObjects, 'a', Buffer.from('abc'))
  for (const wrong of [{ size: 'x' }, { key: 'gone' }, { sha256: '0'.repeat(64) }]) {
    await bed.publish('copy.in', [''], headersOfClaim({ ...claim, ...wrong } as typeof claim))
  }
  await bed.start()
  await bed.until('all are handled', async () => (await bed.lag('copy')) === 0)
  expect(await codesOf('copy')).toEqual(['claim-invalid', 'claim-not-found', 'claim-mismatch'])
  expect(await bed.values('copy.out')).toEqual([])
})

test('while the object store is away messages wait, and it is told for what', async () => {
  await bed.wish('copy', { exec: 'cat' })
  await bed.publish('copy.in', [''], headersOfClaim(await bed.objects.put(streamObjects, 'a', Buffer.from('abc'))))
  let isAway = true
  const objects = {
    ...bed.objects,
    open: async (claim: Parameters<typeof bed.objects.open>[0]) => {
      if (isAway) throw new Unavailable('object-store', 'the object store does not answer')
      return bed.objects.open(claim)
    },
  }
  await bed.start({ objects })
  await bed.until('it is told', () => bed.states.at(-1)?.error?.code === 'service-unavailable')
  isAway = false
  await bed.until('it is out', async () => (await bed.lag('copy')) === 0)
  expect([await bed.values('copy.out'), await codesOf('copy')]).toEqual([['abc'], []])
})

test.each<[string, ProcessDefinition, string, RegExp]>([
  [
    'does not live',
    { ...script("console.error('no port'); process.exit(1)"), process_type: 'service' },
    'failed',
    /crashes without an answer.*no port/,
  ],
  [
    'ends and is not to be started again',
    { ...each('process.exit(0)'), restart: 'on_failure' },
    'exited',
    /restart is on_failure/,
  ],
  [
    'dies and is not to be started again',
    { ...each('process.exit(1)'), restart: 'never' },
    'failed',
    /restart is never/,
  ],
])(
  'a service that %s: its operation is given up with the reason, and its messages wait',
  async (_what, definition, state, reason) => {
    await bed.wish('frail', { ...definition, retry: 50 })
    await bed.publish('frail.in', ['a'])
    await bed.start()
    await bed.until('it is given up', () => stateOf('frail') === state)
    expect(bed.states.at(-1)?.error?.detail).toMatch(reason)
    expect([await bed.lag('frail'), await codesOf('frail')]).toEqual([1, []])
  },
)
