/** The columns of a batch as a description promises them. */
import type { Column, ColumnBatch } from '../columns/column.ts'
import { convert } from '../columns/convert.ts'
import { nullColumn } from '../columns/rows.ts'
import type { VariableDescription } from './described.ts'

/** A column for each variable, of its type: an absent one is empty, a narrower one is widened. Throws RangeError for a wider one. */
export function alignedColumns(variables: readonly VariableDescription[], batch: ColumnBatch): Column[] {
  return variables.map(({ name, type }) => {
    const column = batch.columns.get(name)
    return column === undefined ? nullColumn(type, batch.length) : convert(column, type)
  })
}
