/** What tests of writers stand on: rows of known types, described, and written whole. */
import { BatchBuilder } from '../../../schemas/columns/builder.ts'
import type { ColumnBatch, ColumnType } from '../../../schemas/columns/column.ts'
import { describeDataset, type KnownDataset } from '../../../schemas/formats/describe.ts'
import type { FileFormat, WriterOptions } from '../../../schemas/formats/row-writer.ts'

export type Types = Readonly<Record<string, ColumnType>>
export type Row = readonly [time: number, values: Readonly<Record<string, unknown>>]

export const day = Date.UTC(2013, 10, 23) * 1000

export function batchOf(types: Types, rows: readonly Row[]): ColumnBatch {
  const builder = new BatchBuilder(types)
  for (const [time, values] of rows) builder.add(time, values)
  return builder.build()
}

export const source = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'weather_vane' }

export function describing(types: Types, known: Partial<KnownDataset> = {}) {
  return describeDataset({
    source,
    created: day,
    parameters: new Map(),
    ...known,
    types: new Map(Object.entries(types)),
  })
}

/** The whole file. */
export async function written(
  format: FileFormat,
  description: ReturnType<typeof describeDataset>,
  batches: readonly ColumnBatch[],
  options: WriterOptions = {},
): Promise<Buffer> {
  const writer = format.open(options)
  const pieces: Uint8Array[] = []
  for await (const piece of writer.begin(description)) pieces.push(piece)
  for (const batch of batches) for await (const piece of writer.write(batch)) pieces.push(piece)
  for await (const piece of writer.end()) pieces.push(piece)
  const file = Buffer.concat(pieces)
  const head = writer.head()
  expect(head.length).toBe(format.headBytes)
  file.set(head, 0)
  return file
}
