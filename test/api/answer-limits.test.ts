/** Answers that are sent at once: what is too large is refused with its estimate, what is too late is given up. */
import type { FastifyInstance } from 'fastify'
import { defaultAnswerLimits } from '../../api/answer-limits.ts'
import type { Gateway } from '../../api/gateway.ts'
import { GatewayProblem } from '../../api/problems.ts'
import { createServer } from '../../api/server.ts'
import { toArrow } from '../../schemas/columns/arrow.ts'
import { streams } from '../../schemas/tables.ts'
import { day, exportBed, series } from '../processors/products/exports/export-bed.ts'
import { fakeGateway, partsOf } from './pipeline.ts'

const path = `/data/${series.refdes}/${series.method}/${series.stream}`
const stop = new Date(day / 1000 + 1_000_000).toISOString()
let open: FastifyInstance[] = []
afterEach(async () => {
  for (const app of open) await app.close()
  open = []
})

async function serve(limits: Partial<Gateway['answerLimits']>, powers: Partial<Gateway> = {}) {
  const bed = exportBed()
  await bed.feed(1, day, 3_000)
  const counts = { asked: 0, estimated: 0 }
  const ask = async () => {
    counts.asked += 1
    return partsOf(toArrow({ length: 0, time: new Float64Array(), columns: new Map() }))
  }
  const { gateway } = fakeGateway({
    ask,
    askData: ask,
    streams: bed.tables.view(streams),
    answerLimits: { ...defaultAnswerLimits, ...limits },
    async estimate({ request, file }) {
      counts.estimated += 1
      const found = await bed.estimate(request, file)
      if ('code' in found) throw new GatewayProblem(found.code, found.detail)
      return found
    },
    ...powers,
  })
  const app = createServer(gateway, { maxEventLoopDelayMs: 0 })
  open.push(app)
  return { app, counts }
}

// 3000 rows at 1 Hz: 2999 s are 0.0347 days.
test.each([
  ['rows', { maxRows: 2_999 }, '3000 rows, where 2999 are allowed'],
  ['bytes', { maxBytes: 50_000 }, 'bytes, where 50000 are allowed'],
  ['days', { maxDays: 0.034 }, '0.035 days, where 0.034 are allowed'],
])('too many %s: 413 with the estimate, the way to the files, and nothing asked', async (_name, limits, reason) => {
  const { app, counts } = await serve(limits)
  const answers = [
    await app.inject(path),
    await app.inject(`${path}?products=all&format=csv`),
    await app.inject({ method: 'POST', url: '/data', payload: { streams: [series] } }),
  ]
  for (const refused of answers) {
    expect(refused.statusCode).toBe(413)
    expect(refused.json()).toMatchObject({
      code: 'answer-too-large',
      estimate: { rows: 3000, exceeds: [expect.any(String)] },
    })
    expect(refused.json().detail).toContain(reason)
    expect(refused.json().detail).toContain('POST /exports')
  }
  expect(counts.asked).toBe(0)
})

test.each([
  ['fewer rows of the range', { maxRows: 2_000 }, `${path}?stop=${stop}`, 1],
  ['a limit', { maxRows: 2_000 }, `${path}?limit=2000`, 0],
  ['a stream that is plainly small', {}, path, 0],
  ['0 is any', { maxRows: 0, maxBytes: 0, maxDays: 0 }, path, 0],
  ['fewer days', { maxDays: 0.02 }, `${path}?stop=${stop}`, 0],
])('within the limits: %s', async (_name, limits, url, estimated) => {
  const { app, counts } = await serve(limits)
  expect((await app.inject(url)).statusCode).toBe(200)
  expect(counts).toEqual({ asked: 1, estimated })
})

test('no part within Prefer: wait is 408, and the asking is given up', async () => {
  let isGivenUp = false
  const never: Gateway['ask'] = (_request, signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        isGivenUp = true
        reject(signal.reason)
      })
    })
  const { app } = await serve({}, { ask: never, askData: never })
  const headers = { prefer: 'wait=1' }
  const late = await Promise.all([
    app.inject({ url: path, headers }),
    app.inject({ method: 'POST', url: '/data', payload: { streams: [series] }, headers }),
  ])
  for (const one of late) expect([one.statusCode, one.json().code]).toEqual([408, 'deadline-passed'])
  expect(isGivenUp).toBe(true)
  const quick = await serve({})
  expect((await quick.app.inject({ url: path, headers: { prefer: 'wait=120' } })).statusCode).toBe(200)
})

test('whoever is busy says when to come again', async () => {
  const busy = async () => {
    throw new GatewayProblem('answer-incomplete', 'part 3 was lost')
  }
  const { app } = await serve({}, { ask: busy })
  const refused = await app.inject(path)
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5'])
})
