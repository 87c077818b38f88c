/** Which time is asked about, and where in it the instrument was deployed. */

/** From `start` to `stop`, UTC microseconds. */
export interface Interval {
  readonly start: number
  readonly stop: number
}

export interface Deployment {
  readonly number: number
  readonly start: number
  /** Null: still deployed. */
  readonly stop: number | null
}

export interface NumberedInterval extends Interval {
  readonly number: number
}

/** The deployments that overlap the window, by start, each clipped to it. An open one ends with the window. */
export function deploymentsWithin(deployments: readonly Deployment[], window: Interval): NumberedInterval[] {
  return deployments
    .toSorted((a, b) => a.start - b.start || a.number - b.number)
    .map(({ number, start, stop }) => ({
      number,
      start: Math.max(start, window.start),
      stop: Math.min(stop ?? window.stop, window.stop),
    }))
    .filter(({ start, stop }) => start < stop)
}

/** From the first start to the last stop; the window itself when nothing was deployed in it. */
export function narrowed(window: Interval, deployed: readonly Interval[]): Interval {
  if (deployed.length === 0) return window
  return {
    start: Math.min(...deployed.map(({ start }) => start)),
    stop: Math.max(...deployed.map(({ stop }) => stop)),
  }
}

/** When anything was deployed: in order, apart from each other. Takes intervals by start. */
export function united(intervals: readonly Interval[]): Interval[] {
  const apart: { start: number; stop: number }[] = []
  for (const { start, stop } of intervals) {
    const last = apart.at(-1)
    if (last !== undefined && start <= last.stop) last.stop = Math.max(last.stop, stop)
    else apart.push({ start, stop })
  }
  return apart
}

/**
 * One deployment at a time: where several overlap, the one that began last. Takes deployments by start; what is drawn of
 * one that surrounds another is in two pieces.
 */
export function oneAtATime(deployed: readonly NumberedInterval[]): NumberedInterval[] {
  const edges = [...new Set(deployed.flatMap(({ start, stop }) => [start, stop]))].sort((a, b) => a - b)
  const pieces: { number: number; start: number; stop: number }[] = []
  for (const [index, start] of edges.entries()) {
    const stop = edges[index + 1]
    const latest = deployed.findLast((one) => one.start <= start && one.stop > start)
    if (stop === undefined || latest === undefined) continue
    const last = pieces.at(-1)
    if (last?.number === latest.number && last.stop === start) last.stop = stop
    else pieces.push({ number: latest.number, start, stop })
  }
  return pieces
}
