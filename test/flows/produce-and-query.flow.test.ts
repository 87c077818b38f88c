import { useBed } from '../support/bed.ts'
import { expected, feedPath, sample } from '../support/feed.ts'
import { expectStored, rejectedList } from '../support/verify.ts'

const bed = useBed()

test('batches and single messages, mixed, repeated and out of order, come back as the rows that went in', async () => {
  await bed.feed.batch(1, 20_000, 24_000)
  await bed.feed.singles(1, 0, 2_000)
  await bed.feed.batch(1, 2_000, 20_000)
  await bed.feed.batch(1, 1_500, 2_500)
  await bed.feed.singles(1, 23_000, 24_000)
  await expectStored(bed.pipeline, 1, 24_000)
  expect(await rejectedList(bed.pipeline)).toEqual([])
}, 600_000)

test('start ≤ t < stop, chosen parameters, and a limit', async () => {
  const rows = expected(1, 0, 24_000)
  const from = rows[100]?.time ?? ''
  const to = rows[150]?.time ?? ''
  const answer = await bed.pipeline.json<{ count: number; data: object[] }>(
    `${feedPath}?deployment=1&start=${from}&stop=${to}&parameters=temp`,
  )
  expect(answer.data).toEqual(rows.slice(100, 150).map(({ time, deployment, temp }) => ({ time, deployment, temp })))
  const limited = await bed.pipeline.json<{ data: object[] }>(`${feedPath}?deployment=1&limit=7`)
  expect(limited.data).toEqual(rows.slice(0, 7))
})

test('CSV and NDJSON say the same as JSON', async () => {
  const rows = expected(1, 0, 5)
  const csv = await (await fetch(`${bed.pipeline.url}${feedPath}?deployment=1&limit=5&format=csv`)).text()
  const lines = csv.trimEnd().split('\r\n')
  const names = (lines[0] ?? '').split(',')
  expect(names.slice(0, 2)).toEqual(['time', 'deployment'])
  expect(lines.slice(1).map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])))).toEqual(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]))),
  )
  const ndjson = await (await fetch(`${bed.pipeline.url}${feedPath}?deployment=1&limit=5&format=ndjson`)).text()
  expect(
    ndjson
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(rows)
})

test('particles posted over HTTP are stored like any other', async () => {
  const body = Array.from({ length: 50 }, (_, index) => {
    const { time, temp, counts } = sample(index)
    return { time: new Date(time / 1000).toISOString(), temp, counts }
  })
  const posted = await fetch(
    `${bed.pipeline.url}/particles/CE01TEST-RID16-03-CTDBPC000/streamed/test_samples?deployment=3`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  )
  expect(posted.status).toBe(202)
  expect(await posted.json()).toMatchObject({ count: 50 })
  await expectStored(bed.pipeline, 3, 50)
})

test('a bad question gets a problem that names the field', async () => {
  const response = await fetch(`${bed.pipeline.url}${feedPath}?start=yesterday`)
  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  expect(await response.json()).toMatchObject({ status: 400, field: 'start' })
  const unknown = await fetch(`${bed.pipeline.url}/data/CE01TEST-RID16-03-CTDBPC000/streamed/no_such_stream`)
  expect(unknown.status).toBe(404)
  const parameter = await fetch(`${bed.pipeline.url}${feedPath}?parameters=nonsense`)
  expect(parameter.status).toBe(400)
  expect(await parameter.json()).toMatchObject({ field: 'parameters' })
})

test('stopping is clean: SIGTERM ends every role with 0', async () => {
  expect(await bed.pipeline.terminate('processors')).toBe(0)
  expect(await bed.pipeline.terminate('gateway')).toBe(0)
})
