/** A long-running program: the original never got one to answer. */
import { openService } from '../../../connectors/subprocess/service.ts'
import type { ProcessCommand } from '../../../schemas/streams/process-command.ts'
import type { Service } from '../../../schemas/streams/program-run.ts'
import { until } from '../../support/until.ts'
import { options, program, script } from './bed.ts'

const each = (body: string) =>
  `require('readline').createInterface({ input: process.stdin }).on('line', l => { ${body} })`
const service = { process_type: 'service' } as const

async function open(command: ProcessCommand, more: { lines?: string[]; outputs?: string[] } = {}): Promise<Service> {
  const opened = await openService(command, options, {
    onStderr: (line) => more.lines?.push(line),
    onOutput: (bytes) => more.outputs?.push(String(Buffer.from(bytes))),
  })
  if ('failure' in opened) throw new Error(opened.failure.reason)
  return opened
}
const ask = async (running: Service, message: string | Buffer) => {
  const answer = await running.ask(Buffer.from(message))
  return answer.failure ?? String(Buffer.from(answer.output ?? []))
}

test('a message a line in, a message a line out, in order, standard error apart', async () => {
  const lines: string[] = []
  const running = await open(script(each("console.error('saw ' + l); console.log(l.toUpperCase())"), service), {
    lines,
  })
  const asked = Array.from({ length: 500 }, (_, at) => `line ${at}`)
  expect(await Promise.all(asked.map((one) => ask(running, one)))).toEqual(asked.map((one) => one.toUpperCase()))
  await running.stop(5_000)
  expect(await running.ended).toBeNull()
  expect(lines).toEqual(asked.map((one) => `saw ${one}`))
})

test('megabytes in flight do not stall', async () => {
  const running = await open(program('cat', service))
  const long = 'x'.repeat(1_000_000)
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(running, long)))
  expect(answers.every((answer) => answer === long)).toBe(true)
  await running.stop(5_000)
})

test('bytes with line feeds need lengths, and then pass as they are', async () => {
  const lines = await open(program('cat', service))
  expect(await ask(lines, 'a\nb')).toMatchObject({ code: 'input-unframable' })
  expect(await ask(lines, 'ab')).toBe('ab')
  await lines.stop(5_000)
  const lengths = await open(program('cat', { ...service, framing: 'length_prefixed' }))
  const every = Buffer.from(Array.from({ length: 700 }, (_, at) => at % 256))
  expect(await Promise.all([lengths.ask(every), lengths.ask(Buffer.alloc(0))])).toEqual([
    { output: every, failure: null },
    { output: Buffer.alloc(0), failure: null },
  ])
  await lengths.stop(5_000)
})

test('who dies tells every message that it has not answered', async () => {
  const running = await open(
    script(each("if (l === 'bad') { console.error('cannot'); process.exit(4) } console.log(l)"), service),
  )
  const answers = await Promise.all(['a', 'bad', 'c'].map((one) => ask(running, one)))
  const failure = { code: 'exit-code', exitCode: 4, stderr: 'cannot\n' }
  expect(answers).toEqual(['a', expect.objectContaining(failure), expect.objectContaining(failure)])
  expect(await running.ended).toMatchObject(failure)
  expect(await ask(running, 'd')).toMatchObject(failure)
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
  const running = await open(script(text, { ...service, ...more }))
  const first = await ask(running, 'x')
  if (code !== 'output-unframed') expect(first).toMatchObject({ code })
  expect(await running.ended).toMatchObject({ code })
})

test('with reply stream the output goes its own way', async () => {
  const outputs: string[] = []
  const running = await open(
    script(`let n = 0; ${each("n += 1; if (n % 2 === 0) console.log('pair ' + l)")}`, { ...service, reply: 'stream' }),
    { outputs },
  )
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((one) => running.ask(Buffer.from(one))))
  expect(answers.every(({ failure }) => failure === null)).toBe(true)
  // A program may still be starting when its messages count as handled.
  await until('both pairs are out', () => outputs.length >= 2)
  expect(outputs).toEqual(['pair b', 'pair d'])
  await running.stop(5_000)
})

test('who does not end by itself is ended', async () => {
  const running = await open(script('setInterval(() => {}, 1e3)', service))
  await running.stop(200)
  expect(await running.ended).toBeNull()
})
