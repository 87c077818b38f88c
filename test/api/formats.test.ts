import { tableFromIPC } from 'apache-arrow'
import fc from 'fast-check'
import { chooseFormat, formats } from '../../api/formats/index.ts'
import { toArrow } from '../../schemas/columns/arrow.ts'
import { BatchBuilder } from '../../schemas/columns/builder.ts'
import type { ColumnType } from '../../schemas/columns/column.ts'
import { describeDataset, unstatedAttribution } from '../../schemas/formats/describe.ts'
import { partsOf } from './pipeline.ts'

const source = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'weather_vane' }
const described = { source, parameters: new Map(), created: 0 }
const day = Date.UTC(2013, 10, 23) * 1000
type Row = [time: number, values: Record<string, unknown>]

function arrowOf(types: Record<string, ColumnType>, rows: readonly Row[]): Uint8Array {
  const builder = new BatchBuilder({ deployment: { scalar: 'int32' }, ...types })
  for (const [time, values] of rows) builder.add(time, { deployment: 1, ...values })
  return toArrow(builder.build())
}

async function encoded(name: string, ...arrows: readonly Uint8Array[]): Promise<Buffer> {
  const format = formats.find((candidate) => candidate.name === name)
  if (format === undefined) throw new Error(`no format ${name}`)
  const pieces: Uint8Array[] = []
  for await (const piece of format.encode(described, partsOf(...arrows), {})) pieces.push(piece)
  return Buffer.concat(pieces)
}
const text = async (name: string, ...arrows: readonly Uint8Array[]) => (await encoded(name, ...arrows)).toString()

const types: Record<string, ColumnType> = {
  temp: { scalar: 'float64' },
  serial: { scalar: 'int64' },
  note: { scalar: 'string' },
  is_open: { scalar: 'boolean' },
  port_timestamp: { scalar: 'timestamp' },
  counts: { scalar: 'int16', list: 'varying' },
  tags: { scalar: 'string', list: 2 },
}
const full: Row = [
  day + 21_000_000,
  {
    temp: 13.7971,
    serial: 9_007_199_254_740_993n,
    note: 'calm, "still"\n',
    is_open: true,
    port_timestamp: day + 21_500_001,
    counts: [1, -2],
    tags: ['a', 'b"'],
  },
]
const bare: Row = [day + 22_000_001, { temp: Number.NaN, note: '', counts: [] }]
const nothing: Row = [day + 86_400_000_000, { temp: Number.NEGATIVE_INFINITY }]
const parts = () => [arrowOf(types, [full]), arrowOf(types, [bare, nothing])]

const rowLines = [
  '{"time":"2013-11-23T00:00:21.000000Z","deployment":1,"temp":13.7971,"serial":9007199254740993,"note":"calm, \\"still\\"\\n","is_open":true,"port_timestamp":"2013-11-23T00:00:21.500001Z","counts":[1,-2],"tags":["a","b\\""]}',
  '{"time":"2013-11-23T00:00:22.000001Z","deployment":1,"temp":null,"serial":null,"note":"","is_open":null,"port_timestamp":null,"counts":[],"tags":null}',
  '{"time":"2013-11-24T00:00:00.000000Z","deployment":1,"temp":null,"serial":null,"note":null,"is_open":null,"port_timestamp":null,"counts":null,"tags":null}',
]

test('JSON says stream and parameters, then the rows, then how many', async () => {
  expect(await text('json', ...parts())).toBe(
    '{"stream":{"refdes":"CE02SHSM-RID27-03-CTDBPC000","method":"telemetered","stream":"weather_vane"},' +
      '"parameters":{"temp":{"type":"float64"},"serial":{"type":"int64"},"note":{"type":"string"},"is_open":{"type":"boolean"},' +
      '"port_timestamp":{"type":"timestamp"},"counts":{"type":"int16[]"},"tags":{"type":"string[2]"}},"data":[\n' +
      `${rowLines.join(',\n')}\n],"count":3}\n`,
  )
})

test('JSON of a defined stream has units', async () => {
  const pieces: Uint8Array[] = []
  const parameters = new Map([['temp', { units: 'degrees_Celsius', longName: 'Seawater temperature' }]])
  const arrow = arrowOf({ temp: { scalar: 'float64' } }, [])
  for await (const piece of formats[0]?.encode({ ...described, parameters }, partsOf(arrow), {}) ?? []) {
    pieces.push(piece)
  }
  expect(JSON.parse(Buffer.concat(pieces).toString())).toEqual({
    stream: source,
    parameters: { temp: { type: 'float64', units: 'degrees_Celsius', longName: 'Seawater temperature' } },
    data: [],
    count: 0,
  })
})

test('NDJSON is a row a line', async () => {
  expect(await text('ndjson', ...parts())).toBe(rowLines.map((line) => `${line}\n`).join(''))
  expect(await text('ndjson', arrowOf(types, []))).toBe('')
})

test('CSV has a header, empty cells for no value, and quotes where they are needed', async () => {
  expect(await text('csv', ...parts())).toBe(
    'time,deployment,temp,serial,note,is_open,port_timestamp,counts,tags\r\n' +
      '2013-11-23T00:00:21.000000Z,1,13.7971,9007199254740993,"calm, ""still""\n",true,2013-11-23T00:00:21.500001Z,"[1,-2]","[""a"",""b\\""""]"\r\n' +
      '2013-11-23T00:00:22.000001Z,1,,,"",,,[],\r\n' +
      '2013-11-24T00:00:00.000000Z,1,,,,,,,\r\n',
  )
  expect(await text('csv', arrowOf({ temp: { scalar: 'float64' } }, []))).toBe('time,deployment,temp\r\n')
})

test('Arrow is one stream that Apache Arrow reads: one schema, every part’s rows', async () => {
  const table = tableFromIPC(await encoded('arrow', arrowOf(types, []), ...parts(), new Uint8Array()))
  expect(table.numRows).toBe(3)
  expect(table.schema.fields.map((field) => field.name)).toEqual(['time', 'deployment', ...Object.keys(types)])
  expect(table.getChild('temp')?.get(0)).toBe(13.7971)
  expect(table.getChild('note')?.toArray()).toEqual(['calm, "still"\n', '', null])
  expect(tableFromIPC(await encoded('arrow', arrowOf(types, []))).numRows).toBe(0)
})

test('Arrow parts of different schemas are not joined', async () => {
  const other = arrowOf({ temp: { scalar: 'float32' } }, [[day, { temp: 1 }]])
  await expect(encoded('arrow', ...parts(), other)).rejects.toThrow('another schema')
})

test('the text does not depend on where an answer is cut into parts', async () => {
  const rows = Array.from({ length: 9000 }, (_, n): Row => [day + n * 1_000_000, { temp: n / 7, note: `n${n}` }])
  const some = { temp: types.temp as ColumnType, note: types.note as ColumnType }
  for (const name of ['json', 'ndjson', 'csv']) {
    const whole = await text(name, arrowOf(some, rows))
    for (const cut of [0, 1, 4095, 4096, 4097, 8999, 9000]) {
      expect(await text(name, arrowOf(some, rows.slice(0, cut)), arrowOf(some, rows.slice(cut)))).toBe(whole)
    }
  }
})

test('what comes out is what was put in, as JSON and as CSV', async () => {
  const row = fc.record({
    time: fc.integer({ min: -2_000_000_000_000_000, max: 7_000_000_000_000_000 }),
    temp: fc.option(fc.double()),
    note: fc.option(fc.string({ unit: 'binary', maxLength: 12 })),
    small: fc.option(fc.integer({ min: -128, max: 127 })),
    list: fc.option(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 3 })),
  })
  const shape: Record<string, ColumnType> = {
    temp: { scalar: 'float64' },
    note: { scalar: 'string' },
    small: { scalar: 'int8' },
    list: { scalar: 'float64', list: 'varying' },
  }
  const isWellFormed = (value: string | null) => value === null || !/[\ud800-\udfff]/u.test(value)
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
      fc.pre(rows.every(({ note }) => isWellFormed(note)))
      const arrow = arrowOf(
        shape,
        rows.map(({ time, ...values }): Row => [time, values]),
      )
      // JSON.stringify is the reference: NaN and infinities are null, -0 is 0.
      const expected = rows.map(({ time, ...values }) => JSON.parse(JSON.stringify({ time, deployment: 1, ...values })))
      const answer = JSON.parse(await text('json', arrow))
      expect(answer.count).toBe(rows.length)
      expect(answer.data.map((found: { time: string }) => ({ ...found, time: microsOf(found.time) }))).toEqual(expected)
      const [header, ...records] = parseCsv(await text('csv', arrow))
      expect(header).toEqual(
        ['time', 'deployment', 'temp', 'note', 'small', 'list'].map((value) => ({ value, isQuoted: false })),
      )
      const found = records.map((cells) => {
        const [time, deployment, temp, note, small, list] = cells
        const number = (cell?: Cell) => (cell?.value === '' ? null : Number(cell?.value))
        return {
          time: microsOf(time?.value ?? ''),
          deployment: number(deployment),
          temp: number(temp),
          note: note?.value === '' && !note.isQuoted ? null : note?.value,
          small: number(small),
          list: list?.value === '' ? null : JSON.parse(list?.value ?? ''),
        }
      })
      expect(found).toEqual(expected)
    }),
    { numRuns: 200 },
  )
})

/** Independent of the gateway's own: JavaScript's dates for the seconds, the last digits by hand. */
function microsOf(time: string): number {
  const [, seconds, micros] = /^(.*)\.(\d{6})Z$/.exec(time) ?? []
  return Date.parse(`${seconds}Z`) * 1000 + Number(micros)
}

interface Cell {
  value: string
  isQuoted: boolean
}
/** RFC 4180, character by character. */
function parseCsv(body: string): Cell[][] {
  const records: Cell[][] = []
  let at = 0
  while (at < body.length) {
    const record: Cell[] = []
    for (;;) {
      let value = ''
      const isQuoted = body[at] === '"'
      if (isQuoted) {
        at += 1
        while (body[at] !== '"' || body[at + 1] === '"') {
          if (body[at] === '"') at += 1
          value += body[at]
          at += 1
        }
        at += 1
      } else {
        while (body[at] !== ',' && body[at] !== '\r') {
          value += body[at]
          at += 1
        }
      }
      record.push({ value, isQuoted })
      if (body[at] !== ',') break
      at += 1
    }
    if (body.slice(at, at + 2) !== '\r\n') throw new Error(`no line end at ${at} of ${JSON.stringify(body)}`)
    at += 2
    records.push(record)
  }
  return records
}

test.each([
  ['csv', 'application/json', 'csv'],
  [undefined, undefined, 'json'],
  [undefined, '*/*', 'json'],
  [undefined, 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
  [undefined, 'text/*', 'json'],
  [undefined, 'text/csv', 'csv'],
  [undefined, 'application/json;q=0.1, application/x-ndjson', 'ndjson'],
  [undefined, 'Application/VND.apache.arrow.stream; q=1.0', 'arrow'],
])('format=%s with Accept %s is %s', (word, accept, name) => {
  expect(chooseFormat(word, accept).name).toBe(name)
})

test('a media type that cannot be made is refused with those that can', () => {
  expect(() => chooseFormat(undefined, 'image/webp, text/csv;q=0')).toThrow(
    expect.objectContaining({ code: 'not-acceptable', detail: expect.stringMatching('text/csv') }),
  )
})

test('a browser that shows a page is given JSON, one that shows a picture a plot', () => {
  const page = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,*/*;q=0.8'
  expect(chooseFormat(undefined, page).name).toBe('json')
  expect(chooseFormat(undefined, 'image/avif,image/webp,image/png,image/*;q=0.8,*/*;q=0.5').name).toBe('png')
})

test('headers name whose data these are, also where the answer describes itself', async () => {
  const attribution = { ...unstatedAttribution, institution: 'Ocean Institute' }
  const itself = describeDataset({ ...described, types: new Map([['temp', { scalar: 'float64' as const }]]) })
  for (const description of [null, JSON.stringify(itself)]) {
    const told = async function* () {
      for await (const part of partsOf(arrowOf(types, [full]))) yield { ...part, description }
    }
    const pieces: Uint8Array[] = []
    const csv = chooseFormat('csv', undefined)
    for await (const piece of csv.encode({ ...described, attribution }, told(), { header: true })) pieces.push(piece)
    expect(Buffer.concat(pieces).toString()).toMatch(/^# institution: Ocean Institute\r?$/m)
  }
})
