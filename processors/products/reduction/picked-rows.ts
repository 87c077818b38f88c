/** `nth` and `full`: rows as they come, one of so many, or the first ones. */

import { takeRun } from '../engine/runs.ts'
import type { ReducedRows, Reducer, ReductionSummary } from './reducer.ts'
import { type DeploymentRows, KeptRows } from './rows.ts'

const nothing: ReductionSummary = {
  binMicros: null,
  bridgedMicros: 0,
  everyNth: null,
  coveredMicros: null,
  omitted: [],
}

/** All rows, or the first `limit` of them. */
export class FirstRows implements Reducer {
  private left: number

  constructor(limit: number | null) {
    this.left = limit ?? Number.POSITIVE_INFINITY
  }

  add({ deployment, batch }: DeploymentRows): ReducedRows[] {
    const count = Math.min(this.left, batch.length)
    this.left -= count
    if (count === 0) return []
    const taken =
      count === batch.length
        ? batch
        : takeRun(
            batch,
            Uint32Array.from({ length: count }, (_, row) => row),
          )
    return [{ deployment, batch: taken, coverage: null }]
  }

  finish(): ReducedRows[] {
    return []
  }

  summary(): ReductionSummary {
    return nothing
  }
}

/** One row of so many, the first among them. Without the number of rows, the step doubles whenever there are too many. */
export class EveryNth implements Reducer {
  private step: number
  private rows = 0
  private readonly kept = new KeptRows()
  private chosen: { number: number; index: number; deployment: number }[] = []

  constructor(
    private readonly limit: number,
    rows: number | null,
  ) {
    this.step = rows === null ? 1 : Math.max(1, Math.ceil(rows / limit))
  }

  add({ deployment, batch }: DeploymentRows): ReducedRows[] {
    this.kept.begin(batch)
    for (let row = 0; row < batch.length; row++, this.rows++) {
      if (this.rows % this.step !== 0) continue
      this.chosen.push({ number: this.kept.keep(row), index: this.rows, deployment })
      if (this.chosen.length > this.limit) this.thin()
    }
    return []
  }

  private thin(): void {
    this.step *= 2
    this.chosen = this.chosen.filter(({ index }) => index % this.step === 0)
    this.kept.retain(Uint32Array.from(this.chosen, ({ number }) => number))
    this.chosen = this.chosen.map((one, number) => ({ ...one, number }))
  }

  finish(): ReducedRows[] {
    const all = this.kept.all()
    const runs: ReducedRows[] = []
    for (let from = 0; from < this.chosen.length; ) {
      const { deployment } = this.chosen[from]!
      let to = from + 1
      while (to < this.chosen.length && this.chosen[to]!.deployment === deployment) to++
      const numbers = Uint32Array.from(this.chosen.slice(from, to), ({ number }) => number)
      runs.push({ deployment, batch: takeRun(all, numbers), coverage: null })
      from = to
    }
    return runs
  }

  summary(): ReductionSummary {
    return { ...nothing, everyNth: this.step }
  }
}
