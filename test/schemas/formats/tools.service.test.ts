/** The tools that scientists use, on files of ours: netCDF4, xarray, the IOOS compliance checker, pandas, pyarrow. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ColumnType } from '../../../schemas/columns/column.ts'
import { shippedDefinitions } from '../../../schemas/definitions/shipped.ts'
import type { KnownDataset } from '../../../schemas/formats/describe.ts'
import { netcdf } from '../../../schemas/formats/netcdf/netcdf.ts'
import { parquet } from '../../../schemas/formats/parquet.ts'
import type { WriterOptions } from '../../../schemas/formats/row-writer.ts'
import { csv } from '../../../schemas/formats/text/delimited.ts'
import { pythonWith, run } from '../../support/python.ts'
import { batchOf, day, describing, type Row, source, type Types, written } from './writing.ts'

const here = import.meta.dirname
let python: string
let folder: string

beforeAll(async () => {
  python = await pythonWith(join(here, 'requirements.txt'))
  folder = mkdtempSync(join(tmpdir(), 'netcdf-tools-'))
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function fileOf(
  name: string,
  types: Types,
  rows: readonly Row[],
  known: Partial<KnownDataset>,
  options: WriterOptions = {},
) {
  const path = join(folder, `${name}.nc`)
  writeFileSync(path, await written(netcdf, describing(types, known), [batchOf(types, rows)], options))
  return path
}

interface ReadBack {
  readonly netCDF4: { model: string; unlimited: string[]; values: Record<string, unknown> }
  readonly xarray: Record<string, unknown>
}
async function readBack(...paths: readonly string[]): Promise<ReadBack[]> {
  const { stdout } = await run(python, [join(here, 'read-back.py'), ...paths], { maxBuffer: 1 << 28 })
  return JSON.parse(stdout)
}

interface Verdict {
  readonly high_priorities: readonly { name: string; msgs: readonly string[] }[]
  readonly medium_priorities: readonly { name: string; msgs: readonly string[] }[]
}
/** What the checker finds wrong, by file. */
async function complaints(test: 'cf:1.11' | 'acdd:1.3', paths: readonly string[]): Promise<Record<string, string[]>> {
  const checker = join(dirname(python), 'compliance-checker')
  const report = join(folder, `${paths.length}-${test.replace(':', '-')}.json`)
  // Exit code 1 says that there are findings, which the report has.
  await run(checker, [`--test=${test}`, '--format=json_new', `--output=${report}`, ...paths]).catch(() => {})
  const verdicts = JSON.parse(readFileSync(report, 'utf8')) as Record<string, Record<string, Verdict>>
  return Object.fromEntries(
    Object.entries(verdicts).map(([path, { [test]: verdict }]) => {
      const found = [...verdict!.high_priorities, ...(test === 'cf:1.11' ? verdict!.medium_priorities : [])]
      return [path, found.flatMap(({ msgs }) => msgs)]
    }),
  )
}

const deployed = (number: number, latitude: number) => ({
  number,
  start: day,
  stop: null,
  latitude,
  longitude: -124.304,
  depth: 7,
  waterDepth: 80,
})

const types: Types = {
  deployment: { scalar: 'int32' },
  temp: { scalar: 'float64' },
  temp_qartod_results: { scalar: 'uint8' },
  count: { scalar: 'int32' },
  is_open: { scalar: 'boolean' },
  port_timestamp: { scalar: 'timestamp' },
  note: { scalar: 'string' },
  spectrum: { scalar: 'uint16', list: 2 },
  echo: { scalar: 'float32', list: 'varying' },
}
const rows: readonly Row[] = [
  [
    day,
    {
      deployment: 1,
      temp: 13.7971,
      temp_qartod_results: 1,
      count: 3,
      is_open: true,
      port_timestamp: day + 1,
      note: 'é"',
      spectrum: [1, 65535],
      echo: [0.5, -1],
    },
  ],
  [
    day + 1_000_001,
    {
      deployment: 2,
      temp: null,
      temp_qartod_results: 9,
      count: null,
      is_open: false,
      note: '',
      spectrum: [2, 3],
      echo: [],
    },
  ],
]
const parameters = new Map([
  ['temp', { units: 'degrees_Celsius', longName: 'Seawater temperature', standardName: 'sea_water_temperature' }],
  ['count', { units: '1', longName: 'Mode', codes: { 3: '1 Hz', 5: 'Low battery' } }],
  ['spectrum', { units: 'counts', longName: 'Spectrum', dimensions: ['wavelength'] }],
  ['echo', { units: 'dB', longName: 'Echo intensity' }],
])
const known: Partial<KnownDataset> = {
  parameters,
  deployments: [deployed(1, 44.639), deployed(2, 44.641)],
  history: ['2026-01-01T00:00:00Z made'],
  references: ['https://example.org/paper'],
  provenance: { steps: 'x'.repeat(70_000) },
}
const glider = { source: { ...source, refdes: 'CE05MOAS-GL311-05-CTDGVM000' } }
const track: Types = {
  deployment: { scalar: 'int32' },
  m_lat: { scalar: 'float64' },
  m_lon: { scalar: 'float64' },
  temp: { scalar: 'float64' },
}
const trackKnown: Partial<KnownDataset> = {
  ...known,
  ...glider,
  parameters: new Map([
    ...parameters,
    ['m_lat', { units: 'degrees_north', longName: 'Latitude', standardName: 'latitude' }],
    ['m_lon', { units: 'degrees_east', longName: 'Longitude', standardName: 'longitude' }],
  ]),
}
const trackRows: readonly Row[] = [0, 1, 2].map(
  (n): Row => [day + n, { deployment: 1, m_lat: 44 + n, m_lon: -124 - n, temp: n }],
)

test('netCDF4 and xarray read what was written', async () => {
  const [found, classic, empty] = await readBack(
    await fileOf('plain', types, rows, known),
    await fileOf('classic', types, rows, known, { classic: true }),
    await fileOf('empty', types, [], known),
  )
  const values = {
    deployment: [1, 2],
    temp: [13.7971, null],
    temp_qartod_results: [1, 9],
    count: [3, null],
    is_open: [1, 0],
    note: ['é"', ''],
    spectrum: [
      [1, 65535],
      [2, 3],
    ],
    echo: [
      [0.5, -1],
      [null, null],
    ],
    station: source.refdes,
    lat: 44.641,
    deployment_lat: [44.639, 44.641],
    lon: -124.304,
    depth: 7,
  }
  expect(found?.netCDF4).toMatchObject({ model: 'NETCDF4', unlimited: ['obs'], values })
  expect(found?.netCDF4.values.time).toEqual([day, day + 1_000_001])
  const times = { time: ['2013-11-23T00:00:00.000000', '2013-11-23T00:00:01.000001'] }
  expect(found?.xarray).toMatchObject({ ...values, ...times, port_timestamp: ['2013-11-23T00:00:00.000001', null] })
  expect(classic?.netCDF4).toMatchObject({ model: 'NETCDF4_CLASSIC', unlimited: ['obs'], values })
  expect(classic?.xarray).toMatchObject(values)
  expect(empty?.netCDF4.values).toMatchObject({ temp: [], time: [], lat: 44.641 })
})

test('the compliance checker has no complaint by CF-1.11, and none of importance by ACDD-1.3 but missing standard names', async () => {
  const paths = [
    await fileOf('plain', types, rows, known),
    await fileOf('classic', types, rows, known, { classic: true }),
    await fileOf('track', track, trackRows, trackKnown),
    await fileOf('unknown-place', types, rows, { parameters }),
    await fileOf('profiler', types, rows, { ...known, source: { ...source, refdes: 'CE09OSPM-WFP01-03-CTDPFK000' } }),
    await fileOf('empty', types, [], known),
  ]
  const cf = await complaints('cf:1.11', paths)
  expect(Object.keys(cf)).toHaveLength(paths.length)
  expect(cf).toEqual(Object.fromEntries(paths.map((path) => [path, []])))
  const acdd = Object.values(await complaints('acdd:1.3', paths)).flat()
  expect(acdd.filter((message) => !/standard_name|units/.test(message))).toEqual([])
}, 300_000)

test('every shipped stream makes a file without complaints by CF-1.11', async () => {
  const { stream, parameter } = shippedDefinitions()
  const byId = new Map(parameter.map((one) => [one.id, one]))
  const paths = new Map<string, string>()
  for (const { name, parameters: ids, about } of stream) {
    const own = ids.map((id) => byId.get(id)!)
    // Some streams are others by another way: their files would be the same.
    const same = JSON.stringify(own.map(({ id, derivation, ...one }) => one))
    if (paths.has(same)) continue
    const all: Record<string, ColumnType> = { deployment: { scalar: 'int32' } }
    for (const one of own) all[one.name] = one.type
    const of = { ...known, provenance: null, about, parameters: new Map(own.map((one) => [one.name, one])) }
    paths.set(same, await fileOf(name, all, [[day, { deployment: 1 }]], of))
  }
  const found = await complaints('cf:1.11', [...paths.values()])
  expect(Object.fromEntries(Object.entries(found).filter(([, messages]) => messages.length > 0))).toEqual({})
}, 600_000)

const tableTypes: Types = {
  deployment: { scalar: 'int32' },
  temp: { scalar: 'float64' },
  ratio: { scalar: 'float32' },
  small: { scalar: 'int8' },
  natural: { scalar: 'uint32' },
  serial: { scalar: 'int64' },
  unsigned: { scalar: 'uint64' },
  is_open: { scalar: 'boolean' },
  port_timestamp: { scalar: 'timestamp' },
  note: { scalar: 'string' },
  pair: { scalar: 'int16', list: 2 },
  echo: { scalar: 'float64', list: 'varying' },
  tags: { scalar: 'string', list: 'varying' },
}
const tableValues = {
  deployment: [1, 1, 1],
  temp: [13.7971, Number.NaN, null],
  ratio: [0.5, null, 0.25],
  small: [-128, null, 5],
  natural: [4_294_967_295, null, 0],
  serial: [9_007_199_254_740_993n, null, -1n],
  unsigned: [2n ** 64n - 1n, null, 0n],
  is_open: [true, null, false],
  port_timestamp: [day + 1, null, day + 2],
  note: ['é, "quoted"\n', null, ''],
  pair: [[1, -2], null, [3, 4]],
  echo: [[0.5, 1.5], [], null],
  tags: [['a', 'b'], [], null],
}
const tableRows: readonly Row[] = [0, 1, 2].map(
  (n): Row => [
    day + n * 1_000_001,
    Object.fromEntries(Object.entries(tableValues).map(([name, values]) => [name, values[n]])),
  ],
)

test('pyarrow reads Parquet of several groups, values and metadata; pandas reads CSV', async () => {
  const paths = {
    parquet: join(folder, 'table.parquet'),
    many: join(folder, 'many.parquet'),
    csv: join(folder, 'table.csv'),
  }
  const description = describing(tableTypes, { parameters })
  const batch = batchOf(tableTypes, tableRows)
  writeFileSync(paths.parquet, await written(parquet, description, [batch, batchOf(tableTypes, [])]))
  const n = {
    type: { scalar: 'int16' },
    length: 50_000,
    values: Int16Array.from({ length: 50_000 }, (_, row) => row % 999),
    validity: null,
    offsets: null,
  } as const
  const half = {
    length: n.length,
    time: Float64Array.from({ length: n.length }, (_, row) => day + row),
    columns: new Map([['n', n]]),
  }
  writeFileSync(paths.many, await written(parquet, describing({ n: n.type }), [half, half, half]))
  writeFileSync(paths.csv, await written(csv, description, [batch], { header: true }))
  const { stdout } = await run(python, [join(here, 'read-tables.py'), paths.parquet, paths.many, paths.csv])
  const found = JSON.parse(stdout)
  const plain = (value: unknown): unknown => {
    if (typeof value === 'bigint') return String(value)
    return Array.isArray(value) ? value.map(plain) : value
  }
  const { port_timestamp, serial, unsigned, ...others } = tableValues
  expect(found.table).toEqual({
    time: ['2013-11-23T00:00:00.000000', '2013-11-23T00:00:01.000001', '2013-11-23T00:00:02.000002'],
    ...others,
    temp: [13.7971, 'NaN', null],
    serial: plain(serial),
    unsigned: plain(unsigned),
    port_timestamp: ['2013-11-23T00:00:00.000001', null, '2013-11-23T00:00:00.000002'],
  })
  expect(found.metadata).toMatchObject({ refdes: source.refdes, 'temp.units': 'degrees_Celsius' })
  expect(found.many).toEqual({ rows: 150_000, groups: 2, sum: [...n.values].reduce((sum, one) => sum + one, 0) * 3 })
  // pandas does not tell a quoted empty text from none.
  expect(found.csv).toEqual({
    temp: [13.7971, null, null],
    note: ['é, "quoted"\n', '', ''],
    echo: ['[0.5,1.5]', '[]', null],
  })
})
