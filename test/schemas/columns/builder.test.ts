import fc from 'fast-check'
import { BatchBuilder, buildColumn } from '../../../schemas/columns/builder.ts'
import { parseTypeName } from '../../../schemas/columns/column.ts'
import { cellsFor, cellsOf, columnTypes } from './arbitrary-batch.ts'

const plain = (value: unknown): unknown => {
  if (value === null || value === undefined) return null
  return Array.isArray(value) ? value.map(plain) : value
}

test('what goes into a column comes out', () => {
  const pair = columnTypes.chain((type) =>
    fc.tuple(
      fc.constant(type),
      fc.nat(200).chain((n) => cellsFor(type, n)),
    ),
  )
  fc.assert(fc.property(pair, ([type, cells]) => expect(cellsOf(buildColumn(type, cells))).toEqual(cells.map(plain))))
})

test.each<[string, unknown, string]>([
  ['int8', 128, '128'],
  ['int32', 0.5, '0.5'],
  ['uint8', -1, '-1'],
  ['uint32', Number.NaN, 'NaN'],
  ['int32', '5', '"5"'],
  ['int64', 2 ** 53, '9007199254740992'],
  ['int64', 2n ** 63n, '9223372036854775808'],
  ['uint64', -1, '-1'],
  ['timestamp', 1.5, '1.5'],
  ['float64', '1.5', '"1.5"'],
  ['float64', true, 'true'],
  ['boolean', 1, '1'],
  ['string', 5, '5'],
  ['string', ['a'], '["a"]'],
  ['int8[2]', [1, 2, 3], '[1,2,3]'],
  ['int8[2]', 5, '5'],
  ['int8[]', [1, null], 'null'],
  ['float64[]', { length: 0 }, '{"length":0}'],
])('%s does not take %j', (type, value, shown) => {
  const build = () => buildColumn(parseTypeName(type)!, [null, value])
  expect(build).toThrow(RangeError)
  expect(build).toThrow(`row 1: ${shown} does not fit ${type}`)
})

test('numbers pass between number and bigint where nothing is lost', () => {
  expect(cellsOf(buildColumn({ scalar: 'int64' }, [-(2 ** 40) - 1, 5n]))).toEqual([-(2n ** 40n) - 1n, 5n])
  expect(cellsOf(buildColumn({ scalar: 'int16' }, [-7n]))).toEqual([-7])
  expect(cellsOf(buildColumn({ scalar: 'float64', list: 'varying' }, [Float32Array.of(0.5, 2)]))).toEqual([[0.5, 2]])
})

describe('BatchBuilder', () => {
  const types = {
    x: { scalar: 'float64' },
    n: { scalar: 'int32' },
    tags: { scalar: 'string', list: 'varying' },
  } as const

  test('rows become columns; what is left out is missing', () => {
    const builder = new BatchBuilder(types)
    for (let row = 0; row < 300; row++) {
      builder.add(row * 1000, row % 3 === 0 ? { x: row / 2, tags: [`${row}`] } : { n: row, x: null })
    }
    const batch = builder.build()
    expect([builder.length, batch.length]).toEqual([300, 300])
    expect([...batch.time]).toEqual(Array.from({ length: 300 }, (_, row) => row * 1000))
    for (let row = 0; row < 300; row += 50) {
      const [x, n, tags] = [...batch.columns.values()].map((column) => cellsOf(column)[row])
      expect([x, n, tags]).toEqual(row % 3 === 0 ? [row / 2, null, [`${row}`]] : [null, row, null])
    }
  })

  test('a refused row leaves no trace', () => {
    const builder = new BatchBuilder(types)
    builder.add(1, { x: 1, n: 1, tags: ['a'] })
    expect(() => builder.add(2, { x: 2, n: 0.5, tags: ['b'] })).toThrow('column n, row 1: 0.5 does not fit int32')
    expect(() => builder.add(2, { x: null, n: 2, tags: [1] })).toThrow('column tags, row 1: 1 does not fit string[]')
    expect(() => builder.add(2, { y: 2 })).toThrow('row 1: no column is named y; there are x, n, tags')
    expect(() => builder.add(0.5, {})).toThrow('row 1: time 0.5 is not whole microseconds')
    builder.add(3, { x: 3, n: 3, tags: ['c'] })
    const batch = builder.build()
    expect([...batch.time]).toEqual([1, 3])
    expect([...batch.columns.values()].map(cellsOf)).toEqual([
      [1, 3],
      [1, 3],
      [['a'], ['c']],
    ])
    expect([...batch.columns.values()].map(({ validity }) => validity)).toEqual([null, null, null])
  })

  test('what was built stays as it is', () => {
    const builder = new BatchBuilder(types)
    builder.add(1, { x: 1 })
    const first = builder.build()
    builder.add(2, { x: 2 })
    expect(first.length).toBe(1)
    expect(cellsOf(first.columns.get('x')!)).toEqual([1])
    expect(cellsOf(builder.build().columns.get('x')!)).toEqual([1, 2])
  })

  test('no rows, and no columns', () => {
    expect(new BatchBuilder(types).build().columns.get('x')).toMatchObject({ length: 0, type: { scalar: 'float64' } })
    const builder = new BatchBuilder({})
    builder.add(5, {})
    expect(builder.build()).toMatchObject({ length: 1, columns: new Map() })
  })
})
