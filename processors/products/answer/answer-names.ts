/** Names of columns as definitions give them for files (OOI's `netcdf_name`), for those who ask for such names. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import type { Rows } from '../engine/evaluate.ts'
import type { AnswerColumn, DataPlan } from './plan-data.ts'

/** By the name within; what is not in it keeps its own. */
export type AnswerNames = ReadonlyMap<string, string>

/** What goes with a column goes on with it: flags, and what means are made of. */
const companion = /^_((qartod|qc)_[a-z0-9_]+|count|min|max)$/

/** A name that another column has already is not given again. `types`: all columns of the answer. */
export function answerNames({ primary, others }: DataPlan, types: ReadonlyMap<string, ColumnType>): AnswerNames {
  const columns = [primary, ...others].flatMap((one) => one.columns)
  const isColumn = new Set(columns.map(({ name }) => name))
  const taken = new Set(['time', 'deployment', ...isColumn, ...types.keys()])
  const names = new Map<string, string>()
  for (const column of columns) {
    const wanted = fileNameOf(column)
    if (wanted === null || taken.has(wanted)) continue
    taken.add(wanted)
    names.set(column.name, wanted)
    for (const name of types.keys()) {
      if (isColumn.has(name) || !name.startsWith(column.name)) continue
      const end = name.slice(column.name.length)
      if (companion.test(end)) names.set(name, `${wanted}${end}`)
    }
  }
  return names
}

/** With the address of a joined stream before it, as the column has it. */
function fileNameOf({ name, parameter }: AnswerColumn): string | null {
  return parameter.fileName === null ? null : `${name.slice(0, -parameter.name.length)}${parameter.fileName}`
}

export function renamedTypes(types: ReadonlyMap<string, ColumnType>, names: AnswerNames): Map<string, ColumnType> {
  return new Map([...types].map(([name, type]) => [names.get(name) ?? name, type]))
}

/** The columns of the answer, and no others. */
export async function* renamedRows(
  rows: AsyncIterable<Rows>,
  types: ReadonlyMap<string, ColumnType>,
  names: AnswerNames,
): AsyncGenerator<Rows, void, void> {
  for await (const { deployment, batch } of rows) {
    const columns = [...types.keys()].flatMap((name) => {
      const column = batch.columns.get(name)
      return column === undefined ? [] : [[names.get(name) ?? name, column] as const]
    })
    yield { deployment, batch: { ...batch, columns: new Map(columns) } }
  }
}
