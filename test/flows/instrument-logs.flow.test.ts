/** Instrument logs through a watched folder to HTTP, compared with the lines of the files themselves. */
import { createHash } from 'node:crypto'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pipeline } from '../support/pipeline.ts'

const root = join(import.meta.dirname, '../..')
const real = join(root, '../shared/data/ooi/20131123.ctdbp1.log')
const own = join(root, 'deploy/samples/20240301.ctdbp1.log')
/** A real day of a mooring where it is at hand, else the project's own sample. */
const log = existsSync(real) ? real : own
if (log === own) process.stdout.write(`real data not found at ${real}: using the project's own sample\n`)

const path = '/data/CE02SHSM-RID27-03-CTDBPC000/telemetered/ctdbp_cdef_dcl_instrument'
const record =
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{3} #? *([\d.-]+), *([\d.-]+), *([\d.-]+), *[\d.-]+, *[\d.-]+, *(\d\d) (\w{3}) (\d{4}) ([\d:]{8}),/

interface Row {
  readonly time: string
  readonly temp: number
  readonly conductivity: number
  readonly pressure: number
}

/** The records of a log by a reading of its own, independent of the parser. */
function rowsOf(text: string): Row[] {
  return text
    .split('\n')
    .map((line) => record.exec(line))
    .filter((match) => match !== null)
    .map(([, temp, conductivity, pressure, day, month, year, clock]) => ({
      time: new Date(`${day} ${month} ${year} ${clock} UTC`).toISOString().replace('Z', '000Z'),
      temp: Number(temp),
      conductivity: Number(conductivity),
      pressure: Number(pressure),
    }))
}

const folder = mkdtempSync(join(tmpdir(), 'tideline-logs-'))
const watched = join(folder, 'ctdbp')
let pipeline: Pipeline

async function answered(): Promise<Row[]> {
  const answer = await pipeline.json<{ data: Row[] }>(`${path}?parameters=temp,conductivity,pressure`)
  return answer.data.map(({ time, temp, conductivity, pressure }) => ({ time, temp, conductivity, pressure }))
}

async function untilCount(count: number): Promise<void> {
  await pipeline.until(`${count} particles are counted`, 240_000, async () => {
    const { streams } = await pipeline.json<{ streams: { count: number }[] }>('/data')
    return streams[0]?.count === count
  })
}

/** Finished events of files, newest last. */
async function finishedFiles(): Promise<{ path: string; sha256: string; particles: number; rejected: number }[]> {
  const out = await pipeline.tideline(['consume', 'files.files-arrived', '--from', 'earliest', '--until-end', '--json'])
  return out
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line).value)
    .filter((event) => event.state === 'finished')
}

async function batchesPublished(): Promise<number> {
  const out = await pipeline.tideline(['topics', 'instruments.particle-batches', '--json'])
  return JSON.parse(out).events
}

beforeAll(async () => {
  mkdirSync(watched)
  const sources = join(folder, 'sources.json')
  const source = {
    name: 'ctdbp',
    glob: 'ctdbp/*.log',
    parser: 'ctdbp_cdef_dcl',
    refdes: 'CE02SHSM-RID27-03-CTDBPC000',
    method: 'telemetered',
    deployment: 1,
    quietSeconds: 1,
  }
  writeFileSync(sources, JSON.stringify({ sources: [source] }))
  pipeline = await Pipeline.start({ roles: ['processors', 'gateway', 'connectors'], sources })
}, 600_000)

afterAll(async () => {
  await pipeline?.stop()
})

const text = readFileSync(log, 'utf8')
const rows = rowsOf(text)

test('every record of the log comes back over HTTP with its own numbers', async () => {
  expect(rows.length).toBeGreaterThan(3_000)
  copyFileSync(log, join(watched, 'day.log'))
  await untilCount(rows.length)
  expect(await answered()).toEqual(rows)
  await pipeline.until('the file is finished', 240_000, async () => (await finishedFiles()).length === 1)
  const [file] = await finishedFiles()
  expect(file?.sha256).toBe(createHash('sha256').update(text).digest('hex'))
  expect(file?.particles).toBe(rows.length)
}, 600_000)

test('a value is traced to the bytes of its file', async () => {
  const first = rows[0] as Row
  const explained = ['products', 'explain', 'CE02SHSM-RID27-03-CTDBPC000', 'ctdbp_cdef_dcl_instrument', 'temp']
  const out = await pipeline.tideline([...explained, '--time', first.time, '--json'])
  const { values, provenance } = JSON.parse(out)
  expect(values).toMatchObject([{ time: first.time, value: first.temp, computed: null }])
  const [read] = Object.values<{ sources: object[] }>(provenance.chunksRead)
  const sha256 = createHash('sha256').update(text).digest('hex')
  expect(read?.sources).toMatchObject([
    {
      file: join(watched, 'day.log'),
      source: 'ctdbp',
      parser: 'ctdbp_cdef_dcl@1',
      raw: { sha256, size: text.length, bucket: 'raw-files', key: expect.stringContaining(sha256) },
    },
  ])
}, 600_000)

test('the same file again under another name changes nothing', async () => {
  const whole = await (await fetch(`${pipeline.url}${path}`)).text()
  copyFileSync(log, join(watched, 'again.log'))
  await pipeline.until('the copy is finished', 240_000, async () => (await finishedFiles()).length === 2)
  await pipeline.until('nothing is left to process', 240_000, async () => {
    const groups = JSON.parse(await pipeline.tideline(['lag', '--json'])) as { lag: number }[]
    return groups.every(({ lag }) => lag === 0)
  })
  await untilCount(rows.length)
  expect(await (await fetch(`${pipeline.url}${path}`)).text()).toBe(whole)
}, 600_000)

test('a growing file, a kill in between and a broken line: nothing lost, nothing repeated', async () => {
  const day = (hour: number, index: number) =>
    `2031/01/01 0${hour}:00:${String(index).padStart(2, '0')}.500 # 9.${100 + index},  3.5, 10.25, 33.1, 1490.1, 01 Jan 2031 0${hour}:00:${String(index).padStart(2, '0')}, 25.1, 11.4, 2.3\r\n`
  const growing = join(watched, 'growing.log')
  const first = Array.from({ length: 30 }, (_, index) => day(1, index)).join('')
  const second = Array.from({ length: 30 }, (_, index) => day(2, index)).join('')
  writeFileSync(growing, first)
  await untilCount(rows.length + 30)
  const publishedBefore = await batchesPublished()
  await pipeline.kill('connectors')
  appendFileSync(growing, `${second.slice(0, -20)}`)
  await pipeline.spawnRole('connectors')
  appendFileSync(
    growing,
    `${second.slice(-20)}2031/01/01 03:00:00.500 # 9.1, nonsense, 10.25, 33.1, 1490.1, 01 Jan 2031 03:00:00, 25.1, 11.4, 2.3\r\n`,
  )
  await untilCount(rows.length + 60)
  const after = rowsOf(first + second)
  expect((await answered()).slice(rows.length)).toEqual(after)
  expect(await batchesPublished()).toBeLessThanOrEqual(publishedBefore + 3)

  const listed = (await pipeline.tideline(['rejected', 'list', '--json'])).split('\n').filter((line) => line !== '')
  expect(listed.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ code: 'line-unparsed', origin: `${growing}:61` }),
  ])
}, 600_000)
