/** What a row comes to in each format, from the sizes of its values. */
import type { FormatName } from '../../../schemas/formats/row-writer.ts'
import type { ValueSize } from './value-sizes.ts'

const timeCharacters = 27

/** Of what arrays hold, what deflate leaves: measured on a day of a CTD with derived products. */
const compressed = 0.6

interface FormatSize {
  /** Bytes a value. */
  readonly value: (size: ValueSize) => number
  /** Bytes a row besides its values: time, brackets, line end. */
  readonly row: number
  /** Bytes a second that one core writes, of such files: see bench/RESULTS.md. */
  readonly bytesPerSecond: number
}

const filled = ({ text, nulls }: ValueSize, ofNull: number): number => text * (1 - nulls) + ofNull * nulls
const quotes = ({ type }: ValueSize): number => (type.list === undefined && isQuoted(type.scalar) ? 2 : 0)
const isQuoted = (scalar: string): boolean => scalar === 'string' || scalar === 'timestamp'
const inJson = (size: ValueSize): number => size.name.length + 4 + filled(size, 4) + quotes(size)
const inTable = (size: ValueSize): number => 1 + filled(size, 0)
const packed = ({ binary }: ValueSize): number => binary * compressed

const sizes: Readonly<Record<FormatName, FormatSize>> = {
  csv: { value: inTable, row: timeCharacters + 2, bytesPerSecond: 60e6 },
  tsv: { value: inTable, row: timeCharacters + 1, bytesPerSecond: 60e6 },
  json: { value: inJson, row: timeCharacters + 13, bytesPerSecond: 80e6 },
  ndjson: { value: inJson, row: timeCharacters + 12, bytesPerSecond: 80e6 },
  arrow: { value: ({ binary }) => binary + 1 / 8, row: 8, bytesPerSecond: 300e6 },
  netcdf: { value: packed, row: 8 * compressed, bytesPerSecond: 15e6 },
  parquet: { value: packed, row: 8 * compressed, bytesPerSecond: 20e6 },
  // A picture: as large for a day as for a year.
  png: { value: () => 0, row: 0, bytesPerSecond: 1e6 },
}

export interface RowSize {
  readonly bytes: number
  readonly byParameter: Readonly<Record<string, number>>
  readonly bytesPerSecond: number
}

/** An unknown format counts as CSV: the gateway has refused it before. */
export function rowSize(format: string, values: readonly ValueSize[]): RowSize {
  const of = sizes[format as FormatName] ?? sizes.csv
  const deployment: ValueSize = { name: 'deployment', type: { scalar: 'int32' }, text: 1, nulls: 0, binary: 4 }
  const byParameter = Object.fromEntries(values.map((size) => [size.name, round(of.value(size))]))
  const bytes = values.reduce((sum, size) => sum + of.value(size), of.row + of.value(deployment))
  return { bytes, byParameter, bytesPerSecond: of.bytesPerSecond }
}

const round = (bytes: number): number => Math.round(bytes * 100) / 100
