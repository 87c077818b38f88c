/** Executors, programs and processors die at random while operations work: nothing is lost, seen twice, or out of order. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { operationGroup, streamTopic } from '../../schemas/streams/managed-stream.ts'
import { Duplicates } from '../../topics/duplicates.ts'
import { openFeed } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'
import { randomFrom, rounds } from '../support/rounds.ts'

/** In 10 rounds: 200 kills, 100,000 messages. */
const killsPerRound = 20
const perRound = { lines: 8_800, many: 400, streams: 400, singles: 400 } as const
const names = ['lines', 'many', 'streams', 'singles'] as const
type Name = (typeof names)[number]
const keys = 20
const executors = ['executors', 'executors-2'] as const

let pipeline: Pipeline
let feed: Awaited<ReturnType<typeof openFeed>>
beforeAll(async () => {
  const env = { TIDELINE_KAFKA_SESSION_SECONDS: '6' }
  pipeline = await Pipeline.start({ roles: ['gateway', 'processors', ...executors], env })
  feed = await openFeed(pipeline.namespace)
  // 2 ms for each line, so that most kills come while it works.
  const waits = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)'
  const each = (answer: string) => ({
    exec: 'node -e',
    argv: [`require('readline').createInterface({ input: process.stdin }).on('line', l => { ${waits}; ${answer} })`],
    ...{ process_type: 'service', retry: 100 },
  })
  const definitions = {
    lines: each("console.log('> ' + l)"),
    many: { ...each("console.log('> ' + l + '\\n')"), reply: 'many_per_message' },
    streams: { ...each("console.log('> ' + l)"), reply: 'stream' },
    singles: { exec: "sed 's/^/> /'", retry: 100 },
  }
  await Promise.all(names.map((name) => operation(name, definitions[name])))
}, 600_000)
afterAll(async () => {
  await feed?.close()
  await pipeline?.stop()
})

async function operation(name: Name, definition: object): Promise<void> {
  const file = join(pipeline.folder, `${name}.json`)
  writeFileSync(file, JSON.stringify({ definition: { ...definition, name } }))
  const streams = [`${name}.in`, `${name}.out`]
  const [id = ''] = await Promise.all([
    pipeline.tideline(['process', 'register', file]),
    ...streams.map((stream) => pipeline.tideline(['stream', 'create', stream, '--partitions', '4'])),
  ])
  const options = ['--concurrency', '4', '--replicas', '2']
  await pipeline.tideline(['operation', 'create', name, id.trim(), ...streams, ...options])
}

const text = (at: number) => `message ${at}`
const keyOf = (at: number) => `k${at % keys}`

async function publish(name: Name, round: number): Promise<void> {
  const first = (round - 1) * perRound[name]
  const step = perRound[name] / 100
  for (let from = first; from < first + perRound[name]; from += step) {
    const records = Array.from({ length: step }, (_, at) => ({
      key: Buffer.from(keyOf(from + at)),
      value: Buffer.from(text(from + at)),
    }))
    await feed.broker.publish(streamTopic(`${name}.in`), records)
    await pause(300)
  }
}

/** What executors have started and runs now: programs, and who starts them. */
function programs(): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((one) => /^[0-9]+$/.test(one))) {
    try {
      parents.set(Number(name), Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]))
    } catch {
      // It ended by itself.
    }
  }
  const mine = new Set(executors.map((one) => pipeline.pid(one)))
  const isMine = (pid: number | undefined): boolean => pid !== undefined && (mine.has(pid) || isMine(parents.get(pid)))
  return [...parents.keys()].filter((pid) => isMine(parents.get(pid)))
}

const oneOf = <T>(all: readonly T[], random: () => number): T => all[Math.floor(random() * all.length)] as T

type Victim = 'program' | 'processors' | (typeof executors)[number]
const victims: readonly Victim[] = ['program', 'program', 'processors', 'processors', ...executors]

/** A process that is killed is started again at once, and may be killed while it starts. */
async function strike(random: () => number): Promise<Victim> {
  const victim = oneOf(victims, random)
  if (victim === 'program') {
    for (let wasKilled = false; !wasKilled; wasKilled = killOneOf(programs(), random)) await pause(50)
  } else {
    await pipeline.kill(victim)
    await pipeline.launch(victim)
  }
  return victim
}

function killOneOf(running: readonly number[], random: () => number): boolean {
  try {
    return running.length > 0 && process.kill(oneOf(running, random), 'SIGKILL')
  } catch {
    // It ended by itself.
    return false
  }
}

/**
 * What a consumer sees that drops duplicates: values by key, and how many it dropped. It knows them by id. With `reply` `stream`
 * it knows them by what they say: keys and order do not tell what led to what.
 */
class Watcher {
  readonly byKey = new Map<string, string[]>()
  dropped = 0
  readonly #duplicates = new Duplicates(feed.broker)
  #from = new Map<number, bigint>()

  constructor(
    private readonly stream: string,
    private readonly isOfStream: boolean,
  ) {}

  async readOn(): Promise<void> {
    for await (const record of feed.broker.read({ topic: streamTopic(this.stream), from: this.#from })) {
      this.#from.set(record.partition, record.offset + 1n)
      const value = Buffer.from(record.value ?? []).toString()
      const numberOf = (one: string) => Number(one.split(' ').at(-1))
      const key = this.isOfStream ? keyOf(numberOf(value)) : Buffer.from(record.key ?? []).toString()
      const before = this.byKey.get(key) ?? []
      if (this.isOfStream ? before.includes(value) : await this.#duplicates.isOne(record)) this.dropped += 1
      else before.push(value)
      this.byKey.set(key, this.isOfStream ? before.sort((a, b) => numberOf(a) - numberOf(b)) : before)
    }
  }
}

function wanted(total: number): Map<string, string[]> {
  const byKey = new Map(Array.from({ length: keys }, (_, key) => [keyOf(key), [] as string[]]))
  for (let at = 0; at < total; at += 1) byKey.get(keyOf(at))?.push(`> ${text(at)}`)
  return byKey
}

async function lagOf(name: Name): Promise<number> {
  const lags = await feed.broker.admin.lag(operationGroup(name), [streamTopic(`${name}.in`)])
  return lags.reduce((sum, { lag }) => sum + Number(lag), 0)
}

test('SIGKILL of executors, programs and processors: nothing lost, nothing twice, order of keys kept', async () => {
  const watchers = new Map(names.map((name) => [name, new Watcher(`${name}.out`, name === 'streams')]))
  const kills: Partial<Record<Victim, number>> = {}
  for (let round = 1; round <= rounds(10); round += 1) {
    const random = randomFrom(round)
    const publishing = Promise.all(names.map((name) => publish(name, round)))
    for (let kill = 0; kill < killsPerRound; kill += 1) {
      await pause(random() * 3_000)
      const victim = await strike(random)
      kills[victim] = (kills[victim] ?? 0) + 1
    }
    await publishing
    for (const name of names) {
      await pipeline.until(`all of ${name} are committed in round ${round}`, 240_000, async () => {
        return (await lagOf(name)) === 0
      })
      const watcher = watchers.get(name) as Watcher
      await watcher.readOn()
      const total = round * perRound[name]
      expect(watcher.byKey).toEqual(wanted(total))
      process.stderr.write(
        `round ${round}: ${name}: ${total} messages, ${watcher.dropped} duplicates dropped, ${JSON.stringify(kills)}\n`,
      )
      const letters = await feed.broker.admin.describeTopic(streamTopic(`${name}.dead-letters`))
      expect(letters?.partitions.every(({ high }) => high === 0n)).toBe(true)
    }
  }
}, 3_000_000)
