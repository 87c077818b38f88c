/** The native stack on PostgreSQL alone, which needs no download: what holds for it holds for the others. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { killService, startService } from '../../deploy/local/control.ts'
import { endLeftovers } from '../../deploy/local/leftovers.ts'
import { isLock, tryLock } from '../../deploy/local/lock.ts'
import { startNative } from '../../deploy/local/native.ts'
import { launch, readRecord, startOf } from '../../deploy/local/processes.ts'
import { startStack } from '../../deploy/local/stack.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'tideline-stack-'))
const lines: string[] = []
const options = { dataDir, services: ['postgres'] as const, progress: (line: string) => void lines.push(line) }

afterAll(async () => {
  await endLeftovers(dataDir)
  rmSync(dataDir, { recursive: true, force: true })
})

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

test('what an owner that died has left is ended, its data and its ports are kept', async () => {
  const first = await startNative(options)
  const url = first.endpoints.TIDELINE_POSTGRES_URL ?? ''
  await ask(url, 'CREATE TABLE kept AS SELECT 7 AS number')
  const left = first.services[0]?.pid ?? -1

  // The owner is gone without a word: nobody calls first.stop().
  const second = await startNative(options)
  expect(lines).toContain('Ended what a killed run had left: postgres')
  expect(startOf(left)).toBeNull()
  expect(second.endpoints.TIDELINE_POSTGRES_URL).toBe(url)
  expect(await ask(url, 'SELECT number FROM kept')).toEqual([{ number: 7 }])

  await killService('postgres', dataDir)
  await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED')
  await startService('postgres', dataDir)
  expect(await ask(url, 'SELECT number FROM kept')).toEqual([{ number: 7 }])

  const last = await readRecord(dataDir, 'postgres')
  await second.stop()
  expect(startOf(last?.pid ?? -1)).toBeNull()
})

test('a process that is not ours is left alone, whatever a record says', async () => {
  const folder = join(dataDir, 'strangers')
  const stranger = await launch(folder, {
    name: 'stranger',
    command: 'sleep',
    args: ['60'],
    cwd: '/',
    logFile: join(folder, 'l'),
  })
  expect(await endLeftovers(folder)).toEqual([])
  expect(startOf(stranger.pid)).not.toBeNull()
  process.kill(stranger.pid)
})

test('a taken port, a second stack on the folder: one sentence each', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await expect(startNative({ ...options, ports: { postgres: port } })).rejects.toThrow(
    `Port ${port} for PostgreSQL 18 is taken by another program: end it, or choose another with its option.`,
  )
  server.close()

  const lock = tryLock(join(dataDir, 'lock'))
  expect(isLock(lock)).toBe(true)
  await expect(startStack(options)).rejects.toThrow(
    `Process ${process.pid} is running a stack in ${dataDir} already: stop it, or choose another folder with --data.`,
  )
  if (isLock(lock)) lock.release()
})

test('an endpoint in the environment is used and nothing is started', async () => {
  const url = 'postgres://someone:secret@example.org/db'
  const stack = await startStack({ ...options, environment: { TIDELINE_POSTGRES_URL: url } })
  expect(stack.endpoints).toEqual({ TIDELINE_POSTGRES_URL: url })
  expect(stack.services[0]).toMatchObject({ pid: null, address: 'postgres://someone@example.org/db' })
  await stack.stop()
})
