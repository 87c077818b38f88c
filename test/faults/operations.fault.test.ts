/** Executors, programs and processors die at random while operations work: nothing is lost, seen twice, or out of order. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { streamTopic } from '../../schemas/streams/managed-stream.ts'
import { Duplicates } from '../../topics/duplicates.ts'
import { openFeed } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'
import { randomFrom, rounds } from '../support/rounds.ts'

/** In 20 rounds: 200 kills, 100,000 messages. */
const killsPerRound = 10
const perRound = { lines: 4_800, singles: 200 }
const keys = 20

let pipeline: Pipeline
let feed: Awaited<ReturnType<typeof openFeed>>
beforeAll(async () => {
  pipeline = await Pipeline.start({ roles: ['gateway', 'processors', 'executors'] })
  feed = await openFeed(pipeline.namespace)
  const each = "require('readline').createInterface({ input: process.stdin }).on('line', l => console.log('> ' + l))"
  const definitions = {
    lines: { exec: 'node -e', argv: [each], process_type: 'service', retry: 100 },
    singles: { exec: "sed 's/^/> /'", retry: 100 },
  }
  for (const [name, definition] of Object.entries(definitions)) {
    const file = join(pipeline.folder, `${name}.json`)
    writeFileSync(file, JSON.stringify({ definition: { ...definition, name } }))
    const id = (await pipeline.tideline(['process', 'register', file])).trim()
    for (const end of ['in', 'out'])
      await pipeline.tideline(['stream', 'create', `${name}.${end}`, '--partitions', '4'])
    const streams = [`${name}.in`, `${name}.out`]
    await pipeline.tideline(['operation', 'create', name, id, ...streams, '--concurrency', '4'])
  }
}, 240_000)
afterAll(async () => {
  await feed?.close()
  await pipeline?.stop()
})

const text = (from: number) => `message ${from}`

async function publish(name: keyof typeof perRound, round: number): Promise<void> {
  const first = (round - 1) * perRound[name]
  const step = perRound[name] / 20
  for (let from = first; from < first + perRound[name]; from += step) {
    const records = Array.from({ length: step }, (_, at) => ({
      key: Buffer.from(`k${(from + at) % keys}`),
      value: Buffer.from(text(from + at)),
    }))
    await feed.broker.publish(streamTopic(`${name}.in`), records)
    await pause(200)
  }
}

/** The programs that run as children of a process. */
function childrenOf(pid: number | null): number[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid)
      } catch {
        return false
      }
    })
    .map(Number)
}

async function strike(random: () => number): Promise<void> {
  const programs = childrenOf(pipeline.pid('executors'))
  const victim = Math.floor(random() * 4)
  if (victim < 2 && programs.length > 0) {
    try {
      process.kill(programs[Math.floor(random() * programs.length)] as number, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
    return
  }
  const role = victim === 3 ? 'processors' : 'executors'
  await pipeline.kill(role)
  await pipeline.spawnRole(role)
}

/** By key, as a consumer sees them that drops duplicates; and how many there are with duplicates. */
async function seen(stream: string) {
  const duplicates = new Duplicates(feed.broker)
  const byKey = new Map<string, string[]>()
  let count = 0
  let all = 0
  for await (const record of feed.broker.read({ topic: streamTopic(stream) })) {
    all += 1
    if (await duplicates.isOne(record)) continue
    count += 1
    const key = Buffer.from(record.key ?? []).toString()
    byKey.set(key, [...(byKey.get(key) ?? []), Buffer.from(record.value ?? []).toString()])
  }
  return { byKey, count, all }
}

function wanted(total: number): Map<string, string[]> {
  const byKey = new Map<string, string[]>()
  for (let at = 0; at < total; at += 1) {
    const key = `k${at % keys}`
    byKey.set(key, [...(byKey.get(key) ?? []), `> ${text(at)}`])
  }
  return byKey
}

test('SIGKILL of executors, programs and processors: nothing lost, nothing twice, order of keys kept', async () => {
  for (let round = 1; round <= rounds(20); round += 1) {
    const random = randomFrom(round)
    const publishing = Promise.all([publish('lines', round), publish('singles', round)])
    for (let kill = 0; kill < killsPerRound; kill += 1) {
      await pause(random() * 1_500)
      await strike(random)
    }
    await publishing
    for (const name of ['lines', 'singles'] as const) {
      const total = round * perRound[name]
      await pipeline.until(`all ${total} of ${name} are put out in round ${round}`, 180_000, async () => {
        const { lag } = await pipeline.json<{ lag: number }>(`/operations/${name}`)
        return lag === 0
      })
      const { byKey, all } = await seen(`${name}.out`)
      expect(byKey).toEqual(wanted(total))
      console.info(`round ${round}: ${name}: ${total} messages, ${all - total} duplicates dropped`)
      const letters = await feed.broker.admin.describeTopic(streamTopic(`${name}.dead-letters`))
      expect(letters?.partitions.every(({ high }) => high === 0n)).toBe(true)
    }
  }
}, 6_000_000)
