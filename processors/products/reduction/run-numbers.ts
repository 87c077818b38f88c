/** For `lttb`: in which run without gap and without missing value each row of each parameter lies, as hidden columns. */
import { hasBit } from '../../../schemas/columns/bitmap.ts'
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import { asDoubles } from '../../../schemas/columns/doubles.ts'

/** No parameter's name begins so. */
const prefix = '\0'
const gapRuns = `${prefix}gaps`
const ofParameter = (name: string): string => `${prefix}run:${name}`

interface Counts {
  gaps: number
  readonly byParameter: Map<string, { run: number; isOpen: boolean }>
}

export class RunNumbers {
  private readonly counts = new Map<number, Counts>()
  private current: Counts = { gaps: 0, byParameter: new Map() }
  private gaps = new Int32Array(0)

  /** The batch with a column of run numbers for each parameter. */
  begin(batch: ColumnBatch, deployment: number): ColumnBatch {
    this.current = this.counts.get(deployment) ?? { gaps: 0, byParameter: new Map() }
    this.counts.set(deployment, this.current)
    this.gaps = new Int32Array(batch.length)
    const columns = new Map(batch.columns)
    for (const [name, column] of batch.columns) {
      const doubles = column.type.list === undefined ? asDoubles(column.values, column.type.scalar) : null
      if (doubles !== null) columns.set(ofParameter(name), this.runsOf(name, column, doubles))
    }
    columns.set(gapRuns, integers(this.gaps))
    return { ...batch, columns }
  }

  /** Rows that follow the rows before. */
  stretch(from: number, to: number): void {
    this.gaps.fill(this.current.gaps, from, to)
  }

  gap(from: number, to: number): void {
    this.current.gaps++
    this.gaps.fill(this.current.gaps, from, to)
  }

  private runsOf(name: string, { validity, length }: Column, doubles: Float64Array): Column {
    const state = this.current.byParameter.get(name) ?? { run: 0, isOpen: true }
    this.current.byParameter.set(name, state)
    const runs = new Int32Array(length)
    for (let row = 0; row < length; row++) {
      const isNumber = !Number.isNaN(doubles[row]!) && (validity === null || hasBit(validity, row))
      if (isNumber && !state.isOpen) state.run++
      state.isOpen = isNumber
      runs[row] = state.run
    }
    return integers(runs)
  }
}

const integers = (values: Int32Array): Column => ({
  type: { scalar: 'int32' },
  length: values.length,
  values,
  validity: null,
  offsets: null,
})

/** Whether two rows of a parameter lie in different runs. */
export function runChanges(batch: ColumnBatch, name: string): (row: number, next: number) => boolean {
  const gaps = batch.columns.get(gapRuns)!.values as Int32Array
  const runs = batch.columns.get(ofParameter(name))!.values as Int32Array
  return (row, next) => gaps[row] !== gaps[next] || runs[row] !== runs[next]
}

export function withoutRuns(batch: ColumnBatch): ColumnBatch {
  const columns = new Map([...batch.columns].filter(([name]) => !name.startsWith(prefix)))
  return columns.size === batch.columns.size ? batch : { ...batch, columns }
}
