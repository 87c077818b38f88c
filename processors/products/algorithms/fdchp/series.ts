/** Series of equal steps: means, trends, spikes, integrals, angles. */

export function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

export function meanProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number)
  return sum / a.length
}

/** Of the values that are there. */
export function median(values: Float64Array): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] as number
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Of the values that are there, by n − 1. */
export function deviation(values: Float64Array): number {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  const centre = sum / count
  let squares = 0
  for (const value of values) if (!Number.isNaN(value)) squares += (value - centre) ** 2
  return Math.sqrt(squares / (count - 1))
}

/** Without its straight line of least squares, in place. A missing value makes all missing. */
export function detrend(values: Float64Array): Float64Array {
  const centre = (values.length - 1) / 2
  const level = mean(values)
  let slope = 0
  for (let index = 0; index < values.length; index++) slope += (index - centre) * (values[index] as number)
  slope /= (values.length * (values.length ** 2 - 1)) / 12
  for (let index = 0; index < values.length; index++) {
    values[index] = (values[index] as number) - level - slope * (index - centre)
  }
  return values
}

const spikePasses = 3
const spikeDeviations = 4

/** Spikes and missing values become their nearest neighbour, the later of two alike; in place. */
export function despike(values: Float64Array): Float64Array {
  for (let pass = 0; pass < spikePasses; pass++) {
    const centre = median(values)
    const reach = spikeDeviations * deviation(values)
    const isGood = (index: number) => Math.abs((values[index] as number) - centre) <= reach
    let previous = -1
    for (let index = 0; index < values.length; index++) {
      if (isGood(index)) {
        previous = index
        continue
      }
      let next = index + 1
      while (next < values.length && !isGood(next)) next++
      for (let spike = index; spike < next; spike++) {
        const isLater = next < values.length && (previous < 0 || spike - previous >= next - spike)
        values[spike] = values[isLater ? next : previous] ?? Number.NaN
      }
      previous = next
      index = next
    }
  }
  return values
}

/** Running integral by trapezoids from 0. */
export function integral(values: Float64Array, rate: number): Float64Array {
  const result = new Float64Array(values.length)
  for (let index = 1; index < values.length; index++) {
    result[index] =
      (result[index - 1] as number) + ((values[index - 1] as number) + (values[index] as number)) / (2 * rate)
  }
  return result
}

/** Angles in radians without jumps of more than half a turn, in place. */
export function unwrap(angles: Float64Array): Float64Array {
  const turn = 2 * Math.PI
  let turns = 0
  for (let index = 1, before = angles[0] as number; index < angles.length; index++) {
    const angle = angles[index] as number
    if (Math.abs(angle - before) > Math.PI) turns -= Math.round((angle - before) / turn)
    before = angle
    angles[index] = angle + turns * turn
  }
  return angles
}
