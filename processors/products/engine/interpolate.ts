/** Values of a supporting stream at the times of the primary one. */

export interface Series {
  /** UTC microseconds, ascending. */
  readonly time: Float64Array
  readonly values: Float64Array
}

export interface InterpolationRule {
  /** Farther than this from the nearest value that is known, nothing is known. Microseconds. */
  readonly maxGapMicros: number
  /** Degrees: the short way round. */
  readonly isAngle: boolean
}

export interface Interpolated {
  readonly values: Float64Array
  /** Time between each row and the nearest value it was made of, microseconds; the largest. */
  readonly maxDistanceMicros: number
}

/**
 * Linear between the neighbours that are numbers, if they lie no farther apart than the gap; a row beside a gap or
 * beyond the ends takes its nearest value within half the gap. Angles go the short way round, in 0 ≤ a < 360.
 */
export function interpolate(series: Series, at: Float64Array, rule: InterpolationRule): Interpolated {
  const { time, values } = known(series)
  const out = new Float64Array(at.length).fill(Number.NaN)
  let maxDistanceMicros = 0
  let next = 0
  for (let row = 0; row < at.length; row++) {
    const t = at[row] as number
    if (row > 0 && t < (at[row - 1] as number)) next = 0
    while (next < time.length && (time[next] as number) < t) next++
    const found = between(time, values, next, t, rule)
    out[row] = found.value
    if (found.distance > maxDistanceMicros) maxDistanceMicros = found.distance
  }
  return { values: out, maxDistanceMicros }
}

const nothing = { value: Number.NaN, distance: 0 }

function between(time: Float64Array, values: Float64Array, next: number, t: number, rule: InterpolationRule) {
  const after = next < time.length ? (time[next] as number) - t : Number.POSITIVE_INFINITY
  if (after === 0) return { value: values[next] as number, distance: 0 }
  const before = next > 0 ? t - (time[next - 1] as number) : Number.POSITIVE_INFINITY
  const distance = Math.min(before, after)
  if (before + after <= rule.maxGapMicros) {
    const share = before / (before + after)
    const [a, b] = [values[next - 1] as number, values[next] as number]
    return { value: rule.isAngle ? turn(a, b, share) : a + (b - a) * share, distance }
  }
  if (distance > rule.maxGapMicros / 2) return nothing
  return { value: values[before <= after ? next - 1 : next] as number, distance }
}

function turn(a: number, b: number, share: number): number {
  const way = ((((b - a) % 360) + 540) % 360) - 180
  return (((a + way * share) % 360) + 360) % 360
}

/** The series without NaN. */
function known(series: Series): Series {
  let kept = 0
  for (const value of series.values) if (!Number.isNaN(value)) kept++
  if (kept === series.values.length) return series
  const time = new Float64Array(kept)
  const values = new Float64Array(kept)
  let at = 0
  for (let row = 0; row < series.values.length; row++) {
    const value = series.values[row] as number
    if (Number.isNaN(value)) continue
    time[at] = series.time[row] as number
    values[at++] = value
  }
  return { time, values }
}
