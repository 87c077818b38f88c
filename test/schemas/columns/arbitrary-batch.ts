import fc from 'fast-check'
import { buildColumn } from '../../../schemas/columns/builder.ts'
import { type Cell, cell } from '../../../schemas/columns/cells.ts'
import {
  type Column,
  type ColumnBatch,
  type ColumnType,
  type ScalarType,
  scalarTypes,
} from '../../../schemas/columns/column.ts'

export const cellsOf = (column: Column): Cell[] => Array.from({ length: column.length }, (_, row) => cell(column, row))

const integer = (bits: number, signed: boolean) =>
  fc.integer({ min: signed ? -(2 ** (bits - 1)) : 0, max: signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1 })

const scalars: Record<ScalarType, fc.Arbitrary<unknown>> = {
  int8: integer(8, true),
  int16: integer(16, true),
  int32: integer(32, true),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  uint8: integer(8, false),
  uint16: integer(16, false),
  uint32: integer(32, false),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  float32: fc.float(),
  float64: fc.double(),
  boolean: fc.boolean(),
  string: fc.oneof(fc.string({ maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 6 })),
  timestamp: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
}

export const columnTypes: fc.Arbitrary<ColumnType> = fc
  .tuple(fc.constantFrom(...scalarTypes), fc.constantFrom<undefined | number | 'varying'>(undefined, 1, 3, 'varying'))
  .map(([scalar, list]) => (list === undefined ? { scalar } : { scalar, list }))

/** Cells of this type, about a fifth of them missing. */
export function cellsFor({ scalar, list }: ColumnType, length: number): fc.Arbitrary<unknown[]> {
  const item = scalars[scalar]
  const size = list === 'varying' ? { maxLength: 4 } : { minLength: list ?? 0, maxLength: list ?? 0 }
  const value = list === undefined ? item : fc.array(item, size)
  return fc.array(fc.option(value, { freq: 4 }), { minLength: length, maxLength: length })
}

export const columns = (length: number): fc.Arbitrary<Column> =>
  columnTypes.chain((type) => cellsFor(type, length).map((cells) => buildColumn(type, cells)))

/** Up to 20 rows of up to 5 columns, with times between 1900 and 2200. */
export const batches: fc.Arbitrary<ColumnBatch> = fc.nat(20).chain((length) =>
  fc.record({
    length: fc.constant(length),
    time: fc
      .array(fc.integer({ min: -2e15, max: 7e15 }), { minLength: length, maxLength: length })
      .map((times) => Float64Array.from(times)),
    columns: fc
      .array(fc.tuple(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/), columns(length)), { maxLength: 5 })
      .map((entries) => new Map(entries.filter(([name]) => name !== 'time'))),
  }),
)
