/** `minmax` and `lttb`: real rows with their own times, those that hold the extremes or keep the shape. */

import { takeRun } from '../engine/runs.ts'
import { Binned } from './binned.ts'
import type { TimeRange } from './chunk-facts.ts'
import { ExtremePieces } from './extremes.ts'
import { covered } from './pieces.ts'
import type { ReducedRows, Reducer, ReductionSummary } from './reducer.ts'
import { type DeploymentRows, KeptRows } from './rows.ts'
import { type RunNumbers, withoutRuns } from './run-numbers.ts'
import type { Track } from './track.ts'

export interface ExtremeOptions {
  readonly limit: number | null
  readonly intervalMicros: number | null
  readonly gapMicros: number
  /** Asked for; default: all time. */
  readonly range?: TimeRange
}

export interface Chosen {
  readonly number: number
  readonly deployment: number
  readonly coverage: number
}

/** Rows kept beyond those that live: so many may lie idle before they are forgotten. */
const idleRows = 8192
export abstract class KeptReducer implements Reducer {
  protected readonly kept = new KeptRows()
  protected readonly binned: Binned<ExtremePieces>
  private coveredMicros = 0

  constructor(options: ExtremeOptions, runs: RunNumbers | null) {
    const { kept } = this
    this.binned = new Binned<ExtremePieces>({
      limit: options.limit,
      intervalMicros: options.intervalMicros,
      leastGapMicros: options.gapMicros,
      ...(options.range === undefined ? {} : { range: options.range }),
      pieces: () => new ExtremePieces(kept),
      rowsOf: (pieces) => pieces.rows(),
      begin: (batch, deployment) => kept.begin(runs === null ? batch : runs.begin(batch, deployment)),
      ...(runs === null
        ? {}
        : { stretch: (from, to) => runs.stretch(from, to), gap: (from, to) => runs.gap(from, to) }),
    })
  }

  add(rows: DeploymentRows): ReducedRows[] {
    this.binned.add(rows)
    const ready = this.ready()
    this.forget()
    return ready
  }

  protected ready(): ReducedRows[] {
    return []
  }

  abstract finish(): ReducedRows[]

  summary(): ReductionSummary {
    const { widthMicros, bridgedMicros } = this.binned
    const binMicros = widthMicros === 0 ? null : widthMicros
    return { binMicros, bridgedMicros, everyNth: null, coveredMicros: this.coveredMicros, omitted: [] }
  }

  /** The rows of pieces `0` to `count` of each deployment. */
  protected chosen(countOf: (track: Track<ExtremePieces>) => number, lanes?: number): Chosen[] {
    const chosen: Chosen[] = []
    for (const track of this.binned.tracks.values()) {
      const { deployment, pieces } = track
      const count = countOf(track)
      for (let piece = 0; piece < count; piece++) {
        const coverage = this.binned.coverage(pieces, piece)
        this.coveredMicros += pieces.at(piece, covered)
        for (const number of pieces.rowsOf(piece, lanes)) chosen.push({ number, deployment, coverage })
      }
    }
    return chosen
  }

  /** In order of time, then deployment; a run for each change of deployment. */
  protected given(chosen: readonly Chosen[]): ReducedRows[] {
    const all = this.kept.all()
    const sorted = [...chosen].sort(
      (a, b) =>
        all.time[a.number]! - all.time[b.number]! ||
        a.deployment - b.deployment ||
        this.kept.placeOf(a.number) - this.kept.placeOf(b.number),
    )
    const runs: ReducedRows[] = []
    for (let from = 0; from < sorted.length; ) {
      const { deployment } = sorted[from]!
      let to = from + 1
      while (to < sorted.length && sorted[to]!.deployment === deployment) to++
      const run = sorted.slice(from, to)
      const batch = withoutRuns(
        takeRun(
          all,
          Uint32Array.from(run, ({ number }) => number),
        ),
      )
      runs.push({ deployment, batch, coverage: Float64Array.from(run, ({ coverage }) => coverage) })
      from = to
    }
    return runs
  }

  private forget(): void {
    const tracks = [...this.binned.tracks.values()]
    const live = tracks.reduce((sum, { pieces }) => sum + pieces.rows(), 0)
    if (this.kept.length <= 2 * live + idleRows) return
    const numbers = Uint32Array.from(
      tracks.flatMap(({ pieces }) => Array.from({ length: pieces.length }, (_, piece) => pieces.rowsOf(piece)).flat()),
    ).sort()
    this.kept.retain(numbers)
    const now = new Map(Array.from(numbers, (number, at) => [number, at] as const))
    for (const { pieces } of tracks) pieces.renumber(now)
  }
}

export class ExtremeReducer extends KeptReducer {
  constructor(private readonly options: ExtremeOptions) {
    super(options, null)
  }

  /** Without a limit, bins that have passed are given at once. */
  protected override ready(): ReducedRows[] {
    if (this.options.limit !== null) return []
    const counts = new Map([...this.binned.tracks.values()].map((track) => [track, this.binned.passed(track)]))
    const rows = this.given(this.chosen((track) => counts.get(track) ?? 0))
    for (const [{ pieces }, count] of counts) pieces.drop(count)
    return rows
  }

  finish(): ReducedRows[] {
    this.binned.finish()
    const all = ({ pieces }: Track<ExtremePieces>) => pieces.length
    const { limit } = this.options
    const chosen = this.chosen(all)
    if (limit === null || chosen.length <= limit) return this.given(chosen)
    // One bin is left, and it has more parameters than rows may be given: the first parameters are heard.
    for (let lanes = Math.ceil(limit / 2); lanes > 0; lanes--) {
      const fewer = this.chosen(all, lanes)
      if (fewer.length <= limit) return this.given(fewer)
    }
    return this.given(chosen.slice(0, limit))
  }
}
