/** JSON: what the data are, then the rows as they come, `count` last because it is known last. NDJSON: a row a line. */
import { type ColumnBatch, typeName } from '../../columns/column.ts'
import { alignedColumns } from '../align.ts'
import type { AnnotationDescription, DatasetDescription, VariableDescription } from '../described.ts'
import { type FileFormat, noHead, type Pieces } from '../row-writer.ts'
import { cellOf, jsonDialect } from './cells.ts'
import { TextOut } from './text-out.ts'
import { formatTime, timeBytes, timeWriter } from './time-text.ts'

const pieceBytes = 1 << 16
const encoder = new TextEncoder()

export const json: FileFormat = {
  name: 'json',
  mediaType: 'application/json',
  extension: 'json',
  headBytes: 0,
  open() {
    const rows = new JsonRows(',\n', '')
    let count = 0
    return {
      async *begin(description) {
        rows.variables = description.variables
        yield encoder.encode(`${jsonHead(description)},"data":[`)
      },
      async *write(batch) {
        if (batch.length === 0) return
        rows.between(count === 0 ? '\n' : ',\n')
        yield* rows.write(batch)
        count += batch.length
      },
      async *end(closing = null) {
        const said = typeof closing === 'object' && closing !== null ? JSON.stringify(closing).slice(1, -1) : ''
        yield encoder.encode(`\n],"count":${count}${said === '' ? '' : `,${said}`}}\n`)
      },
      head: noHead,
    }
  },
}

export const ndjson: FileFormat = {
  name: 'ndjson',
  mediaType: 'application/x-ndjson',
  extension: 'ndjson',
  headBytes: 0,
  open() {
    const rows = new JsonRows('', '\n')
    return {
      // biome-ignore lint/correctness/useYield: nothing stands before the rows
      async *begin(description) {
        rows.variables = description.variables
      },
      write: (batch) => rows.write(batch),
      async *end() {},
      head: noHead,
    }
  },
}

/** `{"time":…,"deployment":…,…}` with a text between rows and one after each. */
class JsonRows {
  variables: readonly VariableDescription[] = []
  private readonly out = new TextOut(pieceBytes * 2)
  private readonly time = timeWriter()

  constructor(
    private readonly separator: string,
    private readonly after: string,
  ) {}

  between(text: string): void {
    this.out.text(text)
  }

  async *write(batch: ColumnBatch): Pieces {
    const { out, time, separator, after } = this
    const cells = alignedColumns(this.variables, batch).map((column) => cellOf(column, jsonDialect, jsonDialect))
    const names = this.variables.map(({ name }) => encoder.encode(`,${JSON.stringify(name)}:`))
    out.slack = cells.reduce((sum, { bytes }, at) => sum + bytes + names[at]!.length, timeBytes + 16)
    for (let row = 0; row < batch.length; row++) {
      out.reserve(0)
      if (row > 0) out.ascii(separator)
      out.ascii('{"time":"')
      time(out, batch.time[row]!)
      out.byte(34)
      for (let column = 0; column < cells.length; column++) {
        out.copy(names[column]!)
        cells[column]!.put(out, row)
      }
      out.byte(125)
      out.ascii(after)
      if (out.at > pieceBytes) yield out.take()
    }
    if (out.at > 0) yield out.take()
  }
}

function jsonHead(description: DatasetDescription): string {
  const { source, variables, reduction, annotations, provenance, request } = description
  const parameters = Object.fromEntries(
    variables.filter(({ name }) => name !== 'deployment').map((variable) => [variable.name, parameterOf(variable)]),
  )
  const { refdes, method, stream } = source
  const said = {
    stream: { refdes, method, stream },
    parameters,
    ...(reduction === null ? {} : { reduction }),
    ...(annotations === null ? {} : { annotations: annotations.map(annotationTold) }),
    ...(provenance === null ? {} : { provenance, requestId: request?.id ?? null, request: request?.query ?? null }),
  }
  return JSON.stringify(said).slice(0, -1)
}

/** With times as texts, as rows have them. */
export const annotationTold = ({ start, stop, ...said }: AnnotationDescription) => ({
  ...said,
  start: formatTime(start),
  stop: stop === null ? null : formatTime(stop),
})

/** What is known of a parameter; what is not is left out. */
function parameterOf(variable: VariableDescription): object {
  const { units, type, longName, standardName, dataProductIdentifier, level, ancillary, flag, version } = variable
  // Of a column that is named for files: the name in the definition. The id alone is no news.
  const [alternateName, ...more] = variable.alternateNames
  return {
    units: units ?? undefined,
    type: typeName(type),
    alternateName: more.length === 0 ? undefined : alternateName,
    longName: longName ?? undefined,
    standardName: standardName ?? undefined,
    dataProduct: dataProductIdentifier === null ? undefined : `${dataProductIdentifier}_${level ?? 'L0'}`,
    ancillary: ancillary.length === 0 ? undefined : ancillary,
    flag: flag ?? undefined,
    version: version ?? undefined,
  }
}
