/** Operations on the real services: programs of both kinds, failures, large objects, demand, executors that are killed. */
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { appliance } from '../support/appliance.ts'
import { Pipeline } from '../support/pipeline.ts'

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await Pipeline.start({
    roles: ['gateway', 'processors', 'executors'],
    installed: { executors: appliance() },
  })
  // Programs run as nobody where these tests run as root.
  chmodSync(pipeline.folder, 0o755)
}, 600_000)
afterAll(() => pipeline?.stop())

interface Shown {
  readonly state: string
  readonly round: number
  readonly counts: Record<'handled' | 'published' | 'failed' | 'retried', number>
  readonly lag: number
  readonly deadLetters: number
  readonly error: { readonly code: string; readonly detail: string } | null
}
interface Seen {
  readonly value: string | { base64: string }
  readonly key: string | null
  readonly headers: Record<string, string>
}

const show = (name: string) => pipeline.json<Shown>(`/operations/${name}`)

async function operation(name: string, definition: object, options: readonly string[] = [], partitions = 1) {
  const file = join(pipeline.folder, `${name}.json`)
  writeFileSync(file, JSON.stringify({ definition: { ...definition, name } }))
  const id = (await pipeline.tideline(['process', 'register', file])).trim()
  for (const stream of ['in', 'out']) {
    await pipeline.tideline(['stream', 'create', `${name}.${stream}`, '--partitions', String(partitions)])
  }
  await pipeline.tideline(['operation', 'create', name, id, `${name}.in`, `${name}.out`, ...options])
}
const publish = (stream: string, text: string, ...options: string[]) =>
  pipeline.tideline(['stream', 'publish', stream, ...options], text)
const count = async (stream: string) => (await pipeline.json<{ messages: number }>(`/streams/${stream}`)).messages
async function seen(stream: string): Promise<Seen[]> {
  const text = await pipeline.tideline(['consume', stream, '--from', 'beginning', '--until-end', '--json'])
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
const values = async (stream: string) => (await seen(stream)).map(({ value }) => value)
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `m${from + at}`)

const service = (body: string) => ({
  exec: 'node -e',
  argv: [`require('readline').createInterface({ input: process.stdin }).on('line', l => { ${body} })`],
  process_type: 'service',
})

test('a process for each message, several at once, in order; standard error goes to the log', async () => {
  const exec = 'node -e'
  const argv = [
    "let s = ''; process.stdin.on('data', d => s += d).on('end', () => setTimeout(() => { console.error('warning: ' + s.trim()); console.log(s.trim().toUpperCase()) }, Math.random() * 100))",
  ]
  await operation('upper', { exec, argv }, ['--concurrency', '4'])
  await publish('upper.in', `${numbered(0, 20).join('\n')}\n`, '--key', 'k', '--header', 'cruise=RR2404')
  await pipeline.until('all are put out', 240_000, async () => (await count('upper.out')) >= 20)
  const found = await seen('upper.out')
  expect(found.map(({ value }) => value)).toEqual(numbered(0, 20).map((one) => one.toUpperCase()))
  expect(found.every(({ key, headers }) => key === 'k' && headers.cruise === 'RR2404')).toBe(true)
  expect(new Set(found.map(({ headers }) => headers['tideline-message-id'])).size).toBe(20)
  await pipeline.until('it is told', 240_000, async () => (await show('upper')).counts.handled === 20)
  expect(await show('upper')).toMatchObject({ state: 'running', lag: 0, deadLetters: 0, counts: { published: 20 } })
  const logs = await pipeline.tideline(['consume', 'streams.operation-logs', '--from', 'earliest', '--count', '20'])
  expect(logs).toContain('warning: m7')
}, 600_000)

test('of two operations of one name that are created at once, one is there and the other is refused', async () => {
  const file = join(pipeline.folder, 'twin.json')
  writeFileSync(file, JSON.stringify({ definition: { exec: 'cat', name: 'twin' } }))
  const id = (await pipeline.tideline(['process', 'register', file])).trim()
  const outputs = ['twin.a', 'twin.b', 'twin.c']
  const done = await Promise.allSettled(
    outputs.map((output) => pipeline.tideline(['operation', 'create', 'twin', id, 'twin.in', output])),
  )
  const won = outputs.filter((_, at) => done[at]?.status === 'fulfilled')
  const reasons = done.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
  expect([won, reasons]).toEqual([
    [expect.any(String)],
    Array(2).fill(expect.stringContaining('there is an operation twin')),
  ])
  expect(await pipeline.json('/operations/twin')).toMatchObject({ generation: 1, output: won[0] })
}, 600_000)

test('what fails goes to the dead letters whole, and is tried again when asked to', async () => {
  const flag = join(pipeline.folder, 'mended')
  writeFileSync(flag, 'no')
  const argv = [
    `let s = ''; process.stdin.on('data', d => s += d).on('end', () => { if (s.includes('bad') && require('fs').readFileSync('${flag}', 'utf8') === 'no') { console.error('cannot read ' + s.trim()); process.exit(7) } console.log('ok ' + s.trim()) })`,
  ]
  await operation('picky', { exec: 'node -e', argv, retry: 1 })
  await publish('picky.in', 'a\nbad 1\nb\n', '--header', 'from=ctd')
  await pipeline.until('all are handled', 240_000, async () => (await show('picky')).counts.handled === 3)
  expect(await values('picky.out')).toEqual(['ok a', 'ok b'])
  const letters = await seen('picky.dead-letters')
  expect(letters).toMatchObject([
    {
      value: 'bad 1',
      headers: {
        from: 'ctd',
        'tideline-dead-code': 'exit-code',
        'tideline-dead-exit-code': '7',
        'tideline-dead-stderr': 'cannot read bad 1\n',
        'tideline-dead-tries': '2',
        'tideline-dead-origin': 'stream.picky.in/0/1',
      },
    },
  ])
  expect(await show('picky')).toMatchObject({ deadLetters: 1, error: { code: 'exit-code' }, counts: { retried: 1 } })
  await pipeline.tideline(['operation', 'redrive', 'picky'])
  await pipeline.until('it failed again', 240_000, async () => (await seen('picky.dead-letters')).length === 2)
  writeFileSync(flag, 'yes')
  await pipeline.tideline(['operation', 'redrive', 'picky'])
  await pipeline.until('it came through', 240_000, async () => (await count('picky.out')) >= 3)
  await pipeline.until('none is left', 240_000, async () => (await show('picky')).deadLetters === 0)
  expect(await seen('picky.out')).toMatchObject([{}, {}, { value: 'ok bad 1', headers: { from: 'ctd' } }])
}, 600_000)

test('a service answers line by line; SIGKILL of the executor loses nothing and shows nothing twice', async () => {
  await operation('echo', service("console.log('> ' + l)"), [], 2)
  await publish('echo.in', `${numbered(0, 3_000).join('\n')}\n`, '--key', 'a')
  await pipeline.until('some are put out', 240_000, async () => (await count('echo.out')) > 100)
  await pipeline.kill('executors')
  await publish('echo.in', `${numbered(3_000, 6_000).join('\n')}\n`, '--key', 'a')
  await pipeline.spawnRole('executors')
  await pipeline.until('all are put out', 240_000, async () => (await count('echo.out')) >= 6_000)
  await pipeline.until('none is left', 240_000, async () => (await show('echo')).lag === 0)
  expect(await values('echo.out')).toEqual(numbered(0, 6_000).map((one) => `> ${one}`))
}, 600_000)

test('a program that does not live turns its operation failed with the reason; resume repairs', async () => {
  const flag = join(pipeline.folder, 'lives')
  const body = `if (!require('fs').existsSync('${flag}')) { console.error('no calibration'); process.exit(1) } console.log(l)`
  await operation('frail', { ...service(body), retry: 1 })
  await publish('frail.in', 'v\nw\nx\ny\n')
  await pipeline.until('it has failed', 240_000, async () => (await show('frail')).state === 'failed')
  const { error } = await show('frail')
  expect(error).toMatchObject({ code: 'program-given-up', detail: expect.stringContaining('no calibration') })
  writeFileSync(flag, '')
  await pipeline.tideline(['operation', 'resume', 'frail'])
  await pipeline.until('it goes on where it was', 240_000, async () => (await count('frail.out')) >= 2)
  expect([await values('frail.dead-letters'), await values('frail.out')]).toEqual([
    ['v', 'w'],
    ['x', 'y'],
  ])
}, 600_000)

test('large objects go through byte for byte; one that was replaced goes to the dead letters', async () => {
  await operation('copy', { exec: 'cat', framing: 'raw' })
  const bytes = randomBytes(3_000_000)
  const file = join(pipeline.folder, 'large.bin')
  writeFileSync(file, bytes)
  await pipeline.tideline(['stream', 'file', 'copy.in', 'images', file])
  await pipeline.tideline(['stream', 'publish', 'copy.in', '--file', file])
  await pipeline.until('both are put out', 240_000, async () => (await count('copy.out')) >= 2)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  for (const { value, headers } of await seen('copy.out')) {
    expect(
      createHash('sha256')
        .update(Buffer.from((value as { base64: string }).base64, 'base64'))
        .digest('hex'),
    ).toBe(sha256)
    expect(headers).toMatchObject({ 'tideline-claim-size': '3000000', 'tideline-claim-sha256': sha256 })
  }
  const claim = ['bucket=images', `key=${sha256}/large.bin`, 'size=3000000', `sha256=${'0'.repeat(64)}`]
  await publish('copy.in', 'x', '--raw', ...claim.flatMap((one) => ['--header', `tideline-claim-${one}`]))
  await pipeline.until('it is a dead letter', 240_000, async () => (await show('copy')).deadLetters === 1)
  expect((await seen('copy.dead-letters'))[0]?.headers['tideline-dead-code']).toBe('claim-mismatch')
}, 600_000)

test('on demand: it rests while nobody reads, and a reader at the end wakes the chain', async () => {
  await operation('first', { exec: 'tr a-z A-Z' }, ['--on-demand'])
  writeFileSync(join(pipeline.folder, 'second.json'), JSON.stringify({ definition: { exec: 'rev', name: 'second' } }))
  const id = (await pipeline.tideline(['process', 'register', join(pipeline.folder, 'second.json')])).trim()
  await pipeline.tideline(['operation', 'create', 'second', id, 'first.out', 'second.out', '--on-demand'])
  await publish('first.in', 'abc\ndef\n')
  await pipeline.until('both wait', 240_000, async () => {
    return (await show('first')).state === 'waiting' && (await show('second')).state === 'waiting'
  })
  expect(await count('first.out')).toBe(0)
  const read = await pipeline.tideline([
    'consume',
    'second.out',
    '--from',
    'beginning',
    '--group',
    'end',
    '--count',
    '2',
  ])
  expect(read).toBe('CBA\nFED\n')
  await pipeline.until('both wait again', 240_000, async () => {
    return (await show('first')).state === 'waiting' && (await show('second')).state === 'waiting'
  })
  await publish('first.in', 'ghi\n')
  await pipeline.tideline(['archive', 'start', 'second.out'])
  await pipeline.until('an archive wakes it, too', 240_000, async () => (await count('second.out')) === 3)
  await pipeline.tideline(['archive', 'stop', 'second.out'])
}, 600_000)
