import fc from 'fast-check'
import { buildColumn } from '../../../schemas/columns/builder.ts'
import { parseTypeName, typeName } from '../../../schemas/columns/column.ts'
import { convert } from '../../../schemas/columns/convert.ts'
import { isConvertible, promote, sameType } from '../../../schemas/columns/types.ts'
import { cellsOf, columnTypes } from './arbitrary-batch.ts'

const named = (name: string) => parseTypeName(name)!

test.each([
  ['int8', 'int8', 'int8'],
  ['int8', 'int32', 'int32'],
  ['uint8', 'uint16', 'uint16'],
  ['uint8', 'int8', 'int16'],
  ['uint16', 'int64', 'int64'],
  ['uint32', 'int8', 'int64'],
  ['uint64', 'int8', 'float64'],
  ['uint64', 'uint8', 'uint64'],
  ['int16', 'float32', 'float32'],
  ['int32', 'float32', 'float64'],
  ['int64', 'float64', 'float64'],
  ['float32', 'float64', 'float64'],
  ['boolean', 'uint8', 'uint8'],
  ['boolean', 'float32', 'float32'],
  ['boolean', 'string', 'string'],
  ['string', 'int64', 'string'],
  ['timestamp', 'int64', 'int64'],
  ['timestamp', 'int32', 'string'],
  ['timestamp', 'float64', 'string'],
  ['int8[3]', 'int16[3]', 'int16[3]'],
  ['int8[3]', 'int8[2]', 'int8[]'],
  ['int8[]', 'float64', 'float64[]'],
])('%s and %s make %s', (a, b, both) => {
  expect(typeName(promote(named(a), named(b)))).toBe(both)
  expect(typeName(promote(named(b), named(a)))).toBe(both)
})

test('a type made of many takes the values of each', () => {
  fc.assert(
    fc.property(fc.array(columnTypes, { minLength: 1, maxLength: 5 }), (types) => {
      const all = types.reduce(promote)
      for (const type of types)
        expect([typeName(type), typeName(all), isConvertible(type, all)]).toEqual([typeName(type), typeName(all), true])
      expect(sameType(promote(all, all), all)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test.each<[string, unknown[], string, unknown[]]>([
  ['int8', [-5, null, 127], 'int64', [-5n, null, 127n]],
  ['uint32', [4294967295, 0], 'int64', [4294967295n, 0n]],
  ['uint8', [255, null], 'uint64', [255n, null]],
  ['int64', [-(2n ** 60n), 7n], 'float64', [-(2 ** 60), 7]],
  ['boolean', [true, null, false], 'int16', [1, null, 0]],
  ['boolean', [true, false], 'string', ['true', 'false']],
  ['float64', [0.1, 1e21, Number.NaN, null], 'string', ['0.1', '1e+21', 'NaN', null]],
  ['timestamp', [-1n, 5n], 'int64', [-1n, 5n]],
  ['timestamp', [-1n], 'float64', [-1]],
  ['int64', [2n ** 63n - 1n], 'string', ['9223372036854775807']],
  ['int8', [1, null, 3], 'int16[]', [[1], null, [3]]],
  ['string', ['a', null], 'string[]', [['a'], null]],
  ['int8[2]', [[1, 2], null], 'float64[]', [[1, 2], null]],
  ['int8[2]', [[1, 2], null], 'string[]', [['1', '2'], null]],
])('%s %j as %s', (from, cells, to, expected) => {
  expect(cellsOf(convert(buildColumn(named(from), cells), named(to)))).toEqual(expected)
})

test('a type that would lose values is refused', () => {
  const column = buildColumn({ scalar: 'float64' }, [0.5])
  expect(() => convert(column, { scalar: 'int8' })).toThrow('a column of float64 does not convert to int8')
})

test('a missing value becomes a missing list without items', () => {
  const lists = convert(buildColumn({ scalar: 'int8' }, [1, null, 3]), { scalar: 'int8', list: 'varying' })
  expect(lists).toMatchObject({ values: Int8Array.of(1, 3), offsets: Int32Array.of(0, 1, 1, 2) })
})
