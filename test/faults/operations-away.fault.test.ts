/** What operations need goes away while they work, and comes back: messages wait, none goes to the dead letters, all come through. */
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startService, stopService } from '../../deploy/local/control.ts'
import { loadConfig } from '../../deploy/settings.ts'
import { openWiring, type Wiring } from '../../deploy/wire.ts'
import { silentLog } from '../../schemas/log.ts'
import { streamTopic } from '../../schemas/streams/managed-stream.ts'
import { claimOf } from '../../schemas/streams/message-headers.ts'
import { Duplicates } from '../../topics/duplicates.ts'
import { createStreamPublisher, type StreamPublisher } from '../../topics/stream-publisher.ts'
import { type CutProxy, startCutProxy } from '../support/cut-proxy.ts'
import { endpoint } from '../support/endpoints.ts'
import { Pipeline } from '../support/pipeline.ts'

/** Where programs run: a small file system that only the executors see. */
const work = mkdtempSync(join(tmpdir(), 'tideline-small-'))
chmodSync(work, 0o755)
const isRoot = process.getuid?.() === 0
const mounts = 'mount -t tmpfs -o size=24m,mode=1777 tmpfs "$0" && exec "$@"'
const before = ['unshare', isRoot ? '-m' : '-Urm', 'sh', '-c', mounts, work]

let pipeline: Pipeline
let proxy: CutProxy
let wiring: Wiring
let messages: StreamPublisher
beforeAll(async () => {
  const [program = '', ...args] = before
  const tried = spawnSync(program, [...args, 'true'], { encoding: 'utf8' })
  if (tried.status !== 0) {
    throw new Error(
      `a small file system can not be made here (Linux, as root or with user namespaces): ${tried.stderr}`,
    )
  }
  const s3 = new URL(endpoint('TIDELINE_S3_ENDPOINT'))
  proxy = await startCutProxy(s3.host)
  const env = {
    TIDELINE_KAFKA_SESSION_SECONDS: '6',
    TIDELINE_S3_ENDPOINT: `http://127.0.0.1:${proxy.port}`,
    TIDELINE_WORK_FOLDER: work,
    // Who is root only in a namespace of its own can be nobody else.
    ...(isRoot ? {} : { TIDELINE_PROGRAM_USER: '0:0' }),
  }
  pipeline = await Pipeline.start({ roles: ['gateway', 'processors', 'executors'], env, before: { executors: before } })
  wiring = await openWiring(loadConfig({ ...process.env, TIDELINE_NAMESPACE: pipeline.namespace }), silentLog)
  messages = createStreamPublisher(wiring)
  const writes =
    "const fs = require('fs'); const b = fs.readFileSync(0); fs.writeFileSync('own', b); process.stdout.write(b)"
  await Promise.all([
    operation('copy', { exec: 'cat', framing: 'raw' }, '--concurrency', '2'),
    operation('file', { exec: 'node -e', argv: [writes], framing: 'raw', retry: 0 }),
    operation('echo', { exec: 'cat', process_type: 'service' }),
  ])
}, 600_000)
afterAll(async () => {
  await wiring?.close()
  await pipeline?.stop()
  await proxy?.close()
  rmSync(work, { recursive: true, force: true })
})

async function operation(name: string, definition: object, ...options: string[]): Promise<void> {
  const file = join(pipeline.folder, `${name}.json`)
  writeFileSync(file, JSON.stringify({ definition: { ...definition, name } }))
  const streams = [`${name}.in`, `${name}.out`]
  const [id = ''] = await Promise.all([
    pipeline.tideline(['process', 'register', file]),
    ...streams.map((stream) => pipeline.tideline(['stream', 'create', stream])),
  ])
  await pipeline.tideline(['operation', 'create', name, id.trim(), ...streams, ...options])
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const large = (count: number) => Array.from({ length: count }, () => randomBytes(1_000_000))
const publish = (name: string, values: readonly Uint8Array[]) =>
  messages.publish(
    `${name}.in`,
    values.map((value) => ({ key: Buffer.from('k'), value, headers: {} })),
  )

/** What a consumer sees that drops duplicates: small values as they are, of large ones their hashes. */
async function seen(stream: string): Promise<string[]> {
  const duplicates = new Duplicates(wiring.broker)
  const found: string[] = []
  for await (const record of wiring.broker.read({ topic: streamTopic(stream) })) {
    if (await duplicates.isOne(record)) continue
    const claim = claimOf(record.headers)
    found.push(claim === null || typeof claim === 'string' ? Buffer.from(record.value ?? []).toString() : claim.sha256)
  }
  return found
}
const isOut = (name: string, count: number) => async () => (await seen(`${name}.out`)).length >= count

interface Shown {
  readonly deadLetters: number
  readonly error: { readonly code: string; readonly detail: string } | null
}
const show = (name: string) => pipeline.json<Shown>(`/operations/${name}`)

/** The operation says what it waits for. */
const waitsFor = (name: string, what: RegExp) => async () => {
  const { error } = await show(name)
  return error?.code === 'service-unavailable' && what.test(error.detail)
}

test('the object store is away while large messages flow', async () => {
  const values = large(40)
  await publish('copy', values)
  await pipeline.until('some are put out', 240_000, isOut('copy', 3))
  await proxy.cut()
  await pipeline.until('it says that it waits', 240_000, waitsFor('copy', /./))
  await proxy.heal()
  await pipeline.until('all are put out', 240_000, isOut('copy', 40))
  expect(await seen('copy.out')).toEqual(values.map(sha256))
  expect(await show('copy')).toMatchObject({ deadLetters: 0 })
}, 600_000)

test('the disk on which programs work is full', async () => {
  // The same file system, by way of the process that sees it.
  const folder = join(`/proc/${pipeline.pid('executors')}/root`, work)
  const filler = join(folder, 'filler')
  const { bavail, bsize } = statfsSync(folder)
  // Room to begin, not to finish.
  writeFileSync(filler, Buffer.alloc(bavail * bsize - 600_000))
  const values = large(4)
  await Promise.all(['copy', 'file'].map((name) => publish(name, values)))
  for (const name of ['copy', 'file']) await pipeline.until(`${name} waits`, 240_000, waitsFor(name, /full|ENOSPC/))
  rmSync(filler)
  await pipeline.until('all of copy are put out', 240_000, isOut('copy', 44))
  await pipeline.until('all of file are put out', 240_000, isOut('file', 4))
  for (const name of ['copy', 'file']) {
    expect((await seen(`${name}.out`)).slice(-4)).toEqual(values.map(sha256))
    expect(await show(name)).toMatchObject({ deadLetters: 0 })
  }
}, 600_000)

test('the broker restarts while operations work', async () => {
  const values = Array.from({ length: 6_000 }, (_, at) => `m${at}`)
  const publishing = (async () => {
    for (let from = 0; from < values.length; from += 100) {
      await publishUntilAccepted(values.slice(from, from + 100))
      await pause(50)
    }
  })()
  await pipeline.until('some are put out', 240_000, isOut('echo', 1))
  await stopService('kafka')
  await pause(2_000)
  await startService('kafka')
  await publishing
  for (const role of ['processors', 'gateway', 'executors'] as const) {
    if (pipeline.hasExited(role)) await pipeline.spawnRole(role)
  }
  await pipeline.until('all are put out', 240_000, isOut('echo', values.length))
  expect(await seen('echo.out')).toEqual(values)
  expect(await show('echo')).toMatchObject({ deadLetters: 0 })
}, 600_000)

/** A producer's duty: what was not acknowledged is sent again, under the same ids. */
async function publishUntilAccepted(values: readonly string[]): Promise<void> {
  const all = values.map((one) => ({ key: null, value: Buffer.from(one), headers: { 'tideline-message-id': one } }))
  for (const end = Date.now() + 120_000; ; await pause(500)) {
    try {
      return await messages.publish(
        'echo.in',
        all.map((one) => ({ ...one, partition: 0 })),
      )
    } catch (error) {
      if (Date.now() > end) throw error
    }
  }
}
