/** The examples of docs/examples, run as a Python user would, against the real broker and registry. */
import { join } from 'node:path'
import type { Answered } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'
import { pythonWith, run } from '../support/python.ts'

const examples = join(import.meta.dirname, '../../docs/examples')
let python: string

let pipeline: Pipeline

beforeAll(async () => {
  python = await pythonWith(join(examples, 'requirements.txt'))
  pipeline = await Pipeline.start({ roles: ['processors', 'gateway'] })
}, 600_000)

afterAll(async () => {
  await pipeline?.stop()
})

test('particles and Arrow batches from Python are stored, and Python reads them back from the topics', async () => {
  const env = { ...process.env, TIDELINE_NAMESPACE: pipeline.namespace }
  const produced = await run(python, ['produce.py'], { cwd: examples, env })
  expect(produced.stdout).toContain('sent 10 particles and a batch of 1000')

  const path = '/data/CE09TEST-RID16-03-CTDBPC000/streamed/python_samples'
  await pipeline.until('all 1010 particles are stored', 240_000, async () => {
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
}, 600_000)
