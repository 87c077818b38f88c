/** A format as HTTP sees it: the parts of an answer become bytes, as they come. */
import { fromArrow } from '../../schemas/columns/arrow.ts'
import type { ColumnBatch } from '../../schemas/columns/column.ts'
import { describeDataset, type KnownDataset } from '../../schemas/formats/describe.ts'
import type { DatasetDescription, Json } from '../../schemas/formats/described.ts'
import type { FileFormat, FormatName, Pieces, WriterOptions } from '../../schemas/formats/row-writer.ts'
import type { AnswerPart } from '../answer.ts'
import { wholeFile } from './whole-file.ts'

/** What is known of an answer before its first part. */
export type Described = Omit<KnownDataset, 'types'>

export interface Format {
  readonly name: FormatName
  /** The first is sent; all are understood in `Accept`. */
  readonly mediaTypes: readonly [string, ...string[]]
  /** Of a file to save it as; null: shown. */
  readonly extension: string | null
  encode(described: Described, parts: AsyncIterable<AnswerPart>, options: WriterOptions): Pieces
}

export type Parts = AsyncIterable<AnswerPart>

interface Served {
  readonly alsoAccepted?: readonly string[]
  /** Shown, not saved. */
  readonly isShown?: boolean
}

export function served(format: FileFormat, { alsoAccepted = [], isShown = false }: Served = {}): Format {
  const { name, mediaType, extension, headBytes } = format
  return {
    name,
    mediaTypes: [mediaType, ...alsoAccepted],
    extension: isShown ? null : extension,
    encode: (described, parts, options) =>
      headBytes > 0
        ? wholeFile((writer) => written(writer, described, parts), format.open(options))
        : written(format.open(options), described, parts),
  }
}

async function* written(writer: ReturnType<FileFormat['open']>, described: Described, parts: Parts): Pieces {
  let isBegun = false
  let said: Json = null
  for await (const { arrow, description, closing } of parts) {
    const batch: ColumnBatch | null = arrow.length === 0 ? null : fromArrow(arrow)
    if (!isBegun) {
      const types = [...(batch?.columns ?? [])].map(([name, { type }]) => [name, type] as const)
      const columns = batch === null ? ([['deployment', { scalar: 'int32' }]] as const) : types
      yield* writer.begin(
        description === null
          ? describeDataset({ ...described, types: new Map(columns) })
          : describedBy(description, described),
      )
      isBegun = true
    }
    if (batch !== null) yield* writer.write(batch)
    if (closing !== null) said = JSON.parse(closing)
  }
  yield* writer.end(said)
}

/** An answer that describes itself knows neither the time nor the question as it came, nor whose data these are. */
function describedBy(description: string, { created, request = null, attribution }: Described): DatasetDescription {
  const described = JSON.parse(description) as DatasetDescription
  return { ...described, created, request, attribution: attribution ?? described.attribution }
}
