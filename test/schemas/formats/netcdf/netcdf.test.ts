/** The file read back by the HDF5 library, which knows nothing of our writer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import h5wasm, { type Dataset, type File } from 'h5wasm/node'
import { netcdf } from '../../../../schemas/formats/netcdf/netcdf.ts'
import type { WriterOptions } from '../../../../schemas/formats/row-writer.ts'
import { batchOf, day, describing, type Row, type Types, written } from '../writing.ts'

let folder: string
beforeAll(async () => {
  await h5wasm.ready
  folder = mkdtempSync(join(tmpdir(), 'netcdf-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

type Known = Parameters<typeof describing>[1]
async function opened(
  types: Types,
  parts: readonly (readonly Row[])[],
  known: Known = {},
  options: WriterOptions = {},
) {
  const batches = parts.map((rows) => batchOf(types, rows))
  const path = join(folder, `${Math.random()}.nc`)
  writeFileSync(path, await written(netcdf, describing(types, known), batches, options))
  return new h5wasm.File(path, 'r')
}
const dataset = (file: File, name: string) => file.get(name) as Dataset
const valuesOf = (file: File, name: string) => [...(dataset(file, name).value as Float64Array)]
const attribute = (file: File, name: string, of: string) => dataset(file, name).attrs[of]?.value

const types: Types = {
  deployment: { scalar: 'int32' },
  temp: { scalar: 'float64' },
  temp_qartod_results: { scalar: 'uint8' },
  count: { scalar: 'int32' },
  serial: { scalar: 'uint64' },
  is_open: { scalar: 'boolean' },
  port_timestamp: { scalar: 'timestamp' },
  note: { scalar: 'string' },
  spectrum: { scalar: 'uint16', list: 3 },
  echo: { scalar: 'float32', list: 'varying' },
  tags: { scalar: 'string', list: 'varying' },
}
const rows: readonly Row[] = [
  [
    day,
    {
      deployment: 1,
      temp: 13.7971,
      temp_qartod_results: 4,
      count: -7,
      serial: 2n ** 63n + 1n,
      is_open: true,
      port_timestamp: day + 1,
      note: 'é"',
      spectrum: [1, 2, 65535],
      echo: [0.5, -1],
      tags: ['a', 'b"'],
    },
  ],
  [day + 1_000_001, { deployment: 1, temp_qartod_results: 9, note: '', spectrum: null, echo: [] }],
]

test('every type of column is kept, and what has no value is told by the fill value', async () => {
  const file = await opened(types, [rows])
  expect(valuesOf(file, 'time')).toEqual([BigInt(day), BigInt(day + 1_000_001)])
  expect(valuesOf(file, 'temp')).toEqual([13.7971, Number.NaN])
  expect(valuesOf(file, 'temp_qartod_results')).toEqual([4, 9])
  expect(valuesOf(file, 'count')).toEqual([-7, -2147483647])
  expect(valuesOf(file, 'serial')).toEqual([2n ** 63n + 1n, 18446744073709551614n])
  expect(valuesOf(file, 'is_open')).toEqual([1, -127])
  expect(valuesOf(file, 'port_timestamp')).toEqual([BigInt(day + 1), -9223372036854775806n])
  expect(valuesOf(file, 'spectrum')).toEqual([1, 2, 65535, 65535, 65535, 65535])
  expect(valuesOf(file, 'echo')).toEqual([0.5, -1, Number.NaN, Number.NaN])
  expect(dataset(file, 'note').shape).toEqual([2, 3])
  expect(attribute(file, 'count', '_FillValue')).toEqual(Int32Array.of(-2147483647))
  expect(attribute(file, 'deployment', '_FillValue')).toBeUndefined()
  expect(attribute(file, 'temp_qartod_results', 'flag_values')).toEqual(Uint8Array.of(1, 2, 3, 4, 9))
  expect(attribute(file, 'temp', 'ancillary_variables')).toBe('temp_qartod_results')
  expect(dataset(file, 'spectrum').get_attached_scales(1)).toEqual(['/spectrum_dim'])
  expect(dataset(file, 'time').metadata.maxshape).toEqual([18446744073709552000])
  file.close()
})

test('codes by definition are flag values of the column, and what it can not hold is left out', async () => {
  const coded: Types = { battery: { scalar: 'int8' }, mode: { scalar: 'string' } }
  const codes = { 1: 'Alkaline', 0: 'Lithium, 1st', '-99': 'empty', 300: 'other' }
  const parameters = new Map([
    ['battery', { units: '1', longName: 'Battery', fill: -99, codes }],
    ['mode', { units: '1', longName: 'Mode', description: 'How.', codes: { A: 'ASCII Text' } }],
  ])
  const values: Row[] = [[day, { battery: 1, mode: 'A' }]]
  for (const classic of [false, true]) {
    const file = await opened(coded, [values], { parameters }, { classic })
    expect(attribute(file, 'battery', 'flag_values')).toEqual(Int8Array.of(0, 1))
    expect(attribute(file, 'battery', 'flag_meanings')).toBe('Lithium_1st Alkaline')
    expect(attribute(file, 'battery', 'coverage_content_type')).toBe('auxiliaryInformation')
    expect(attribute(file, 'battery', 'instrument')).toBe('instrument')
    expect(attribute(file, 'mode', 'flag_meanings')).toBeUndefined()
    expect(attribute(file, 'mode', 'comment')).toBe('How. Codes: A = ASCII Text')
    file.close()
  }
})

test('the classic model has no wide or unsigned integers', async () => {
  const file = await opened(types, [rows], {}, { classic: true })
  const kinds = ['time', 'serial', 'spectrum', 'temp_qartod_results', 'is_open', 'echo'].map(
    (name) => dataset(file, name).dtype,
  )
  expect(kinds).toEqual(['<d', '<d', '<i', '<h', '<b', '<f'])
  expect(valuesOf(file, 'time')).toEqual([day / 1e6, (day + 1_000_001) / 1e6])
  expect(valuesOf(file, 'port_timestamp')).toEqual([(day + 1) / 1e6, Number.NaN])
  expect(attribute(file, 'port_timestamp', 'units')).toBe('seconds since 1970-01-01T00:00:00Z')
  expect(file.attrs._nc3_strict?.value).toEqual(Int32Array.of(1))
  file.close()
})

const wide: Types = {
  index: { scalar: 'int32' },
  list: { scalar: 'float64', list: 'varying' },
  text: { scalar: 'string' },
}
const wideRow = (n: number): Row => {
  const width = n < 9000 ? n % 3 : n % 11
  return [day + n, { index: n, list: Array.from({ length: width }, (_, k) => n + k / 8), text: 'x'.repeat(n % 5) }]
}

test.each([0, 1, 4])('rows of many blocks and growing width, deflated at level %d', async (deflateLevel) => {
  const count = 20_000
  const all = Array.from({ length: count }, (_, n) => wideRow(n))
  const file = await opened(wide, [all.slice(0, 5), all.slice(5, 8195), all.slice(8195)], {}, { deflateLevel })
  expect(valuesOf(file, 'index')).toEqual(all.map((_, n) => n))
  const lists = dataset(file, 'list')
  expect(lists.shape).toEqual([count, 10])
  const found = lists.value as Float64Array
  for (let n = 0; n < count; n++) {
    const { list } = all[n]![1] as { list: number[] }
    const row = [...found.subarray(n * 10, n * 10 + 10)]
    expect(row).toEqual([...list, ...Array<number>(10 - list.length).fill(Number.NaN)])
  }
  file.close()
})

test('more chunks than a node of the index holds are found', async () => {
  const count = 8192 * 70
  const time = Float64Array.from({ length: count }, (_, n) => day + n)
  const values = Int16Array.from({ length: count }, (_, n) => n % 30_000)
  const column = { type: { scalar: 'int16' }, length: count, values, validity: null, offsets: null } as const
  const batch = { length: count, time, columns: new Map([['n', column]]) }
  const path = join(folder, 'many.nc')
  writeFileSync(path, await written(netcdf, describing({ n: column.type }), [batch]))
  const file = new h5wasm.File(path, 'r')
  expect(dataset(file, 'n').value).toEqual(values)
  file.close()
})

test('a text longer than a header may hold is whole', async () => {
  const provenance = { steps: 'ü'.repeat(50_000) }
  const file = await opened({ temp: { scalar: 'float64' } }, [], { provenance })
  expect([file.attrs.provenance?.value].flat()[0]).toBe(JSON.stringify(provenance))
  expect(dataset(file, 'temp').shape).toEqual([0])
  file.close()
})

test('a dimension that several variables share is one, others have names of their own', async () => {
  const some: Types = {
    a: { scalar: 'int8', list: 2 },
    b: { scalar: 'int8', list: 2 },
    c: { scalar: 'int8', list: 3 },
    wavelength: { scalar: 'float32' },
  }
  const dimensions = ['channel']
  const parameters = new Map(
    Object.keys(some).map((name) => [
      name,
      { units: '1', longName: name, dimensions: name === 'a' || name === 'b' || name === 'c' ? dimensions : [] },
    ]),
  )
  const file = await opened(some, [[[day, { a: [1, 2], b: [3, 4], c: [5, 6, 7] }]]], { parameters })
  const scales = ['a', 'b', 'c'].map((name) => dataset(file, name).get_attached_scales(1))
  expect(scales).toEqual([['/channel'], ['/channel'], ['/c_dim']])
  file.close()
})
