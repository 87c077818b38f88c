/** Rows of another stream, read once and held only as long as they are looked at. */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import type { Rows } from './evaluate.ts'
import { joinRuns, sliceRun } from './runs.ts'
import { firstAt } from './windows.ts'

/** About so many rows of the other stream are held at once. */
const heldRows = 131_072

export class HeldRows {
  private readonly rows: AsyncIterator<Rows>
  private held: ColumnBatch | null = null
  private isAtEnd = false

  constructor(rows: AsyncIterable<Rows>) {
    this.rows = rows[Symbol.asyncIterator]()
  }

  /** Rows from a time on, until one is at `to` or beyond it; null: there are none. What lies before is let go. */
  async between(from: number, to: number): Promise<ColumnBatch | null> {
    const pieces = this.held === null ? [] : [this.held]
    while (!this.isAtEnd && lastOf(pieces) < to) {
      const next = await this.rows.next()
      if (next.done === true) this.isAtEnd = true
      else if ((next.value.batch.time[next.value.batch.length - 1] ?? from) >= from) pieces.push(next.value.batch)
    }
    const joined = pieces.length === 0 ? null : joinRuns(pieces)
    this.held = joined === null ? null : sliceRun(joined, firstAt(joined.time, from), joined.length)
    return this.held === null || this.held.length === 0 ? null : this.held
  }

  async close(): Promise<void> {
    await this.rows.return?.()
  }
}

function lastOf(pieces: readonly ColumnBatch[]): number {
  const last = pieces[pieces.length - 1]
  return last?.time[last.length - 1] ?? Number.NEGATIVE_INFINITY
}

/**
 * Cuts ascending times where more of the other stream would have to be held: rows far apart are looked at a few at a
 * time. `intervalMicros`: between its rows; null: unknown, taken for a second.
 */
export function* stepsOf(time: Float64Array, intervalMicros: number | null): Generator<[from: number, to: number]> {
  const span = heldRows * Math.max(1, intervalMicros ?? 1_000_000)
  for (let from = 0; from < time.length; ) {
    const to = Math.max(from + 1, firstAt(time, (time[from] as number) + span))
    yield [from, to]
    from = to
  }
}
