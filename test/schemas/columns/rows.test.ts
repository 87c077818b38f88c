import fc from 'fast-check'
import { buildColumn } from '../../../schemas/columns/builder.ts'
import type { Column } from '../../../schemas/columns/column.ts'
import { concatenate, nullColumn, sliceRows, takeRows } from '../../../schemas/columns/rows.ts'
import { cellsFor, cellsOf, columns, columnTypes } from './arbitrary-batch.ts'

const isSound = ({ type, length, values, validity, offsets }: Column): boolean => {
  const count = type.list === 'varying' ? offsets![length]! : length * (type.list ?? 1)
  return values.length === count && (validity === null || validity.length >= Math.ceil(length / 8))
}

test('taken rows are those rows, again and in any order', () => {
  const taking = fc
    .integer({ min: 1, max: 40 })
    .chain((length) => fc.tuple(columns(length), fc.array(fc.nat(length - 1), { maxLength: 60 })))
  fc.assert(
    fc.property(taking, ([column, rows]) => {
      const taken = takeRows(column, Uint32Array.from(rows))
      const cells = cellsOf(column)
      expect(cellsOf(taken)).toEqual(rows.map((row) => cells[row]))
      expect(isSound(taken)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('a slice is those rows', () => {
  const slicing = fc
    .nat(40)
    .chain((length) =>
      fc.tuple(columns(length), fc.integer({ min: 0, max: length }), fc.integer({ min: 0, max: length })),
    )
  fc.assert(
    fc.property(slicing, ([column, a, b]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      const slice = sliceRows(column, from, to)
      expect(cellsOf(slice)).toEqual(cellsOf(column).slice(from, to))
      expect(isSound(slice)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('parts follow one another, with gaps where a part has no column', () => {
  const joining = columnTypes.chain((type) => {
    const part = fc
      .tuple(fc.nat(20), fc.boolean())
      .chain(([length, isGap]) => (isGap ? fc.constant(new Array(length).fill(null)) : cellsFor(type, length)))
    return fc.tuple(fc.constant(type), fc.array(part, { maxLength: 5 }))
  })
  fc.assert(
    fc.property(joining, ([type, parts]) => {
      const joined = concatenate(
        parts.map((cells) => ({
          column: cells.every((each) => each === null) ? null : buildColumn(type, cells),
          length: cells.length,
        })),
        type,
      )
      expect(joined.type).toEqual(type)
      expect(cellsOf(joined)).toEqual(parts.flatMap((cells) => cellsOf(buildColumn(type, cells))))
      expect(isSound(joined)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('parts of other types are converted', () => {
  const parts = [buildColumn({ scalar: 'int16' }, [1, null]), buildColumn({ scalar: 'float64' }, [0.5]), null]
  const joined = concatenate(
    parts.map((column) => ({ column, length: column?.length ?? 2 })),
    { scalar: 'float64' },
  )
  expect(cellsOf(joined)).toEqual([1, null, 0.5, null, null])
})

test('one part of the right type is not copied', () => {
  const column = buildColumn({ scalar: 'int8' }, [1, 2])
  expect(concatenate([{ column, length: 2 }], { scalar: 'int8' })).toBe(column)
})

test('columns of nothing', () => {
  for (const type of [
    { scalar: 'int64' },
    { scalar: 'string', list: 2 },
    { scalar: 'float32', list: 'varying' },
  ] as const) {
    expect(cellsOf(nullColumn(type, 9))).toEqual(new Array(9).fill(null))
    expect(isSound(nullColumn(type, 9))).toBe(true)
    expect(cellsOf(concatenate([], type))).toEqual([])
  }
})

test('rows that are not there are refused', () => {
  const column = buildColumn({ scalar: 'int8' }, [1, 2])
  expect(() => takeRows(column, Uint32Array.of(0, 2))).toThrow('row 2 of a column of 2 rows')
  expect(() => sliceRows(column, 1, 3)).toThrow('rows 1 to 3 of a column of 2 rows')
  expect(() => concatenate([{ column, length: 3 }], { scalar: 'int8' })).toThrow('a part of 3 rows has a column of 2')
})
