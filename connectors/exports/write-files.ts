/** The rows of a part as one file, or as several where one would be larger than is wanted. */
import type { Column, ColumnBatch } from '../../schemas/columns/column.ts'
import { sliceRows } from '../../schemas/columns/rows.ts'
import type { Json } from '../../schemas/formats/described.ts'
import type { FileFormat, RowWriter, WriterOptions } from '../../schemas/formats/row-writer.ts'
import type { FileRange } from './file-names.ts'
import type { OpenedRows } from './ports.ts'
import { SpooledFile } from './spooled-file.ts'

export interface WrittenFile extends FileRange {
  readonly file: SpooledFile
  readonly rows: number
}

export interface WriteOptions {
  readonly format: FileFormat
  readonly options: WriterOptions
  readonly maxBytes: number
  /** After each piece of rows: rows and bytes so far, all files together. */
  onRows(rows: number, bytes: number): Promise<void> | void
}

/** Rows written at once: between two looks at what else there is to do. */
const rowsAtOnce = 8192

/** Each file is whole when it comes; whoever takes it closes it. None where there are no rows. */
export async function* writeFiles(
  { description, batches, closing }: OpenedRows,
  { format, options, maxBytes, onRows }: WriteOptions,
): AsyncGenerator<WrittenFile, void, undefined> {
  let open: OpenFile | null = null
  let before = { rows: 0, bytes: 0 }
  try {
    for await (const batch of batches) {
      for (let from = 0; from < batch.length; ) {
        open ??= await OpenFile.begin(await SpooledFile.create(), format, options, description)
        const to = Math.min(batch.length, from + Math.min(rowsAtOnce, open.room(maxBytes)))
        await open.write(slice(batch, from, to))
        from = to
        await onRows(before.rows + open.rows, before.bytes + open.file.size)
        if (open.file.size < maxBytes) continue
        const written: WrittenFile = await open.end(await closing())
        before = { rows: before.rows + written.rows, bytes: before.bytes + written.file.size }
        open = null
        yield written
      }
    }
    if (open === null) return
    const written: WrittenFile = await open.end(await closing())
    open = null
    yield written
  } finally {
    await open?.file.close()
  }
}

class OpenFile {
  rows = 0
  private first = 0
  private last = 0
  private least = Number.POSITIVE_INFINITY
  private most = Number.NEGATIVE_INFINITY

  private constructor(
    readonly file: SpooledFile,
    private readonly writer: RowWriter,
    private readonly headBytes: number,
  ) {}

  static async begin(
    file: SpooledFile,
    format: FileFormat,
    options: WriterOptions,
    description: OpenedRows['description'],
  ): Promise<OpenFile> {
    const open = new OpenFile(file, format.open(options), format.headBytes)
    await file.append(open.writer.begin(description))
    return open
  }

  /** Rows that fit, as far as those before tell. */
  room(maxBytes: number): number {
    if (this.rows === 0) return rowsAtOnce
    return Math.max(1, Math.ceil((maxBytes - this.file.size) / (this.file.size / this.rows)))
  }

  async write(batch: ColumnBatch): Promise<void> {
    if (this.rows === 0) this.first = batch.time[0] as number
    this.last = batch.time[batch.length - 1] as number
    this.rows += batch.length
    const deployments = batch.columns.get('deployment')?.values as Int32Array
    for (const deployment of deployments) {
      if (deployment < this.least) this.least = deployment
      if (deployment > this.most) this.most = deployment
    }
    await this.file.append(this.writer.write(batch))
  }

  async end(closing: Json): Promise<WrittenFile> {
    const { file, writer, rows, first, last, least, most } = this
    await file.append(writer.end(closing))
    if (this.headBytes > 0) await file.replaceHead(writer.head())
    return { file, rows, first, last, deployments: [least, most] }
  }
}

function slice(batch: ColumnBatch, from: number, to: number): ColumnBatch {
  if (from === 0 && to === batch.length) return batch
  const columns = new Map<string, Column>()
  for (const [name, column] of batch.columns) columns.set(name, sliceRows(column, from, to))
  return { length: to - from, time: batch.time.subarray(from, to), columns }
}
