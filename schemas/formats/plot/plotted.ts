/** The parameters of a stream that a plot shows, and how their values are judged. */
import { type Column, type ColumnBatch, isValid } from '../../columns/column.ts'
import { asDoubles } from '../../columns/doubles.ts'
import type { VariableDescription } from '../described.ts'
import type { Panel } from './figure.ts'
import { ImageBins } from './image-bins.ts'
import { type Judgement, judgement, TimeBins } from './time-bins.ts'

export interface Plotted {
  readonly name: string
  readonly hasValues: boolean
  add(batch: ColumnBatch): void
  panel(): Panel
}

/** Bins of time for each pixel: places within a pixel stay right when the values fill only a part of the axis. */
const binsPerPixel = 2
const mostImageBins = 600

/** Flags and what is known beside the values (deployment) are no panels; texts and times are left out by name. */
export function plottedOf(variables: readonly VariableDescription[], width: number) {
  const judging = new Set(variables.flatMap(({ ancillary }) => ancillary))
  const own = variables.filter(({ name }) => name !== 'deployment' && !judging.has(name))
  const isNumber = ({ type: { scalar } }: VariableDescription) => !['string', 'timestamp', 'boolean'].includes(scalar)
  return {
    plotted: own
      .filter(isNumber)
      .map((variable) => (variable.type.list === undefined ? new Line(variable, width) : new Image(variable, width))),
    leftOut: own.filter((variable) => !isNumber(variable)).map(({ name }) => name),
  }
}

const labelOf = ({ name, longName }: VariableDescription): string => longName ?? name.replaceAll('_', ' ')
const unitsOf = ({ units }: VariableDescription): string | null => (units === '1' ? null : units)

class Line implements Plotted {
  readonly name: string
  hasValues = false
  private readonly bins: TimeBins

  constructor(
    private readonly variable: VariableDescription,
    width: number,
  ) {
    this.name = variable.name
    this.bins = new TimeBins(binsPerPixel * width)
  }

  add(batch: ColumnBatch): void {
    const column = batch.columns.get(this.name)
    const values =
      column === undefined || column.type.list !== undefined ? null : asDoubles(column.values, column.type.scalar)
    if (column === undefined || values === null) return
    const judged = judging(this.variable, batch)
    for (let row = 0; row < batch.length; row++) {
      const value = values[row]!
      if (!isValid(column, row) || value === this.variable.fill || !Number.isFinite(value)) continue
      this.bins.add(batch.time[row]!, value, judged?.(row))
      this.hasValues = true
    }
  }

  panel(): Panel {
    const { bins } = this
    const content = { kind: 'line', bins: bins.lines(), flagged: bins.flagged(), gapMicros: bins.gapMicros() } as const
    return { label: labelOf(this.variable), units: unitsOf(this.variable), content }
  }
}

class Image implements Plotted {
  readonly name: string
  hasValues = false
  private readonly bins: ImageBins

  constructor(
    private readonly variable: VariableDescription,
    width: number,
  ) {
    this.name = variable.name
    this.bins = new ImageBins(Math.min(width, mostImageBins))
  }

  add(batch: ColumnBatch): void {
    const column = batch.columns.get(this.name)
    const values = column === undefined ? null : asDoubles(column.values, column.type.scalar)
    if (column === undefined || values === null) return
    const { list } = column.type
    const known =
      this.variable.fill === null ? values : values.map((one) => (one === this.variable.fill ? Number.NaN : one))
    for (let row = 0; row < batch.length; row++) {
      if (!isValid(column, row)) continue
      const [from, to] = boundsOf(column, list, row)
      if (to <= from) continue
      this.bins.add(batch.time[row]!, known, from, to)
      this.hasValues ||= known.subarray(from, to).some(Number.isFinite)
    }
  }

  panel(): Panel {
    const { bins } = this
    const content = { kind: 'image', columns: bins.columns(), places: bins.places } as const
    return { label: labelOf(this.variable), units: unitsOf(this.variable), content }
  }
}

function boundsOf({ offsets }: Column, list: Column['type']['list'], row: number): readonly [number, number] {
  if (typeof list === 'number') return [row * list, (row + 1) * list]
  return offsets === null ? [row, row + 1] : [offsets[row]!, offsets[row + 1]!]
}

/** The worst that the flags beside a variable say of a row: QARTOD's 3 and 4, and an older test that was not passed. */
function judging(
  { name, ancillary }: VariableDescription,
  { columns }: ColumnBatch,
): ((row: number) => Judgement) | null {
  const qartod = ancillary
    .filter((flag) => flag.startsWith(`${name}_qartod_`))
    .flatMap((flag) => flagsOf(columns.get(flag)))
  const [executed] = flagsOf(columns.get(`${name}_qc_executed`))
  const [results] = flagsOf(columns.get(`${name}_qc_results`))
  if (qartod.length === 0 && (executed === undefined || results === undefined)) return null
  return (row) => {
    let worst: Judgement = judgement.good
    if (executed !== undefined && results !== undefined && (executed(row) & ~results(row)) !== 0) worst = judgement.fail
    for (const flag of qartod) {
      const value = flag(row)
      if (value === 4) worst = judgement.fail
      else if (value === 3 && worst === judgement.good) worst = judgement.suspect
    }
    return worst
  }
}

/** A flag that is missing says nothing: 0. */
function flagsOf(column: Column | undefined): ((row: number) => number)[] {
  const values =
    column === undefined || column.type.list !== undefined ? null : asDoubles(column.values, column.type.scalar)
  return column === undefined || values === null ? [] : [(row) => (isValid(column, row) ? values[row]! : 0)]
}
