/** Rows gathered into fixed windows. */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import type { WindowAlgorithm, Windows } from '../algorithm.ts'
import type { Rows } from './evaluate.ts'
import { joinRuns, sliceRun } from './runs.ts'

type Window = WindowAlgorithm['window']

/** Whole windows of one deployment with the rows before and after them. */
export interface WindowedRows extends Rows {
  readonly windows: Windows
}

/** Start of the window that holds a time. */
export function windowStart({ lengthMicros, offsetMicros = 0 }: Window, micros: number): number {
  const rest = (micros - offsetMicros) % lengthMicros
  return micros - (rest < 0 ? rest + lengthMicros : rest)
}

/**
 * Whole windows as soon as rows after them and their look-ahead came, each batch with its look-back; windows that begin
 * before `from` are look-back only. Rows ascend in time, deployments may take turns.
 */
export async function* inWindows(
  source: AsyncIterable<Rows>,
  window: Window,
  from: number,
): AsyncGenerator<WindowedRows, void, void> {
  const open = new Map<number, ColumnBatch>()
  const done = new Map<number, number>()
  for await (const { deployment, batch } of source) {
    if (batch.length === 0) continue
    const held = open.get(deployment)
    open.set(deployment, held === undefined ? batch : joinRuns([held, batch]))
    const reached = windowStart(window, (batch.time[batch.length - 1] as number) - (window.lookAheadMicros ?? 0))
    for (const [number, rows] of open) {
      const closed = cut(number, rows, window, done.get(number) ?? from, reached)
      if (closed !== null) yield closed
      done.set(number, Math.max(from, reached))
      open.set(number, sliceRun(rows, firstAt(rows.time, reached - window.lookBackMicros), rows.length))
    }
  }
  for (const [number, rows] of open) {
    const last = rows.time[rows.length - 1]
    if (last === undefined) continue
    const end = windowStart(window, last) + window.lengthMicros
    const closed = cut(number, rows, window, done.get(number) ?? from, end)
    if (closed !== null) yield closed
  }
}

/** The windows that begin at `from` or later and end by `reached`; the rows before them are look-back. */
function cut(
  deployment: number,
  batch: ColumnBatch,
  window: Window,
  from: number,
  reached: number,
): WindowedRows | null {
  const starts: number[] = []
  const begins: number[] = []
  const ends: number[] = []
  for (let row = 0; row < batch.length; ) {
    const start = windowStart(window, batch.time[row] as number)
    let to = row + 1
    while (to < batch.length && (batch.time[to] as number) < start + window.lengthMicros) to++
    if (start >= from && start + window.lengthMicros <= reached) {
      starts.push(start)
      begins.push(row)
      ends.push(to)
    }
    row = to
  }
  if (starts.length === 0) return null
  const windows = {
    count: starts.length,
    start: Float64Array.from(starts),
    from: Int32Array.from(begins),
    to: Int32Array.from(ends),
  }
  return { deployment, batch, windows }
}

export function firstAt(time: Float64Array, micros: number): number {
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((time[middle] as number) < micros) low = middle + 1
    else high = middle
  }
  return low
}
