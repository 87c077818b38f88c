/** Slopes of days: linear regressions over the days up to each. */
export const dayMicros = 86_400e6

/**
 * The slope of each row, per day; NaN where fewer days than needed have a value. Days are found by their times, so that a missing row and a row of NaN count alike. `time` ascends, one row a day.
 */
export function backwardSlopes(
  time: Float64Array,
  value: (row: number) => number,
  days: number,
  needed: number,
): Float64Array {
  const slopes = new Float64Array(time.length).fill(Number.NaN)
  const dayOf = (row: number) => Math.round((time[row] as number) / dayMicros)
  let from = 0
  for (let row = 0; row < time.length; row++) {
    const today = dayOf(row)
    while (today - dayOf(from) >= days) from++
    let count = 0
    let meanDay = 0
    for (let one = from; one <= row; one++) {
      if (Number.isNaN(value(one))) continue
      count++
      meanDay += dayOf(one) - today
    }
    if (count < Math.max(2, needed)) continue
    meanDay /= count
    let products = 0
    let squares = 0
    for (let one = from; one <= row; one++) {
      const y = value(one)
      if (Number.isNaN(y)) continue
      const offset = dayOf(one) - today - meanDay
      products += offset * y
      squares += offset * offset
    }
    slopes[row] = products / squares
  }
  return slopes
}
