/** Executors are killed while dead letters are tried again: each is tried, none is lost, each output is seen once. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deadLetterStream, streamTopic } from '../../schemas/streams/managed-stream.ts'
import { deadLetterHeaders, headerText, messageIdHeader } from '../../schemas/streams/message-headers.ts'
import type { IncomingRecord } from '../../topics/broker.ts'
import { Duplicates } from '../../topics/duplicates.ts'
import { openFeed } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'

const total = 300
/** These fail whenever they are tried. */
const isHopeless = (at: number) => at % 50 === 0
const text = (at: number) => `${isHopeless(at) ? 'hopeless' : 'message'} ${at}`
const hopeless = total / 50
const all = Array.from({ length: total }, (_, at) => at)

let pipeline: Pipeline
let feed: Awaited<ReturnType<typeof openFeed>>
beforeAll(async () => {
  const env = { TIDELINE_KAFKA_SESSION_SECONDS: '6' }
  pipeline = await Pipeline.start({ roles: ['gateway', 'processors', 'executors'], env })
  // Programs run as nobody where these tests run as root.
  chmodSync(pipeline.folder, 0o755)
  feed = await openFeed(pipeline.namespace)
}, 600_000)
afterAll(async () => {
  await feed?.close()
  await pipeline?.stop()
})

interface Shown {
  readonly state: string
  readonly deadLetters: number
  readonly members: readonly unknown[]
}
const show = () => pipeline.json<Shown>('/operations/mended')
const output = streamTopic('mended.out')
const letters = streamTopic(deadLetterStream('mended'))

async function records(topic: string): Promise<IncomingRecord[]> {
  const found: IncomingRecord[] = []
  for await (const record of feed.broker.read({ topic })) found.push(record)
  return found
}
const count = async (topic: string) => (await records(topic)).length
const textOf = ({ value }: IncomingRecord) => Buffer.from(value ?? []).toString()
const idsOf = (found: readonly IncomingRecord[]) =>
  new Set(found.map(({ headers }) => headerText(headers, messageIdHeader)))

test('SIGKILL of executors in the middle of a redrive', async () => {
  const [program, flag] = [join(pipeline.folder, 'program.sh'), join(pipeline.folder, 'flag')]
  const body = `[ -e '${flag}' ] || exit 7\nread -r line || :\ncase $line in hopeless*) exit 8;; esac\nsleep 0.02\necho "> $line"\n`
  writeFileSync(program, body)
  const file = join(pipeline.folder, 'definition.json')
  writeFileSync(file, JSON.stringify({ definition: { exec: `sh ${program}`, name: 'mended', retry: 0 } }))
  const id = (await pipeline.tideline(['process', 'register', file])).trim()
  await pipeline.tideline(['operation', 'create', 'mended', id, 'mended.in', 'mended.out', '--concurrency', '2'])
  await pipeline.tideline(['publish', 'mended.in', '--key', 'k'], `${all.map(text).join('\n')}\n`)
  await pipeline.until('all are dead letters', 240_000, async () => (await show()).deadLetters === total)
  expect(await count(letters)).toBe(total)
  // So nothing but the redrive runs.
  await pipeline.tideline(['operation', 'pause', 'mended'])
  writeFileSync(flag, '')
  await pipeline.tideline(['operation', 'redrive', 'mended'])
  for (const some of [40, 150]) {
    await pipeline.until(`${some} are put out`, 240_000, async () => (await count(output)) >= some)
    await pipeline.kill('executors')
    const done = await count(output)
    expect(done).toBeLessThan(total - hopeless)
    process.stderr.write(`killed after ${done} of ${total}\n`)
    await pipeline.spawnRole('executors')
  }
  const again = async () => (await records(letters)).slice(total)
  await pipeline.until('none is left that was asked for', 240_000, async () => {
    const { deadLetters, state } = await show()
    return deadLetters === (await again()).length && state !== 'running'
  })

  const out = await records(output)
  const failed = await again()
  const seen = await new Duplicates(feed.broker).without(out)
  expect(seen.map(textOf)).toEqual(all.filter((at) => !isHopeless(at)).map((at) => `> ${text(at)}`))
  expect([idsOf(out).size, idsOf(failed).size]).toEqual([total - hopeless, hopeless])
  expect(new Set(failed.map(textOf))).toEqual(new Set(all.filter(isHopeless).map(text)))
  expect(failed.every(({ headers }) => headerText(headers, deadLetterHeaders.exitCode) === '8')).toBe(true)
  expect(await show()).toMatchObject({
    state: 'paused',
    deadLetters: failed.length,
    lag: 0,
    error: { code: 'exit-code' },
  })
  expect((await show()).members).toMatchObject([{ replica: expect.stringContaining('redrive'), state: 'exited' }])
  process.stderr.write(`${out.length} put out, ${failed.length} failed again\n`)
}, 600_000)
