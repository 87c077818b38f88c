// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the marks of definitions
/** What the original did wrong with a process for a message, each as a test, and what bounds a program. */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { runOnce } from '../../../connectors/subprocess/run-once.ts'
import { asUnavailable, sweepWorkFolders } from '../../../connectors/subprocess/work-folder.ts'
import type { ProcessCommand } from '../../../schemas/streams/process-command.ts'
import { until } from '../../support/until.ts'
import { inputOf, options, program, script } from './bed.ts'

const quiet = () => ({ signal: new AbortController().signal, onStderr: (_line: string) => {} })

async function run(command: ProcessCommand, input: string | Uint8Array = '', context = quiet()) {
  const result = await runOnce(command, inputOf(input), options, context)
  if (result.failure !== null) return { failure: result.failure, outputs: [] }
  const outputs = result.outputs.map((output) =>
    output.kind === 'bytes' ? Buffer.from(output.bytes) : readFileSync(output.path),
  )
  await result.release()
  return { failure: null, outputs }
}
const textOf = async (...given: Parameters<typeof run>) => {
  const { failure, outputs } = await run(...given)
  return failure ?? outputs.map(String)
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

afterEach(() => expect(readdirSync(options.workRoot)).toEqual([]))

test('a message and a line feed go in, what is printed comes out without one line feed', async () => {
  expect(await textOf(program('tr a-z A-Z'), 'ctd 12.3')).toEqual(['CTD 12.3'])
  expect(await textOf(program("printf 'a\\n\\n'"))).toEqual(['a\n'])
  expect(await textOf(program('tr a-z A-Z', { output_trim: false }), 'x')).toEqual(['X\n'])
  expect(await textOf(program('echo $HOME * | cat'))).toEqual(['$HOME * | cat'])
})

test('megabytes each way, more on standard error, and nothing stalls', async () => {
  const bytes = randomBytes(12_000_000)
  const noisy = script(
    "process.stdin.on('data', d => { process.stderr.write('e'.repeat(d.length) + '\\n'); process.stdout.write(d) })",
    { framing: 'raw' },
  )
  let lines = 0
  const { outputs } = await run(noisy, bytes, { ...quiet(), onStderr: () => (lines += 1) })
  expect(sha256(outputs[0]!)).toBe(sha256(bytes))
  expect(lines).toBeGreaterThan(2_900)
})

test('output before any input is read, 100 000 bytes and more', async () => {
  expect(await textOf(script("process.stdout.write('x'.repeat(3e5), () => process.stdin.resume())"), 'y')).toEqual([
    'x'.repeat(3e5),
  ])
})

test('binary passes byte for byte, also with line feeds at its end', async () => {
  const every = Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, at) => at)), Buffer.from('\r\n\n')])
  expect((await run(program('cat', { framing: 'raw' }), every)).outputs).toEqual([every])
  expect((await run(program('cat', { framing: 'length_prefixed' }), every)).outputs).toEqual([every])
})

test('an empty output is an empty output', async () => {
  expect(await textOf(program('true'), 'x')).toEqual([''])
})

test('a reader that exits early is fine', async () => {
  expect(await textOf(program('head -c 3', { framing: 'raw' }), randomBytes(5_000_000).fill(97))).toEqual(['aaa'])
})

test('files in and out stand in the arguments', async () => {
  const files = {
    input_adapter: { input_type: 'file', input_parameters: { file_path: '${input_file}' } },
    output_adapter: { output_type: 'file', output_parameters: { file_path: '${output_file}' } },
  } as const
  const bytes = randomBytes(400_000)
  const copied = await run(program('cp', { argv: ['${input_file}', '${output_file}'], ...files }), bytes)
  expect(sha256(copied.outputs[0]!)).toBe(sha256(bytes))
  expect(await textOf(program('true', { argv: ['${input_file}', '${output_file}'], ...files }))).toMatchObject({
    code: 'exit-code',
    reason: 'ended well and left no output file',
  })
})

test('with the framing lines and reply stream, one output is many messages', async () => {
  const lines = { framing: 'lines', reply: 'stream' } as const
  expect(await textOf(program("printf 'a\\n\\nb'", lines))).toEqual(['a', '', 'b'])
})

test.each([
  ['a code', "console.error('no sensor'); process.exitCode = 3", {}, 'exit-code', 3, null],
  ['a signal', "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1e3)", {}, 'signal', null, 'SIGTERM'],
  ['too much output', "process.stdout.write('x'.repeat(101))", { max_output: 100 }, 'output-too-large', 0, null],
  ['the time', 'setInterval(() => {}, 1e3)', { timeout: 0.5 }, 'timeout', null, 'SIGKILL'],
  ['memory', 'const a = []; for (;;) a.push(Buffer.alloc(1e7, 1))', { max_memory: 150_000_000 }, 'any', null, null],
  ['processor time', 'for (;;);', { max_cpu_seconds: 1 }, 'signal', null, 'SIGXCPU'],
])('an end by %s is a failure', async (_what, text, more, code, exitCode, signal) => {
  const { failure } = await run(script(text, more), 'x')
  if (code === 'any') return expect(['exit-code', 'signal']).toContain(failure?.code)
  expect(failure).toMatchObject({ code, exitCode })
  if (code !== 'output-too-large') expect(failure?.signal).toBe(signal)
  if (code === 'exit-code') expect(failure?.stderr).toBe('no sensor\n')
})

test('a code that is allowed is no failure', async () => {
  expect(await textOf(script('process.exitCode = 3', { ok_exit_codes: [0, 3] }))).toEqual([''])
})

test.each([
  ['no-such-program-at-all', 'no program no-such-program-at-all in'],
  ['./here', './here must be a name or an absolute path'],
  ['/etc/nothing', '/etc/nothing is no file that may be run'],
  [`${import.meta.dirname}/../../../node_modules/.bin/tsc`, 'outside the folders from which programs may be run'],
])('%s is not run', async (exec, reason) => {
  expect(await textOf(program(exec))).toMatchObject({ code: 'spawn-failed', reason: expect.stringContaining(reason) })
})

test('the environment is empty but for PATH and what the definition names', async () => {
  process.env.TIDELINE_S3_SECRET_KEY ??= 'not to be seen'
  const seen = await textOf(script('console.log(JSON.stringify(process.env))', { environment: { CRUISE: 'RR2404' } }))
  expect(JSON.parse(String(seen))).toEqual({ PATH: options.folders.join(':'), CRUISE: 'RR2404' })
})

const isRoot = process.getuid?.() === 0

test('where executors are root, programs are not, gain nothing, and start no more processes than they may', async () => {
  const user = { uid: 64_123, gid: 64_123 }
  const forks = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 1 & done; wait'
  const told = script(
    "const fs = require('fs'); fs.writeFileSync('own', ''); console.log(process.getuid(), /NoNewPrivs:.1/.test(fs.readFileSync('/proc/self/status')))",
  )
  const as = { ...options, user: isRoot ? user : null }
  const [seen, many] = [
    await runOnce(told, inputOf(''), as, quiet()),
    await runOnce(program('sh -c', { argv: [forks], max_processes: 6 }), inputOf(''), as, quiet()),
  ]
  if (seen.failure !== null) throw new Error(seen.failure.stderr)
  expect(String(seen.outputs[0]?.kind === 'bytes' && Buffer.from(seen.outputs[0].bytes))).toBe(
    `${isRoot ? user.uid : process.getuid?.()} true`,
  )
  await seen.release()
  // Of a user who has other processes they are not counted.
  if (isRoot) expect(many.failure).toMatchObject({ code: 'exit-code', stderr: expect.stringMatching(/fork/i) })
  else if (many.failure === null) await many.release()
})

test('a program has a folder of its own, which goes with it', async () => {
  const [folder] = (await textOf(
    script("require('fs').writeFileSync('left', ''); console.log(process.cwd())"),
  )) as string[]
  expect(folder).toContain(options.workRoot)
  expect(existsSync(folder!)).toBe(false)
})

test('children of a program end with it, at a timeout and when this process stops', async () => {
  // A shell starts fast enough to have its child before its time is over, also on a busy machine.
  const forks = (timeout: number) =>
    program('sh -c', { argv: ['sleep 600 >/dev/null 2>&1 & echo $! >&2; wait'], timeout })
  const isAlive = (pid: number) =>
    existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  const stopping = new AbortController()
  for (const [context, code, timeout] of [
    [quiet(), 'timeout', 3],
    [{ ...quiet(), signal: stopping.signal }, 'stopped', 600],
  ] as const) {
    let child = 0
    const onStderr = (line: string) => {
      child = Number(line)
      if (code === 'stopped') stopping.abort()
    }
    expect(await textOf(forks(timeout), '', { ...context, onStderr })).toMatchObject({ code })
    expect(child).toBeGreaterThan(0)
    await until('the child has ended', () => !isAlive(child))
  }
})

test('an input that fails midway ends the program, and is what is told', async () => {
  const broken = {
    size: 10,
    async open() {
      return (async function* () {
        yield Buffer.from('abc')
        throw new Error('replaced or damaged')
      })()
    },
  }
  await expect(runOnce(program('cat'), broken, options, quiet())).rejects.toThrow('replaced or damaged')
})

test('folders that killed executors left are removed', async () => {
  const { mkdirSync } = await import('node:fs')
  mkdirSync(`${options.workRoot}/tideline-run-4194304-abc`)
  expect(await sweepWorkFolders(options.workRoot)).toBe(1)
})

test('a program that failed while the disk was full is no failure of its message, also when there is room again', async () => {
  const failing = run(program("sh -c 'sleep 0.3; exit 1'"))
  await pause(100)
  asUnavailable(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
  await expect(failing).rejects.toMatchObject({ name: 'Unavailable', service: 'work-folder' })
  await pause(1_100)
  expect(await run(program("sh -c 'exit 1'"))).toMatchObject({ failure: { code: 'exit-code' } })
})
