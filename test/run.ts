/**
 * `npm test`: starts services for itself (own ports, own data), runs every tier of the tests on them, stops them.
 * With `--faults`: the fault tests alone, all rounds. TIDELINE_FAULT_ROUNDS: so many rounds at most.
 * The last line is `N passed, N failed`; the exit code is not 0 when a test failed or a service would not start.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StackFailure } from '../deploy/local/failure.ts'
import { endLeftovers } from '../deploy/local/leftovers.ts'
import { holderOf } from '../deploy/local/lock.ts'
import { buildMinio, findMinio } from '../deploy/local/minio.ts'
import type { ServiceName } from '../deploy/local/service.ts'
import type { S3Kind } from '../deploy/local/services.ts'
import { startStack } from '../deploy/local/stack.ts'
import { onPath } from '../deploy/local/tools.ts'

const root = resolve(import.meta.dirname, import.meta.dirname.includes(`${join('dist', 'test')}`) ? '../..' : '..')
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

interface Tally {
  passed: number
  failed: number
}
const total: Tally = { passed: 0, failed: 0 }

const words = process.argv.slice(2)
const isOwn = (word: string): boolean => word === '--faults' || word === '--keep'
const withAllFaults = words.includes('--faults')
const keepsData = words.includes('--keep')
const jestArguments = words.filter((word) => !isOwn(word))

/** A folder of our own: another run's stays untouched. */
async function freshFolder(): Promise<string> {
  const usual = join(root, '.tideline', 'test')
  if (holderOf(join(usual, 'lock')) !== null) return `${usual}-${process.pid}`
  const ended = await endLeftovers(usual)
  if (ended.length > 0) say(`Ended what a killed run had left: ${ended.join(', ')}`)
  if (!keepsData) rmSync(usual, { recursive: true, force: true })
  return usual
}

let running: ChildProcess | null = null
let isInterrupted = false

/** Runs jest on some tiers and adds what it counted; a suite that could not run counts as one failure. */
async function jest(
  tiers: readonly string[],
  extra: readonly string[],
  environment: Record<string, string>,
): Promise<void> {
  if (isInterrupted) return
  const results = join(dataDir, `results-${tiers.join('-')}-${Date.now()}.json`)
  const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js')
  const args = ['--selectProjects', ...tiers, '--passWithNoTests', '--json', `--outputFile=${results}`, ...extra]
  say(`\n── ${tiers.join(', ')} ──`)
  const code = await new Promise<number>((settle) => {
    running = spawn(process.execPath, ['--experimental-vm-modules', '--no-warnings', program, ...args], {
      cwd: root,
      // --json prints the whole result on standard output as well: it goes to the file alone.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...environment, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
    })
    running.once('error', () => settle(1))
    running.once('exit', (status) => settle(status ?? 1))
  })
  running = null
  const counted = count(results)
  total.passed += counted.passed
  total.failed += counted.failed + (code !== 0 && counted.failed === 0 ? 1 : 0)
}

function count(results: string): Tally {
  try {
    const said = JSON.parse(readFileSync(results, 'utf8')) as Record<string, number>
    const brokenSuites = said.numRuntimeErrorTestSuites ?? 0
    return { passed: said.numPassedTests ?? 0, failed: (said.numFailedTests ?? 0) + brokenSuites }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

/** The S3 store that the run did not use, where it can be had; MinIO is built in continuous integration. */
async function otherStore(used: S3Kind): Promise<S3Kind | null> {
  if (used === 'minio') return 'seaweedfs'
  if ((await findMinio()) !== null) return 'minio'
  if (!process.env.CI) return null
  if (!onPath('go')) {
    say('No Go toolchain and no MinIO here: the object-store contract runs on SeaweedFS alone.')
    return null
  }
  await buildMinio({ progress: say })
  return 'minio'
}

async function storeContract(s3: S3Kind): Promise<void> {
  const options = { dataDir: join(dataDir, s3), progress: say, services: ['s3'] as const, environment: {}, s3 }
  const stack = await startStack({ ...options, containers: 'testcontainers' })
  try {
    const contract = ['--testPathPatterns', 'test/connectors/minio/objects\\.service\\.test\\.ts$']
    await jest(['service'], contract, { ...stack.endpoints })
  } finally {
    await stack.stop()
  }
}

const allRounds = '20'
/** Test heaps: small, for machines with little memory. */
const heapMb: Partial<Record<ServiceName, number>> = { cassandra: 768 }

async function runAll(): Promise<void> {
  const stack = await startStack({ dataDir, progress: say, containers: 'testcontainers', heapMb })
  const s3 = stack.services.find(({ name }) => name === 's3')
  const used: S3Kind = s3?.title.startsWith('SeaweedFS') ? 'seaweedfs' : 'minio'
  const environment = {
    ...stack.endpoints,
    TIDELINE_STACK_STATE: dataDir,
    TIDELINE_FAULT_ROUNDS: process.env.TIDELINE_FAULT_ROUNDS ?? (withAllFaults ? allRounds : '1'),
  }
  try {
    if (!withAllFaults) {
      await jest(['pure'], ['--maxWorkers', '100%', ...jestArguments], environment)
      await jest(['service'], jestArguments, environment)
      // Whole pipelines have the services to themselves, one file after the other.
      await jest(['flow'], ['--runInBand', ...jestArguments], environment)
    }
    await jest(['fault'], ['--runInBand', ...jestArguments], environment)
  } finally {
    await stack.stop()
  }
  if (withAllFaults || jestArguments.length > 0 || isInterrupted) return
  const other = await otherStore(used)
  if (other !== null && !isInterrupted) await storeContract(other)
}

const dataDir = await freshFolder()
mkdirSync(dataDir, { recursive: true })
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (isInterrupted) process.exit(130)
    isInterrupted = true
    say('\nStopping')
    running?.kill('SIGTERM')
  })
}

try {
  await runAll()
} catch (error) {
  say(error instanceof StackFailure ? error.message : String((error as Error).stack ?? error))
  total.failed += 1
}
if (jestArguments.length > 0 && total.passed + total.failed === 0) {
  say(`No test matches ${jestArguments.join(' ')}`)
  total.failed += 1
}
say(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = isInterrupted ? 130 : total.failed === 0 && total.passed > 0 ? 0 : 1
