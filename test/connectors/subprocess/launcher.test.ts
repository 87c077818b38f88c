// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the marks of definitions
/** Programs that another process starts: all is as if they were started here, also when either process is killed. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { Launcher } from '../../../connectors/subprocess/launcher.ts'
import { createPrograms } from '../../../connectors/subprocess/programs.ts'
import { asUnavailable } from '../../../connectors/subprocess/work-folder.ts'
import type { ProcessCommand } from '../../../schemas/streams/process-command.ts'
import type { ProgramOutput } from '../../../schemas/streams/program-run.ts'
import { inputOf, options, program, script } from './bed.ts'

const built = join(import.meta.dirname, '../../../dist/connectors/subprocess')
const main = join(built, 'launcher-main.js')
let launcher: Launcher
const quiet = () => ({ signal: new AbortController().signal, onStderr: (_line: string) => {} })
const held = (text: string) => ({ ...inputOf(text), held: Buffer.from(text) })
const run = (command: ProcessCommand, text = '', context = quiet()) =>
  createPrograms(options, [launcher]).runOnce(command, held(text), context)
const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
const textOf = (output: ProgramOutput) => output.kind === 'bytes' && Buffer.from(output.bytes).toString()
const until = async (holds: () => boolean) => {
  for (let tries = 0; !holds() && tries < 400; tries += 1) await pause(20)
  expect(holds()).toBe(true)
}
const parent = script("console.log(require('fs').readFileSync('/proc/' + process.ppid + '/comm', 'utf8').trim())")
const asks = "const c = require('child_process').spawn('sleep', ['60'], { stdio: 'ignore' }); console.error(c.pid)"
const lasting = (more = {}) => script(`${asks}; setInterval(() => {}, 1e3)`, more)

beforeEach(async () => {
  launcher = new Launcher(options, main)
  launcher.start()
  await until(() => launcher.pid !== null)
})
afterEach(async () => {
  launcher.stop()
  await until(() => launcher.pid === null)
  expect(readdirSync(options.workRoot)).toEqual([])
})

test('outputs, files, lines of standard error and failures come as from a program that was started here', async () => {
  expect(await run(parent)).toMatchObject({ outputs: [{ bytes: Buffer.from('tideline-launch') }], failure: null })
  expect(await run(program('tr a-z A-Z'), 'ctd 12.3')).toMatchObject({ outputs: [{ bytes: Buffer.from('CTD 12.3') }] })
  const files = {
    input_adapter: { input_type: 'file', input_parameters: { file_path: '${input_file}' } },
    output_adapter: { output_type: 'file', output_parameters: { file_path: '${output_file}' } },
  } as const
  const copy = program('cp', { argv: ['${input_file}', '${output_file}'], ...files })
  const large = await run(copy, 'x'.repeat(400_000))
  if (large.failure !== null) throw new Error(large.failure.reason)
  expect(readFileSync((large.outputs[0] as { path: string }).path, 'utf8')).toBe('x'.repeat(400_000))
  await large.release()
  const lines: string[] = []
  const failing = script("console.error('no sensor'); process.exitCode = 3")
  const failure = { code: 'exit-code', reason: 'exited with 3', exitCode: 3, signal: null, stderr: 'no sensor\n' }
  expect(await run(failing, '', { ...quiet(), onStderr: (line) => lines.push(line) })).toEqual({ failure })
  expect(lines).toEqual(['no sensor'])
  expect(await run(program('no-such-program'))).toMatchObject({ failure: { code: 'spawn-failed' } })
}, 30_000)

test.each(['timeout', 'stopped'])(
  'children of a program end with it: %s',
  async (code) => {
    const stopping = new AbortController()
    let child = 0
    const onStderr = (line: string) => {
      child = Number(line)
      if (code === 'stopped') stopping.abort()
    }
    const ended = await run(lasting({ timeout: code === 'timeout' ? 1.5 : 60 }), '', {
      signal: stopping.signal,
      onStderr,
    })
    expect(ended).toMatchObject({ failure: { code } })
    await until(() => child > 0 && !isAlive(child))
  },
  20_000,
)

test('when one launcher is busy the next is started, and has its share', async () => {
  const next = new Launcher(options, main)
  const { runOnce } = createPrograms(options, [launcher, next])
  const told = script('setTimeout(() => console.log(process.ppid), 300)')
  const pids = async (count: number) => {
    const found = await Promise.all(Array.from({ length: count }, () => runOnce(told, held(''), quiet())))
    return new Set(found.map((one) => one.failure === null && textOf(one.outputs[0]!)))
  }
  expect(await pids(3)).toEqual(new Set([`${launcher.pid}`]))
  await until(() => next.pid !== null)
  expect(await pids(4)).toEqual(new Set([`${launcher.pid}`, `${next.pid}`]))
  next.stop()
  await until(() => next.pid === null)
}, 20_000)

test('a full disk that one process met is known to the other', async () => {
  const failing = run(program("sh -c 'sleep 0.5; exit 1'"))
  await pause(100)
  asUnavailable(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
  await expect(failing).rejects.toMatchObject({ name: 'Unavailable', service: 'work-folder' })
})

test('when the launcher is killed, what ran in it is run without', async () => {
  let starts = 0
  const once = script("console.error('began'); setTimeout(() => console.log('done'), 500)")
  const ended = run(once, '', {
    ...quiet(),
    onStderr: () => {
      starts += 1
      if (starts === 1) process.kill(launcher.pid ?? 0, 'SIGKILL')
    },
  })
  expect(await ended).toMatchObject({ outputs: [{ bytes: Buffer.from('done') }], failure: null })
  expect(starts).toBe(2)
  // What the first left is named after this process, and is left over when that is.
  for (const left of readdirSync(options.workRoot)) rmSync(join(options.workRoot, left), { recursive: true })
}, 20_000)

test('when the executor is killed, all its programs end, with their children and folders', async () => {
  const host = `
    import { Launcher } from '${built}/launcher.js'
    const launcher = new Launcher(${JSON.stringify(options)})
    launcher.start()
    while (launcher.pid === null) await new Promise((wake) => setTimeout(wake, 10))
    console.log(launcher.pid)
    const context = { signal: new AbortController().signal, onStderr: (line) => console.log(line) }
    await launcher.run(${JSON.stringify(lasting({ timeout: 60 }))}, Buffer.alloc(0), context)`
  const executor = spawn(process.execPath, ['--input-type=module', '-e', host], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pids: number[] = []
  for await (const line of createInterface({ input: executor.stdout })) {
    pids.push(Number(line))
    if (pids.length === 2) executor.kill('SIGKILL')
  }
  expect(pids).toHaveLength(2)
  await until(() => !pids.some(isAlive) && readdirSync(options.workRoot).length === 0)
}, 20_000)

test('a few programs are not worth a launcher, many are, and none is needed', async () => {
  const other = new Launcher(options, main)
  const asked = async (times: number) => {
    for (let at = 0; at < times; at += 1) expect(await other.run(program('true'), Buffer.alloc(0), quiet())).toBeNull()
    await pause(1_000)
  }
  await asked(3)
  expect(other.pid).toBeNull()
  await asked(5)
  await until(() => other.pid !== null)
  other.stop()
  await until(() => other.pid === null)
  const absent = new Launcher(options, '/nowhere/launcher-main.js')
  absent.start()
  expect(await createPrograms(options, [absent]).runOnce(program('cat'), held('x'), quiet())).toMatchObject({
    outputs: [{ bytes: Buffer.from('x') }],
  })
}, 20_000)
