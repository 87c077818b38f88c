/** How large the values of each parameter are, as text and as bytes: looked up in what is stored, not guessed. */
import { cell } from '../../../schemas/columns/cells.ts'
import type { Column, ColumnType, ScalarType } from '../../../schemas/columns/column.ts'
import type { Row } from '../../../schemas/table.ts'
import type { chunkStats } from '../../../schemas/tables.ts'
import { decodeChunkColumn } from '../../instruments/chunk.ts'
import type { DataViews } from '../answer/data-reads.ts'
import type { DataPlan } from '../answer/plan-data.ts'
import type { CountedBin } from './row-counts.ts'

export interface ValueSize {
  readonly name: string
  readonly type: ColumnType
  /** Characters of a value that is there. */
  readonly text: number
  /** Share of the rows without a value, 0 to 1. */
  readonly nulls: number
  /** Bytes a row in arrays. */
  readonly binary: number
}

/** Bins that are looked into, spread over the range. */
const sampledBins = 4
const sampledChunks = 2
const sampledValues = 200

/** `types`: the columns of the answer. Derived ones are nowhere stored: their sizes follow from their types. */
export async function valueSizes(
  { primary }: DataPlan,
  types: ReadonlyMap<string, ColumnType>,
  counted: readonly CountedBin[],
  views: DataViews,
): Promise<ValueSize[]> {
  const stored = new Set(
    primary.columns.filter(({ parameter: { derivation } }) => derivation === null).map(({ name }) => name),
  )
  const bins = spread(counted, sampledBins)
  const sizes = [...types].map(([name, type]) => {
    const looked = stored.has(name) && primary.plan.host === null && bins.length > 0
    return looked ? lookedUp(name, type, bins, views) : byType(name, type)
  })
  return Promise.all(sizes)
}

function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  return Array.from({ length: most }, (_, at) => items[Math.floor(((at + 0.5) * items.length) / most)] as T)
}

async function lookedUp(
  name: string,
  type: ColumnType,
  bins: readonly CountedBin[],
  views: DataViews,
): Promise<ValueSize> {
  const slices = await Promise.all(
    bins.map(({ streamKey, bin }) =>
      views.stats.slice({
        partition: { stream_key: streamKey, bin },
        prefix: { column_name: name },
        limit: sampledChunks,
      }),
    ),
  )
  const found = slices.flat()
  const usual = byType(name, type)
  // A column without any value in a chunk has no statistics there.
  if (found.length === 0) return { ...usual, nulls: 1 }
  const rows = found.reduce((sum, { count }) => sum + count, 0)
  const nulls = found.reduce((sum, one) => sum + one.nulls, 0) / rows
  const numbers = found.flatMap(({ first, last, min, max }) => [first, last, min, max]).filter((one) => one !== null)
  if (numbers.length > 0) return { ...usual, nulls, text: mean(numbers.map((number) => digits(number, type.scalar))) }
  const column = await sampleColumn(found[0] as Row<typeof chunkStats>, views)
  return column === null ? { ...usual, nulls } : { ...usual, nulls, ...sizesIn(column) }
}

/** Texts and lists have no statistics but counts: some of their values are looked at. */
async function sampleColumn(stats: Row<typeof chunkStats>, views: DataViews): Promise<Column | null> {
  const { stream_key, bin, column_name, chunk_start, chunk_id } = stats
  const row = await views.data.get({ stream_key, bin, column_name, chunk_start, chunk_id })
  return row === null ? null : decodeChunkColumn(row)
}

function sizesIn(column: Column): Pick<ValueSize, 'text' | 'binary'> {
  const { length, type } = column
  const rows = spread(
    Array.from({ length }, (_, row) => row),
    sampledValues,
  )
  const values = rows.map((row) => cell(column, row)).filter((value) => value !== null)
  if (values.length === 0) return { text: 0, binary: bytes[type.scalar] }
  const text = mean(values.map((value) => textOf(value, type.scalar)))
  const items = mean(values.map((value) => (Array.isArray(value) ? value.length : 1)))
  return { text, binary: type.scalar === 'string' ? text + 4 * items : items * bytes[type.scalar] + 4 }
}

function textOf(value: unknown, scalar: ScalarType): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textOf(item, scalar) + 1, 1)
  return typeof value === 'number' ? digits(value, scalar) : String(value).length
}

/** Characters of the shortest text that means the value. */
function digits(value: number, scalar: ScalarType): number {
  if (scalar === 'timestamp') return 27
  if (scalar === 'boolean') return value === 1 ? 4 : 5
  return String(scalar === 'float32' ? Number(value.toPrecision(8)) : value).length
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const bytes: Readonly<Record<ScalarType, number>> = {
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  float32: 4,
  float64: 8,
  boolean: 1,
  string: 20,
  timestamp: 8,
}
/** Of a computed double all digits are written: 17 with sign and point, as a rule. */
const characters: Readonly<Record<ScalarType, number>> = {
  int8: 1,
  int16: 4,
  int32: 6,
  int64: 10,
  uint8: 1,
  uint16: 4,
  uint32: 6,
  uint64: 10,
  float32: 10,
  float64: 17.5,
  boolean: 5,
  string: 16,
  timestamp: 27,
}
const varyingLength = 8

function byType(name: string, type: ColumnType): ValueSize {
  const { scalar, list } = type
  if (list === undefined) return { name, type, text: characters[scalar], nulls: 0, binary: bytes[scalar] }
  const items = list === 'varying' ? varyingLength : list
  return { name, type, text: items * (characters[scalar] + 1) + 1, nulls: 0, binary: items * bytes[scalar] }
}
