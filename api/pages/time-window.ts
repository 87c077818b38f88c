/** A window of time, and where its ticks are. Milliseconds since 1970, UTC. */

export interface TimeWindow {
  readonly start: number
  readonly stop: number
}

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000] as const
/** Spans are told in whole seconds. */
export const shortestMs = 60 * second

/** Longer or shorter by `factor`, around the time that stays in its place, and kept within `whole`. */
export function zoomed({ start, stop }: TimeWindow, factor: number, around: number, whole: TimeWindow): TimeWindow {
  const length = Math.min(Math.max((stop - start) * factor, shortestMs), Math.max(whole.stop - whole.start, shortestMs))
  const share = (around - start) / (stop - start)
  return within({ start: around - share * length, stop: around + (1 - share) * length }, whole)
}

/** Later by `share` of its length, earlier when negative; kept within `whole`. */
export const panned = ({ start, stop }: TimeWindow, share: number, whole: TimeWindow): TimeWindow =>
  within({ start: start + share * (stop - start), stop: stop + share * (stop - start) }, whole)

/** Shifted, and only then cut. Whole seconds. */
export function within({ start, stop }: TimeWindow, whole: TimeWindow): TimeWindow {
  const shift = Math.max(0, whole.start - start) - Math.max(0, stop - whole.stop)
  const from = Math.max(whole.start, start + shift)
  const to = Math.min(Math.max(whole.stop, from + shortestMs), Math.max(stop + shift, from + shortestMs))
  return { start: Math.floor(from / second) * second, stop: Math.ceil(to / second) * second }
}

const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14].map((count) => count * day),
]
const months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200]

export interface Tick {
  readonly at: number
  readonly label: string
}

/** At most so many, at round times; where a day begins the date is told, in place of the time. */
export function ticksOf({ start, stop }: TimeWindow, most: number): Tick[] {
  const length = stop - start
  const step = steps.find((one) => length / one <= most)
  if (step !== undefined) {
    // Weeks begin on Mondays: 1970 began on a Thursday.
    const anchor = step % (7 * day) === 0 ? 4 * day : 0
    const ticks: Tick[] = []
    for (let at = Math.ceil((start - anchor) / step) * step + anchor; at <= stop; at += step) {
      ticks.push({ at, label: labelOf(at, step) })
    }
    return ticks
  }
  const count = months.find((one) => length / (one * 30.4 * day) <= most) ?? 1200
  const ticks: Tick[] = []
  const first = new Date(start)
  let month = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / count) * count
  for (; ; month += count) {
    const at = Date.UTC(Math.floor(month / 12), month % 12)
    if (at > stop) return ticks
    if (at < start) continue
    const iso = new Date(at).toISOString()
    ticks.push({ at, label: month % 12 === 0 ? iso.slice(0, 4) : iso.slice(0, 7) })
  }
}

function labelOf(at: number, step: number): string {
  const iso = new Date(at).toISOString()
  if (at % day === 0) return iso.slice(0, 10)
  return step < minute ? iso.slice(11, 19) : iso.slice(11, 16)
}
