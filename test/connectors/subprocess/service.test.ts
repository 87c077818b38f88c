/** A long-running program: the original never got one to answer. */
import { openService } from '../../../connectors/subprocess/service.ts'
import type { ProcessCommand } from '../../../schemas/streams/process-command.ts'
import type { Service } from '../../../schemas/streams/program-run.ts'
import { until } from '../../support/until.ts'
import { options, program, script } from './bed.ts'

const each = (body: string) =>
  `require('readline').createInterface({ input: process.stdin }).on('line', l => { ${body} })`
const service = { process_type: 'service' } as const

/** Also those of a test that failed. */
const running: Service[] = []
afterEach(() => Promise.all(running.splice(0).map((one) => one.stop(0))))

async function open(command: ProcessCommand, more: { lines?: string[]; outputs?: string[] } = {}): Promise<Service> {
  const opened = await openService(command, options, {
    onStderr: (line) => more.lines?.push(line),
    onOutput: (bytes) => more.outputs?.push(String(Buffer.from(bytes))),
  })
  if ('failure' in opened) throw new Error(opened.failure.reason)
  running.push(opened)
  return opened
}
const ask = async (to: Service, message: string | Buffer) => {
  const answer = await to.ask(Buffer.from(message))
  return answer.failure ?? Buffer.concat(answer.outputs).toString()
}

test('a message a line in, a message a line out, in order, standard error apart', async () => {
  const lines: string[] = []
  const opened = await open(script(each("console.error('saw ' + l); console.log(l.toUpperCase())"), service), {
    lines,
  })
  const asked = Array.from({ length: 500 }, (_, at) => `line ${at}`)
  expect(await Promise.all(asked.map((one) => ask(opened, one)))).toEqual(asked.map((one) => one.toUpperCase()))
  await opened.stop(5_000)
  expect(await opened.ended).toBeNull()
  expect(lines).toEqual(asked.map((one) => `saw ${one}`))
})

test('megabytes in flight do not stall', async () => {
  const opened = await open(program('cat', service))
  const long = 'x'.repeat(1_000_000)
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(opened, long)))
  expect(answers.every((answer) => answer === long)).toBe(true)
  await opened.stop(5_000)
})

test('bytes with line feeds need lengths, and then pass as they are', async () => {
  const lines = await open(program('cat', service))
  expect(await ask(lines, 'a\nb')).toMatchObject({ code: 'input-unframable' })
  expect(await ask(lines, 'ab')).toBe('ab')
  await lines.stop(5_000)
  const lengths = await open(program('cat', { ...service, framing: 'length_prefixed' }))
  const every = Buffer.from(Array.from({ length: 700 }, (_, at) => at % 256))
  expect(await Promise.all([lengths.ask(every), lengths.ask(Buffer.alloc(0))])).toEqual([
    { outputs: [every], failure: null },
    { outputs: [Buffer.alloc(0)], failure: null },
  ])
  await lengths.stop(5_000)
})

test('who dies tells every message that it has not answered', async () => {
  const opened = await open(
    script(each("if (l === 'bad') { console.error('cannot'); process.exit(4) } console.log(l)"), service),
  )
  const answers = await Promise.all(['a', 'bad', 'c'].map((one) => ask(opened, one)))
  const failure = { code: 'exit-code', exitCode: 4, stderr: 'cannot\n' }
  expect(answers).toEqual(['a', expect.objectContaining(failure), expect.objectContaining(failure)])
  expect(await opened.ended).toMatchObject(failure)
  expect(await ask(opened, 'd')).toMatchObject(failure)
})

test.each([
  ['keeps silent', each(''), { timeout: 0.5 }, 'timeout'],
  ['answers twice', each("process.stdout.write('a\\nb\\n')"), {}, 'output-unframed'],
  [
    'answers without end',
    each("const more = () => process.stdout.write('x'.repeat(1e4), more); more()"),
    { max_output: 1e6 },
    'output-too-large',
  ],
])('who %s is ended', async (_what, text, more, code) => {
  const opened = await open(script(text, { ...service, ...more }))
  const first = await ask(opened, 'x')
  if (code !== 'output-unframed') expect(first).toMatchObject({ code })
  expect(await opened.ended).toMatchObject({ code })
})

test('with reply many_per_message an empty message closes what one leads to', async () => {
  const counts = script(each("for (let n = 0; n < Number(l); n += 1) console.log(l + '.' + n); console.log('')"), {
    ...service,
    reply: 'many_per_message',
  })
  const opened = await open(counts)
  const answers = await Promise.all(['2', '0', '1'].map((one) => opened.ask(Buffer.from(one))))
  expect(answers.map((answer) => (answer.failure ? [] : answer.outputs.map(String)))).toEqual([
    ['2.0', '2.1'],
    [],
    ['1.0'],
  ])
  await opened.stop(5_000)
  const both = { ...counts, max_output: 5 }
  expect(await ask(await open(both), '2')).toMatchObject({ code: 'output-too-large' })
  const unasked = await open({ ...counts, command: ['node', '-e', "console.log('x'); setInterval(() => {}, 1e3)"] })
  expect(await unasked.ended).toMatchObject({ code: 'output-unframed' })
})

const streams = { ...service, reply: 'stream', settle: 0.3 } as const
const holdUp = 'const end = Date.now() + 1500;'
const sleeps = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)'
// How long each leaves its messages alone is longer than it may be silent.
test.each([
  ['that is slow to begin', `${sleeps}; ${each('console.log(l)')}`],
  ['that computes long', each(`if (l === 'b') { ${holdUp} while (Date.now() < end); } console.log(l)`)],
])('with reply stream messages are done with after what comes of them, in a program %s', async (_what, text) => {
  const outputs: string[] = []
  const opened = await open(script(text, streams), { outputs })
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((one) => opened.ask(Buffer.from(one))))
  expect([answers.every(({ failure }) => failure === null), outputs]).toEqual([true, ['a', 'b', 'c', 'd']])
  await opened.stop(5_000)
})

test('with reply stream a program that ends well at the end of its input has done with all, one that is killed with none', async () => {
  const sink = script(each(''), streams)
  const [well, killed] = [await open(sink), await open(script('setInterval(() => {}, 1e3)', streams))]
  const asked = [well, killed].map((one) => one.ask(Buffer.from('a')))
  await Promise.all([well.stop(20_000), killed.stop(100)])
  expect(await Promise.all(asked)).toEqual([
    { outputs: [], failure: null },
    { failure: expect.objectContaining({ code: 'signal' }) },
  ])
})

test('with reply stream a program that no longer reads is ended, and its messages are not done with', async () => {
  const outputs: string[] = []
  const closes = 'require("fs").closeSync(0); console.log("closed"); setInterval(() => {}, 1e3)'
  const opened = await open(script(closes, streams), { outputs })
  await until('its input is closed', () => outputs.length === 1)
  const answers = await Promise.all(['a', 'b'].map((one) => ask(opened, one)))
  expect(answers).toEqual([1, 2].map(() => expect.objectContaining({ reason: 'it closed its input' })))
})

test('who does not end by itself is ended', async () => {
  const opened = await open(script('setInterval(() => {}, 1e3)', service))
  await opened.stop(200)
  expect(await opened.ended).toBeNull()
})
