import type { Made } from '../../../connectors/exports/part-record.ts'
import type { ExportAdvanced } from '../../../schemas/generated/events.ts'
import { jobParts, jobs } from '../../../schemas/job-tables.ts'
import { exportPartsRequested, exportsRequested, jobsChanged } from '../../../topics/exports.ts'
import { day, dayMicros, exportBed, question, wanted } from './exports/export-bed.ts'

const nothing = { part: null, rows: 0, bytes: 0, rowsLeftOut: 0, seconds: 0, files: [], problem: null }
const made = (job: string, part: number, { rows, bytes, rowsLeftOut, files }: Made): ExportAdvanced => ({
  ...nothing,
  ...{ job, part, rows, bytes, rowsLeftOut, files },
  step: 'made',
  at: day + part,
})

test.each(['csv', 'tsv', 'json', 'ndjson', 'arrow'])(
  'an estimate of %s is near what the file becomes',
  async (format) => {
    const bed = exportBed()
    await bed.feed(1, day, 20_000)
    const estimate = await bed.estimate(question(), wanted(format))
    expect(estimate).toMatchObject({ rows: 20_000, from: day, to: day + 20_000_000_000 - 999_999 })
    const [part] = bed.partsOf(await bed.ask({ file: wanted(format) }))
    const { bytes, rows } = (await bed.make(part!)) as Made
    expect(rows).toBe(20_000)
    expect(Math.abs(estimate.bytes / bytes - 1)).toBeLessThan(0.15)
    expect(estimate.seconds).toBeGreaterThanOrEqual(1)
  },
)

test('an estimate follows range, parameters, limit and interval', async () => {
  const bed = exportBed()
  await bed.feed(1, day, 10_000)
  const all = await bed.estimate()
  const half = await bed.estimate(question({ start: day + 5_000_000_000 }))
  expect(Math.abs(half.rows - 5000)).toBeLessThanOrEqual(1)
  const one = await bed.estimate(question({ parameters: ['temp'] }))
  expect(Object.keys(one.bytesPerRow)).toEqual(['temp'])
  expect(one.bytes).toBeLessThan(all.bytes)
  expect(await bed.estimate(question({ limit: 100, reduction: 'minmax' }))).toMatchObject({ rows: 100 })
  const hours = await bed.estimate(question({ interval: 3_600_000_000, reduction: 'mean' }))
  expect(hours.rows).toBe(3)
  expect(await bed.estimate(question({ parameters: ['none'] }))).toMatchObject({ code: 'unknown-parameter' })
})

test('parts are asked for once planned, by deployment; planned again after more data came, they are the same', async () => {
  const bed = exportBed()
  await bed.feed(1, day, 9_000)
  await bed.feed(2, day + dayMicros, 3_000)
  const job = await bed.ask({ file: wanted('csv', 200_000) })
  const parts = bed.partsOf(job)
  expect(parts.length).toBeGreaterThan(3)
  expect(new Set(parts.map(({ deployment }) => deployment))).toEqual(new Set([1, 2]))
  expect(await bed.row(jobs, { job })).toMatchObject({ parts: parts.length, rows: 12_000, problem: null })
  expect(await bed.state(job)).toMatchObject({ state: 'queued', progress: 0 })
  await bed.feed(1, day + 9_000_000_000, 9_000)
  const rows = await bed.rows(jobParts)
  await bed.redeliver(exportsRequested)
  expect(bed.events(exportPartsRequested).slice(parts.length)).toEqual(parts)
  expect(await bed.rows(jobParts)).toEqual(rows)
})

test('the rows of all parts are the rows of the stream, each once; the job is followed to its end', async () => {
  const bed = exportBed()
  await bed.feed(1, day, 9_000)
  const job = await bed.ask({ file: wanted('csv', 200_000) })
  const times: string[] = []
  for (const part of bed.partsOf(job)) {
    const outcome = (await bed.make(part)) as Made
    for (const { key } of outcome.files) {
      const [head, ...lines] = (await bed.text(key)).trimEnd().split('\r\n')
      expect(head).toBe('time,deployment,counts,note,spectrum,temp')
      times.push(...lines.map((line) => line.slice(0, 27)))
    }
    await bed.tell(made(job, part.part, outcome))
    await bed.tell(made(job, part.part, outcome))
  }
  expect(times.length).toBe(9_000)
  expect(times).toEqual([...new Set(times)].sort())
  expect(await bed.state(job)).toMatchObject({ state: 'finished', progress: 1, rows: 9_000 })
  const told = bed.events(jobsChanged).map(({ state, progress }) => ({ state, progress }))
  expect(told[0]).toEqual({ state: 'queued', progress: 0 })
  expect(told.at(-1)).toEqual({ state: 'finished', progress: 1 })
})

test('nothing in the range, an unknown stream: the job fails at once, with a problem', async () => {
  const bed = exportBed()
  await bed.feed(1, day, 10)
  const empty = await bed.ask({ request: question({ start: day + dayMicros }) })
  expect(await bed.state(empty)).toMatchObject({ state: 'failed', problem: expect.stringContaining('no-data') })
  const unknown = await bed.ask({ request: question({ stream: 'nobody_knows' }) })
  expect(await bed.state(unknown)).toMatchObject({
    state: 'failed',
    problem: expect.stringContaining('unknown-stream'),
  })
})

test('time passes: late, expired, forgotten', async () => {
  const bed = exportBed()
  await bed.feed(1, day, 10)
  const [slow, quick] = [await bed.ask(), await bed.ask()]
  const [part] = bed.partsOf(quick)
  await bed.tell(made(quick, 0, (await bed.make(part!)) as Made))
  await bed.tick(day + dayMicros - 1)
  expect(await bed.state(slow)).toMatchObject({ state: 'queued' })
  await bed.tick(day + dayMicros)
  expect(await bed.state(slow)).toMatchObject({ state: 'failed', problem: expect.stringContaining('deadline-passed') })
  expect(await bed.state(quick)).toMatchObject({ state: 'finished' })
  await bed.tick(day + 7 * dayMicros)
  expect(await bed.state(quick)).toMatchObject({ state: 'expired' })
  await bed.tick(day + 38 * dayMicros)
  expect([await bed.rows(jobs), await bed.rows(jobParts), await bed.state(quick)]).toEqual([[], [], null])
  expect(bed.events(jobsChanged).filter(({ state }) => state === 'forgotten').length).toBe(2)
})
