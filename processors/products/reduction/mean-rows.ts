/** `mean`: a row for each piece, with mean, count, least and greatest of every parameter, and the piece's coverage. */
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import { binStartOf } from './bin-width.ts'
import { Binned } from './binned.ts'
import type { ExtremeOptions } from './extreme-rows.ts'
import { type Mean, numbersARow } from './mean.ts'
import { MeanPieces } from './means.ts'
import { covered, first } from './pieces.ts'
import type { ReducedRows, Reducer, ReductionSummary } from './reducer.ts'
import type { DeploymentRows } from './rows.ts'
import { inOrder } from './track.ts'

export interface MeanOptions extends ExtremeOptions {
  readonly angles: ReadonlySet<string>
  /** Where chunks are taken whole: how it begins. */
  readonly whole?: {
    readonly leastWidthMicros: number
    /** Microseconds; null: not known. */
    readonly typicalMicros: number | null
  }
}

/** Pieces of one deployment, one after another in the answer. */
export interface PieceRun {
  readonly deployment: number
  readonly pieces: MeanPieces
  readonly given: readonly number[]
  readonly coverage: Float64Array
}

interface Given {
  readonly deployment: number
  readonly pieces: MeanPieces
  readonly piece: number
}

export class MeanReducer implements Reducer {
  readonly binned: Binned<MeanPieces>
  private readonly omitted = new Set<string>()
  private coveredMicros = 0
  private lastBin = Number.NEGATIVE_INFINITY

  constructor(private readonly options: MeanOptions) {
    this.binned = new Binned<MeanPieces>({
      limit: options.limit,
      intervalMicros: options.intervalMicros,
      leastGapMicros: options.gapMicros,
      ...(options.range === undefined ? {} : { range: options.range }),
      ...options.whole,
      pieces: () => new MeanPieces(options.angles),
      rowsOf: (pieces) => pieces.length,
    })
  }

  add(rows: DeploymentRows): ReducedRows[] {
    for (const [name, column] of rows.batch.columns) if (numbersARow(column) === null) this.omitted.add(name)
    this.binned.add(rows)
    if (this.options.limit !== null) return []
    const { tracks } = this.binned
    const counts = new Map([...tracks.values()].map((track) => [track, this.binned.passed(track)]))
    const given = this.runs([...inOrder(tracks.values(), (track) => counts.get(track) ?? 0)]).map((run) =>
      this.run(run),
    )
    for (const [{ pieces }, count] of counts) pieces.drop(count)
    return given
  }

  finish(): ReducedRows[] {
    return this.finishPieces().map((run) => this.run(run))
  }

  /** The pieces instead of rows of them. */
  finishPieces(): PieceRun[] {
    this.binned.finish()
    const given = [...inOrder(this.binned.tracks.values(), ({ pieces }) => pieces.length)]
    // One bin is left, and there are more deployments than rows may be given.
    return this.runs(given.slice(0, this.options.limit ?? given.length))
  }

  summary(): ReductionSummary {
    const { widthMicros, bridgedMicros } = this.binned
    const binMicros = widthMicros === 0 ? null : widthMicros
    const omitted = [...this.omitted]
    return { binMicros, bridgedMicros, everyNth: null, coveredMicros: this.coveredMicros, omitted }
  }

  private runs(given: readonly Given[]): PieceRun[] {
    const runs: PieceRun[] = []
    for (let from = 0; from < given.length; ) {
      const { deployment, pieces } = given[from]!
      let to = from + 1
      while (to < given.length && given[to]!.deployment === deployment) to++
      const run = given.slice(from, to).map(({ piece }) => piece)
      const coverage = Float64Array.from(run, (piece) => this.binned.coverage(pieces, piece))
      runs.push({ deployment, pieces, given: run, coverage })
      for (const piece of run) this.coveredMicros += pieces.at(piece, covered)
      from = to
    }
    return runs
  }

  private run({ deployment, pieces, given, coverage }: PieceRun): ReducedRows {
    const time = Float64Array.from(given, (piece) => this.timeOf(pieces, piece))
    const columns = new Map<string, Column>()
    for (const [name, width] of pieces.parameters) {
      const means = given.flatMap((piece) =>
        Array.from({ length: width ?? 1 }, (_, element) => pieces.meanOf(piece, name, element)),
      )
      for (const [suffix, column] of meanColumns(means, width, given.length)) columns.set(`${name}${suffix}`, column)
    }
    return { deployment, coverage, batch: { length: given.length, time, columns } satisfies ColumnBatch }
  }

  /**
   * The bin's start; of a bin that a gap parts, the later pieces' own first times; of bins that end where chunks do,
   * each piece's own.
   */
  private timeOf(pieces: MeanPieces, piece: number): number {
    const start = pieces.at(piece, first)
    const { widthMicros } = this.binned
    const { whole, intervalMicros } = this.options
    if (widthMicros === 0 || (whole !== undefined && intervalMicros === null)) return start
    const bin = binStartOf(start, widthMicros)
    if (intervalMicros !== null) return bin
    const time = bin === this.lastBin ? start : bin
    this.lastBin = bin
    return time
  }
}

function meanColumns(means: readonly Mean[], width: number | null, rows: number): [string, Column][] {
  const list = width === null ? {} : { list: width }
  const of = (field: keyof Mean): Column => ({
    type: { scalar: 'float64', ...list },
    length: rows,
    values: Float64Array.from(means, (one) => one[field]),
    validity: null,
    offsets: null,
  })
  const count: Column = { ...of('count'), type: { scalar: 'int32', ...list } }
  return [
    ['', of('mean')],
    ['_count', { ...count, values: Int32Array.from(means, (one) => one.count) }],
    ['_min', of('least')],
    ['_max', of('most')],
  ]
}
