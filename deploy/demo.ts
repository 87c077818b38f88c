/** `npm run demo`: services, roles, a sample log through the whole pipeline, and a first query, for a person to see. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import {
  feed,
  listStreams,
  readSources,
  runCli,
  type Source,
  type Stored,
  samplesOf,
  untilReady,
  untilStored,
  watchFolders,
} from './local/demo-feed.ts'
import { StackFailure } from './local/failure.ts'
import { endLeftovers } from './local/leftovers.ts'
import { holderOf } from './local/lock.ts'
import { demandFree } from './local/ports.ts'
import { type RunningRoles, startRoles } from './local/roles.ts'
import { type Stack, startStack } from './local/stack.ts'

interface Options {
  readonly port: number
  readonly data: string
  readonly file?: string
  readonly source?: string
}

const root = resolve(import.meta.dirname, import.meta.dirname.includes(join('dist', 'deploy')) ? '../..' : '..')
const cli = join(root, 'dist', 'deploy', 'cli', 'tideline.js')
const samples = join(root, 'deploy', 'samples')
const began = Date.now()
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const progress = (line: string): void => print(`[${seconds(Date.now() - began).padStart(7)}] ${line}`)

function portNumber(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new InvalidArgumentError('a whole number from 1 to 65535 is wanted.')
}

const options = new Command('npm run demo --')
  .description('Starts everything on this machine, feeds a log through it, and stays until Ctrl-C.')
  .option('--port <number>', 'port of the gateway', portNumber, 8800)
  .option('--data <dir>', 'folder of all state', join(root, '.tideline', 'demo'))
  .option('--file <log>', "feed a log of yours instead of the project's samples")
  .option('--source <name>', 'with --file: which source of the sources file it comes from')
  .addHelpText(
    'after',
    '\nExamples:\n  npm run demo -- --port 9000\n  npm run demo -- --file my.log --source ctdbp1 --data /tmp/tideline\n\nTIDELINE_SOURCES names another sources file than deploy/samples/sources.json.',
  )
  .parse()
  .opts<Options>()

const dataDir = resolve(options.data)
const envFile = join(dataDir, 'env')
const url = `http://127.0.0.1:${options.port}`

/** What is fed: refused before anything starts when it cannot be. */
function chooseLogs(sources: readonly Source[]): { log: string; source: string }[] {
  const { file, source } = options
  if (file === undefined) return samplesOf(samples, sources)
  const names = sources.map(({ name }) => name)
  if (source === undefined || !names.includes(source)) {
    throw new StackFailure(`--source ${source ?? 'is missing'}: name one of ${names.join(', ')}.`)
  }
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new StackFailure(`There is no file ${file}: give --file an existing log.`)
  return [{ log: resolve(file), source }]
}

/** Variables for the roles, for the CLI and for a shell that sources the file. */
function writeEnvironment(stack: Stack, sourcesFile: string): void {
  const variables = { ...stack.endpoints, TIDELINE_PORT: String(options.port), TIDELINE_SOURCES: sourcesFile }
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`)
  writeFileSync(envFile, lines.join(''), { mode: 0o600 })
}

const startOurRoles = (): Promise<RunningRoles> =>
  startRoles(
    dataDir,
    ['processors', 'gateway', 'connectors', 'executors'].map((role) => ({
      name: role,
      command: process.execPath,
      args: [cli, '--env', envFile, 'start', '--role', role],
      cwd: root,
      logFile: join(dataDir, 'logs', `${role}.log`),
    })),
    progress,
  )

/** The example of the README, on whatever was fed: two particles of a stream, as the gateway answers them. */
async function showQuery({ streams }: Stored): Promise<void> {
  const shown = streams.find(({ stream }) => stream === 'ctdbp_cdef_dcl_instrument') ?? streams[0]
  if (shown === undefined) return
  const parameters = shown.stream.startsWith('ctdbp_cdef_dcl') ? '&parameters=temp,conductivity,pressure' : ''
  const query = `${url}/data/${shown.refdes}/${shown.method}/${shown.stream}?limit=2${parameters}`
  const answer = await fetch(query, { signal: AbortSignal.timeout(30_000) })
  print(`\nA query, and its answer:\n  curl '${query}'\n${(await answer.text()).trimEnd().replace(/^/gm, '  ')}`)
}

async function report(stack: Stack, stored: Stored): Promise<void> {
  print('\nServices')
  for (const { title, address, startedInMs, pid } of stack.services) {
    print(`  ${title.padEnd(36)} ${address.padEnd(48)} ${pid === null ? '' : `started in ${seconds(startedInMs)}`}`)
  }
  print('\nParticles')
  for (const { refdes, method, stream, count } of stored.streams) print(`  ${refdes}/${method}/${stream}  ${count}`)
  const rate = Math.round((stored.added * 1000) / stored.tookMs)
  const came = `${stored.added} particles went from log file to query in ${seconds(stored.tookMs)} (${rate} per second)`
  print(stored.added > 0 ? `  ${came}` : '  nothing new: these logs were read by an earlier run, whose state is kept')
  if (stored.rejected > 0)
    print(`  ${stored.rejected} lines were rejected: npx tideline --env ${envFile} rejected list`)
  await showQuery(stored)
  print('\nWatch the topic:')
  print(`  npm run tideline -- --env ${envFile} consume instruments.particle-batches --from earliest`)
  print(`Logs: ${join(dataDir, 'logs')}    Drop files into: ${join(dataDir, 'watched')}/<source>    Ctrl-C stops all.`)
}

async function run(stopped: Promise<void>, cleanUp: (step: () => Promise<void>) => void): Promise<void> {
  const sources = readSources(process.env.TIDELINE_SOURCES || join(samples, 'sources.json'))
  const logs = chooseLogs(sources)
  await demandFree(options.port, 'the gateway', '--port')
  try {
    mkdirSync(dataDir, { recursive: true })
  } catch (error) {
    throw new StackFailure(
      `${dataDir} cannot be made a folder (${(error as Error).message}): choose another with --data.`,
    )
  }
  const stack = await startStack({
    dataDir,
    progress,
    onServiceEnd: (name, how) => progress(`${name} ended (${how}): see ${join(dataDir, 'logs', `${name}.log`)}`),
  })
  cleanUp(stack.stop)
  writeEnvironment(stack, watchFolders(dataDir, sources))
  progress('Provisioning topics, schemas, tables and buckets')
  await runCli(cli, envFile, ['provision'])
  progress('Starting processors, gateway, connectors and executors')
  const roles = await startOurRoles()
  cleanUp(roles.stop)
  await Promise.race([untilReady(url, 90_000), roles.failed])
  progress('Importing deployments')
  await runCli(cli, envFile, ['deployments', 'import', join(samples, 'deployments.csv')])
  const before = (await listStreams(url)).reduce((all, { count }) => all + count, 0)
  const places = logs.map(({ log, source }) => feed(dataDir, log, source))
  progress(`Feeding ${places.length} log file${places.length === 1 ? '' : 's'}`)
  const stored = await Promise.race([untilStored({ url, cli, envFile }, places, before), roles.failed])
  await report(stack, stored)
  print(`\nTideline is ready: ${url}    How instruments stand: ${url}/status`)
  await Promise.race([stopped, roles.failed])
}

const steps: (() => Promise<void>)[] = []
/** A process group and its leader often both pass a signal on: only a later one means "at once". */
const sameSignalMs = 1_500
let signals = 0
let firstSignalAt = 0
let stop: () => void = () => {}
const stopped = new Promise<void>((settle) => {
  stop = settle
})
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (signals > 0 && Date.now() - firstSignalAt < sameSignalMs) return
    signals += 1
    // What is left running then is ended by the reaper.
    if (signals > 1) process.exit(130)
    firstSignalAt = Date.now()
    print('\nStopping (again to force)')
    stop()
  })
}

const awake = setInterval(() => {}, 60_000)
const work = run(stopped, (step) => steps.unshift(step))
try {
  await Promise.race([work, stopped])
} catch (error) {
  if (signals === 0) {
    print(error instanceof StackFailure ? `\n${error.message}` : `\n${(error as Error).stack}`)
    process.exitCode = 1
  }
}
work.catch(() => {})
for (const step of steps) await step().catch((error: Error) => print(error.message))
// Interrupted while the services were coming up: there is no stack yet to stop, only its processes.
if (holderOf(join(dataDir, 'lock'))?.pid === process.pid) await endLeftovers(dataDir)
clearInterval(awake)
if (signals > 0) print('Stopped.')
process.exit()
