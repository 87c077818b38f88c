/** The examples of docs/examples, run as a Python user would, against the real broker and registry. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Answered } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'

const run = promisify(execFile)
const examples = join(import.meta.dirname, '../../docs/examples')
const environment = join(process.env.TIDELINE_CACHE ?? join(homedir(), '.cache/tideline'), 'python-examples')
const python = join(environment, 'bin/python')

let pipeline: Pipeline

beforeAll(async () => {
  const wanted = readFileSync(join(examples, 'requirements.txt'), 'utf8')
  const stamp = join(environment, 'requirements.txt')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    await run('python3', ['-m', 'venv', '--clear', environment])
    await run(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '-r',
      join(examples, 'requirements.txt'),
    ])
    await run('cp', [join(examples, 'requirements.txt'), stamp])
  }
  pipeline = await Pipeline.start({ roles: ['processors', 'gateway'] })
}, 300_000)

afterAll(async () => {
  await pipeline?.stop()
})

test('particles and Arrow batches from Python are stored, and Python reads them back from the topics', async () => {
  const env = { ...process.env, TIDELINE_NAMESPACE: pipeline.namespace }
  const produced = await run(python, ['produce.py'], { cwd: examples, env })
  expect(produced.stdout).toContain('sent 10 particles and a batch of 1000')

  const path = '/data/CE09TEST-RID16-03-CTDBPC000/streamed/python_samples'
  await pipeline.until('all 1010 particles are stored', 60_000, async () => {
    const listed = await pipeline.json<{ streams: { stream: string; count: number }[] }>('/data')
    return listed.streams.some((row) => row.stream === 'python_samples' && row.count === 1010)
  })
  const answer = await pipeline.json<Answered>(path)
  const start = Date.UTC(2024, 4, 1)
  const expected = Array.from({ length: 1010 }, (_, index) => ({
    time: new Date(start + index * 1000).toISOString().replace('Z', '000Z'),
    deployment: 1,
    temp: 10 + index / 8,
    counts: index,
    quality: 'good',
  }))
  expect(answer.data).toEqual(expected)

  const consumed = await run(python, ['consume.py', '4'], { cwd: examples, env })
  const lines = consumed.stdout.trimEnd().split('\n')
  expect(lines.filter((line) => line.startsWith('particle CE09TEST-RID16-03-CTDBPC000/')).length).toBe(10)
  expect(lines).toContain(
    'batch CE09TEST-RID16-03-CTDBPC000/streamed/python_samples/1 rows=1000 columns=time,temp,counts,quality',
  )
}, 180_000)
