/** Arrow IPC: one stream, the schema once, then every batch. */
import { toArrow } from '../columns/arrow.ts'
import { arrowMessages, endOfStream } from '../columns/arrow-stream.ts'
import type { ColumnBatch } from '../columns/column.ts'
import { nullColumn } from '../columns/rows.ts'
import { alignedColumns } from './align.ts'
import type { VariableDescription } from './described.ts'
import { type FileFormat, noHead } from './row-writer.ts'

export const arrow: FileFormat = {
  name: 'arrow',
  mediaType: 'application/vnd.apache.arrow.stream',
  extension: 'arrow',
  headBytes: 0,
  open() {
    let variables: readonly VariableDescription[] = []
    return {
      async *begin(description) {
        variables = description.variables
        const columns = new Map(variables.map(({ name, type }) => [name, nullColumn(type, 0)]))
        yield new Uint8Array(arrowMessages(toArrow({ length: 0, time: new Float64Array(), columns })).schema)
      },
      async *write(batch) {
        if (batch.length === 0) return
        const columns = new Map(alignedColumns(variables, batch).map((column, at) => [variables[at]!.name, column]))
        const aligned: ColumnBatch = { length: batch.length, time: batch.time, columns }
        yield arrowMessages(toArrow(aligned)).batches
      },
      async *end() {
        yield endOfStream
      },
      head: noHead,
    }
  },
}
