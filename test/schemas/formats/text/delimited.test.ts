import { csv, tsv } from '../../../../schemas/formats/text/delimited.ts'
import { batchOf, day, describing, type Row, written } from '../writing.ts'

const types = {
  temp: { scalar: 'float64' },
  note: { scalar: 'string' },
  counts: { scalar: 'int16', list: 'varying' },
  tags: { scalar: 'string', list: 2 },
  ratio: { scalar: 'float32' },
} as const
const rows: readonly Row[] = [
  [day, { temp: 13.7971, note: 'a,b\tc "d"\\', counts: [1, -2], tags: ['x', 'y\n'], ratio: 0.1 }],
  [day + 1, { temp: null, note: '', counts: [7], tags: null, ratio: Number.NaN }],
]
const parameters = new Map([['temp', { units: 'degrees_Celsius', longName: 'Seawater, "bulk"' }]])

test('TSV quotes tabs, quotes and line ends, not commas', async () => {
  const text = (await written(tsv, describing(types), [batchOf(types, rows)])).toString()
  expect(text).toBe(
    'time\ttemp\tnote\tcounts\ttags\tratio\n' +
      '2013-11-23T00:00:00.000000Z\t13.7971\t"a,b\tc ""d""\\"\t[1,-2]\t"[""x"",""y\\n""]"\t0.1\n' +
      '2013-11-23T00:00:00.000001Z\t\t""\t[7]\t\t\n',
  )
})

test('units and metadata stand where they were asked for', async () => {
  const some = { temp: types.temp, note: types.note }
  const description = describing(some, { parameters, history: ['one', 'two'], annotations: [] })
  const text = (await written(csv, description, [], { header: true, unitsRow: true })).toString()
  const lines = text.split('\r\n')
  expect(lines.slice(-3)).toEqual(['time,temp,note', 'UTC,degrees_Celsius,', ''])
  expect(lines).toContain('# temp.long_name: Seawater, "bulk"')
  expect(lines).toContain('# history: one | two | 2013-11-23T00:00:00.000000Z asked for and written by Tideline')
  expect(lines).toContain('# refdes: CE02SHSM-RID27-03-CTDBPC000')
  const coded = { units: '1', longName: 'Battery', codes: { 0: 'Lithium', 1: 'No battery' } }
  const described = describing({ battery: { scalar: 'int8' } }, { parameters: new Map([['battery', coded]]) })
  const head = (await written(csv, described, [], { header: true })).toString().split('\r\n')
  expect(head).toContain('# battery.flag_values: 0 1')
  expect(head).toContain('# battery.flag_meanings: Lithium No_battery')
  expect(lines.slice(0, -3).filter((line) => !/^# [a-z_]+(\.[a-z_]+)?: \S/.test(line))).toEqual([])
})

test('rows longer than the room kept for them are whole', async () => {
  const long = {
    notes: { scalar: 'string', list: 'varying' },
    numbers: { scalar: 'float64', list: 'varying' },
  } as const
  const text = 'ä,"'.repeat(9000)
  const many = Array.from({ length: 40_000 }, (_, n) => -n / 7)
  const file = (
    await written(csv, describing(long), [batchOf(long, [[day, { notes: [text, '', 'x'], numbers: many }]])])
  ).toString()
  const expected = [JSON.stringify([text, '', 'x']), JSON.stringify(many.map((n) => n + 0))]
  expect(file).toBe(
    `time,notes,numbers\r\n2013-11-23T00:00:00.000000Z,${expected.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')}\r\n`,
  )
})

test('a column that a batch lacks is empty, a narrower one is widened', async () => {
  const some = { temp: types.temp, note: types.note }
  const narrow = batchOf({ temp: { scalar: 'int16' }, other: { scalar: 'int8' } }, [[day, { temp: 3, other: 1 }]])
  expect((await written(csv, describing(some), [narrow])).toString()).toBe(
    'time,temp,note\r\n2013-11-23T00:00:00.000000Z,3,\r\n',
  )
})
