/** The formats of files: of exports, and most of answers. An explicit list, not discovery. */
import { arrow } from './arrow.ts'
import { netcdf } from './netcdf/netcdf.ts'
import { parquet } from './parquet.ts'
import { png } from './plot/png.ts'
import type { FileFormat } from './row-writer.ts'
import { csv, tsv } from './text/delimited.ts'
import { json, ndjson } from './text/json.ts'

export const fileFormats: readonly FileFormat[] = [csv, tsv, json, ndjson, arrow, parquet, netcdf, png]

export const fileFormatNamed = (name: string): FileFormat | null => fileFormats.find((one) => one.name === name) ?? null
