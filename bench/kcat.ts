/** The plain alternative to operations: kcat, a program, kcat, joined by pipes. Nothing is committed, tried again or kept in order. */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Bed } from './bed.ts'
import type { Figure } from './measure.ts'

export const hasKcat = (): boolean => spawnSync('kcat', ['-V']).status === 0

const ofBroker = (bed: Bed): string => `-b ${bed.env.TIDELINE_KAFKA_BROKERS}`
const nameOf = (bed: Bed, topic: string): string => `${bed.env.TIDELINE_NAMESPACE}.${topic}`
const large = '-X message.max.bytes=20000000 -X receive.message.max.bytes=100000000'

export interface Piped {
  readonly from: string
  readonly to: string
  /** Words of a shell. */
  readonly program: string
  /** Ends with what is there; else it begins at the end and goes on. */
  readonly isBounded: boolean
}

/** Resolves when it has ended. `stop` ends all of it. */
export function startKcat(bed: Bed, { from, to, program, isBounded }: Piped) {
  const offset = isBounded ? 'beginning -e' : 'end'
  const reads = `kcat -C -u -q ${large} ${ofBroker(bed)} -t ${nameOf(bed, from)} -o ${offset}`
  const writes = `kcat -P ${large} ${ofBroker(bed)} -t ${nameOf(bed, to)}`
  const child = spawn('sh', ['-c', `${reads} | ${program} | ${writes}`], { detached: true, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    ended,
    async stop(): Promise<void> {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
      await ended
    },
  }
}

/** On a topic that takes such messages: lines of text, for kcat has no other frames. */
export async function largeByKcat(bed: Bed, { bytes, count }: { bytes: number; count: number }): Promise<Figure[]> {
  if (!hasKcat()) return []
  const [from, to] = ['bench.large', 'bench.large-out']
  const config = { 'max.message.bytes': '20000000' }
  await bed.wiring.broker.admin.ensureTopics([from, to].map((name) => ({ name, partitions: 1, config })))
  const line = randomBytes(bytes / 2).toString('hex')
  for (let at = 0; at < count; at += 1) produce(bed, from, line)
  const began = performance.now()
  await startKcat(bed, { from, to, program: 'cat', isBounded: true }).ended
  const rate = (count * 1000) / (performance.now() - began)
  const name = `kcat beside it: messages of ${bytes / 1_048_576} MiB of text, on a topic that takes them`
  return [{ name, value: rate, unit: 'objects/s' }]
}

function produce(bed: Bed, topic: string, line: string): void {
  const args = ['-P', ...large.split(' '), ...ofBroker(bed).split(' '), '-t', nameOf(bed, topic)]
  const { status, stderr } = spawnSync('kcat', args, { input: `${line}\n`, encoding: 'utf8' })
  if (status !== 0) throw new Error(`kcat: ${stderr}`)
}
