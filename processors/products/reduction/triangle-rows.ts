/**
 * `lttb` in one pass: the extremes of small bins are kept as candidates, and of these the triangles are chosen. While
 * there are no more rows than candidates this is the algorithm itself; beyond, it is MinMaxLTTB (Van Der Donckt et
 * al., 2023, https://arxiv.org/abs/2305.00332).
 */
import { hasBit } from '../../../schemas/columns/bitmap.ts'
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import { asDoubles } from '../../../schemas/columns/doubles.ts'
import { takeRun } from '../engine/runs.ts'
import { type Chosen, type ExtremeOptions, KeptReducer } from './extreme-rows.ts'
import { type Series, triangledRuns } from './lttb.ts'
import type { ReducedRows } from './reducer.ts'
import { RunNumbers, runChanges } from './run-numbers.ts'

const candidatesARow = 4
const leastCandidates = 16_384

export interface TriangleOptions extends Omit<ExtremeOptions, 'limit'> {
  readonly limit: number
}

export class TriangleReducer extends KeptReducer {
  private readonly limit: number

  constructor(options: TriangleOptions) {
    super({ ...options, limit: Math.max(leastCandidates, candidatesARow * options.limit) }, new RunNumbers())
    this.limit = options.limit
  }

  finish(): ReducedRows[] {
    this.binned.finish()
    const candidates = this.chosen(({ pieces }) => pieces.length)
    if (candidates.length <= this.limit) return this.plain(candidates)
    const byDeployment = new Map<number, Chosen[]>()
    for (const one of candidates) {
      const list = byDeployment.get(one.deployment)
      if (list === undefined) byDeployment.set(one.deployment, [one])
      else list.push(one)
    }
    const chosen: Chosen[] = []
    let [points, left] = [candidates.length, this.limit]
    for (const list of byDeployment.values()) {
      const share = Math.min(left, Math.max(2, Math.floor((left * list.length) / points)))
      chosen.push(...this.shapes(list, share))
      points -= list.length
      left -= share
    }
    return this.plain(chosen)
  }

  /** Picked rows say nothing of their bins. */
  private plain(chosen: readonly Chosen[]): ReducedRows[] {
    return this.given(chosen).map((rows) => ({ ...rows, coverage: null }))
  }

  /** At most `count` candidates of one deployment: each parameter chooses its share, of its own line. */
  private shapes(candidates: readonly Chosen[], count: number): Chosen[] {
    const all = this.kept.all()
    const sorted = [...candidates].sort((a, b) => this.kept.placeOf(a.number) - this.kept.placeOf(b.number))
    const batch = takeRun(
      all,
      Uint32Array.from(sorted, ({ number }) => number),
    )
    const lines = linesOf(batch).slice(0, Math.max(1, Math.floor(count / 2)))
    const chosen = new Set<number>()
    for (const { rows, series } of lines) {
      for (const at of triangledRuns(series, Math.floor(count / lines.length))) chosen.add(rows[at]!)
    }
    // Nothing to draw: rows all the same, evenly spread.
    if (lines.length === 0) {
      for (let at = 0; at < count; at++) chosen.add(Math.floor((at * sorted.length) / count))
    }
    return [...chosen].map((at) => sorted[at]!)
  }
}

interface Line {
  readonly series: Series
  /** Row of each point. */
  readonly rows: Uint32Array
}

/** A line for each parameter that has numbers. */
function linesOf(batch: ColumnBatch): Line[] {
  const lines: Line[] = []
  for (const [name, { type, values, validity }] of batch.columns) {
    if (name.startsWith('\0') || type.list !== undefined || type.scalar === 'timestamp') continue
    const doubles = asDoubles(values, type.scalar)
    if (doubles === null) continue
    const rows = Uint32Array.from({ length: batch.length }, (_, row) => row).filter(
      (row) => !Number.isNaN(doubles[row]!) && (validity === null || hasBit(validity, row)),
    )
    if (rows.length === 0) continue
    const changes = runChanges(batch, name)
    const starts = [0]
    for (let at = 1; at < rows.length; at++) if (changes(rows[at - 1]!, rows[at]!)) starts.push(at)
    const x = Float64Array.from(rows, (row) => batch.time[row]!)
    lines.push({ rows, series: { x, y: Float64Array.from(rows, (row) => doubles[row]!), starts } })
  }
  return lines
}
