/** A file in the making: batches go in, bytes come out as soon as they are known, so that memory stays flat. */
import type { ColumnBatch } from '../columns/column.ts'
import type { DatasetDescription, Json } from './described.ts'

/** Bytes that follow the ones before; each piece is the receiver's to keep. */
export type Pieces = AsyncGenerator<Uint8Array, void, undefined>

export interface RowWriter {
  /** Once, before all else. */
  begin(description: DatasetDescription): Pieces
  /** Any number of times, rows in order of time; columns by name: those not described are left out, those missing are empty. */
  write(batch: ColumnBatch): Pieces
  /** Once, after all else. `closing`: what is known at the end (notes, reduction), for formats that can hold it there. */
  end(closing?: Json): Pieces
  /**
   * Of formats whose first bytes are known last (`headBytes` > 0): these bytes take the place of as many at the start of
   * the file, after `end`. A file is written over at 0; a store in parts keeps its first part until then.
   */
  head(): Uint8Array
}

export type FormatName = 'json' | 'ndjson' | 'csv' | 'tsv' | 'arrow' | 'parquet' | 'netcdf' | 'png'

/** Only some of these concern a format. */
export interface WriterOptions {
  /** CSV, TSV: a second line with the units of each column. */
  readonly unitsRow?: boolean
  /** CSV, TSV: lines `# key: value` before all else. */
  readonly header?: boolean
  /** NetCDF: the classic data model (no 64-bit integers, no unsigned integers but bytes). */
  readonly classic?: boolean
  /** NetCDF: 0 (none) to 9. */
  readonly deflateLevel?: number
  /** PNG: pixels (plot/sizes.ts); null: as it is best. */
  readonly width?: number | null
  readonly height?: number | null
}

export interface FileFormat {
  readonly name: FormatName
  /** The one to send. */
  readonly mediaType: string
  /** Of a file's name, without the dot. */
  readonly extension: string
  /** Bytes at the start that are known last; 0: a stream may be sent as it comes. */
  readonly headBytes: number
  open(options: WriterOptions): RowWriter
}

/** `head` of a format that has none. */
export const noHead = (): Uint8Array => new Uint8Array()
