/**
 * Small messages into the archive and out of it again: how many a second, what each costs, and whether the executor's memory
 * stays flat. Beside it confluent-kafka with fastavro. Alone: `node dist/bench/archive.js`, with
 * `TIDELINE_BENCH_ARCHIVE_MESSAGES` messages (default 2 M).
 */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { archiveGroup, archivesChanged, replaysRequested } from '../topics/archives.ts'
import { planReplay, replayRequest } from '../topics/replay-plan.ts'
import { emission } from '../topics/topic.ts'
import { type PythonArchive, type PythonMeasured, pythonArchive } from './archive-python.ts'
import { type Bed, makeBed } from './bed.ts'
import { atLeast, atMost, cpuSeconds, type Figure, peakMiB, printTable, resetPeak, residentMiB } from './measure.ts'
import { runPython } from './python.ts'

const partitions = 4
/** Whole segments only: none waits for the time at which it is stored short. */
const segment = 100_000
const wanted = Number(process.env.TIDELINE_BENCH_ARCHIVE_MESSAGES ?? 2_000_000)
const messages = Math.max(1, Math.round(wanted / partitions / segment)) * partitions * segment
const [source, ours, theirs] = ['stream.bench', 'stream.bench-ours', 'stream.bench-theirs']

interface Measured {
  readonly seconds: number
  readonly cpuSeconds: number
  /** In the first half of the messages, and in the second. */
  readonly peaksMiB: readonly [number, number]
  /** At a quarter, half, three quarters and the end. */
  readonly resident: readonly number[]
}

/** Needs the role `processors`. */
export async function archiveFigures(bed: Bed): Promise<Figure[]> {
  const { broker, publisher } = bed.wiring
  const config = { 'retention.ms': '-1' }
  await broker.admin.ensureTopics([source, ours, theirs].map((name) => ({ name, partitions, config })))
  await publishSmall(bed)
  const executor = await bed.startRole('executors')
  const wish = { topic: source, isWanted: true, includesReplayed: false, changedAt: Date.now() * 1000 }
  await publisher.publish([emission(archivesChanged, wish)])
  while ((await broker.admin.consumersOf(source)).length === 0) await sleep(20)
  const left = async () => (await broker.admin.lag(archiveGroup(source), [source])).reduce((n, one) => n + one.lag, 0n)
  const archived = await measured(executor, async () => messages - Number(await left()))
  await askReplay(bed)
  while ((await endOf(bed, ours)) === 0) await sleep(10)
  const replayed = await measured(executor, () => endOf(bed, ours))
  executor.kill('SIGTERM')
  const prefix = `${bed.env.TIDELINE_NAMESPACE}.`
  const args = [bed.env.TIDELINE_KAFKA_BROKERS ?? '', prefix + source, String(messages), prefix + theirs]
  const python = runPython<PythonArchive>(pythonArchive, ...args)
  return [...figures('archived', archived, python.archive, 50_000), ...figures('replayed', replayed, python.replay)]
}

/** 150 bytes: a key, a value such as an instrument sends, a header. */
async function publishSmall(bed: Bed): Promise<void> {
  const atOnce = 20_000
  const made = Date.now()
  for (let from = 0; from < messages; from += atOnce) {
    const records = Array.from({ length: atOnce }, (_, at) => {
      const n = from + at
      const temp = (4 + 8 * Math.sin(n * 1e-4)).toFixed(4)
      const pressure = (900 * (1 + Math.sin(n * 3e-4))).toFixed(3)
      const value = `#${n},${temp},${(3.2 + (n % 997) / 1e5).toFixed(5)},${pressure},2024-03-01 00:${n % 60}:${n % 59}`
      return {
        key: Buffer.from(`CE02SHSM-RID27-03-CTDBPC${n % 1000}`),
        value: Buffer.from(value.padEnd(100, '.')),
        headers: { instrument: 'ctdbp' },
        timestamp: made + n,
        partition: Math.floor(n / 1000) % partitions,
      }
    })
    await bed.wiring.broker.publish(source, records)
  }
}

async function endOf(bed: Bed, topic: string): Promise<number> {
  const info = await bed.wiring.broker.admin.describeTopic(topic)
  return Number(info?.partitions.reduce((sum, { high }) => sum + high, 0n))
}

async function askReplay(bed: Bed): Promise<void> {
  const wish = { topic: source, topicId: null, onto: ours, from: null, to: null, keepsTimestamps: null }
  const plan = await planReplay(bed.wiring, wish, Date.now())
  if ('field' in plan) throw new Error(plan.reason)
  const request = replayRequest(plan, wish, { replay: 'bench', rate: null, now: Date.now() })
  await bed.wiring.publisher.publish([emission(replaysRequested, request)])
}

async function measured({ pid }: ChildProcess & { pid: number }, done: () => Promise<number>): Promise<Measured> {
  const [began, cpu] = [performance.now(), cpuSeconds(pid)]
  resetPeak(pid)
  const resident: number[] = []
  let firstPeak = 0
  for (;;) {
    const now = await done()
    while (resident.length < 4 && now >= ((resident.length + 1) * messages) / 4) resident.push(residentMiB(pid))
    if (firstPeak === 0 && resident.length >= 2) {
      firstPeak = peakMiB(pid)
      resetPeak(pid)
    }
    if (now >= messages) break
    await sleep(50)
  }
  const seconds = (performance.now() - began) / 1000
  return { seconds, cpuSeconds: cpuSeconds(pid) - cpu, peaksMiB: [firstPeak, peakMiB(pid)], resident }
}

function figures(verb: string, mine: Measured, python: PythonMeasured, goal?: number): Figure[] {
  const rate = messages / mine.seconds
  const micros = (cpu: number) => `${((cpu / messages) * 1e6).toFixed(1)} µs of processor time each`
  const [first, second] = mine.peaksMiB
  const quarters = mine.resident.map((one) => one.toFixed(0)).join(', ')
  const what = `${(messages / 1e6).toFixed(1)} M messages of 150 B`
  return [
    {
      name: `${what} ${verb}`,
      ...{ value: rate, unit: 'messages/s', note: micros(mine.cpuSeconds) },
      ...(goal === undefined ? {} : { goal: atLeast(rate, goal) }),
    },
    {
      name: `… by confluent-kafka and fastavro`,
      ...{ value: python.messages / python.seconds, unit: 'messages/s' },
      note: `${micros(python.cpuSeconds)}, at most ${python.peakMiB.toFixed(0)} MiB`,
    },
    {
      name: '… growth of the executor, most in the second half to most in the first',
      ...{ value: second - first, unit: 'MiB', goal: atMost(second - first, 100) },
      note: `at most ${first.toFixed(0)} and ${second.toFixed(0)}; ${quarters} at the quarters`,
    },
  ]
}

if (process.argv[1] === import.meta.filename) {
  const bed = await makeBed()
  try {
    await bed.startRole('processors')
    printTable(await archiveFigures(bed))
  } finally {
    await bed.close()
  }
}
