/**
 * Largest triangle three buckets: the points that keep a line's shape for the eye. Sveinn Steinarsson, Downsampling
 * Time Series for Visual Representation (University of Iceland, 2013), §4.2.
 */

/** Indexes of `count` points, the first and the last among them; all when there are no more. */
export function largestTriangles(x: Float64Array, y: Float64Array, count: number): Uint32Array {
  const length = x.length
  if (count >= length) return Uint32Array.from({ length }, (_, at) => at)
  if (count < 3) return Uint32Array.from([0, length - 1].slice(0, count))
  const chosen = new Uint32Array(count)
  const every = (length - 2) / (count - 2)
  let at = 0
  for (let bucket = 0; bucket < count - 2; bucket++) {
    const from = Math.floor(bucket * every) + 1
    const to = Math.floor((bucket + 1) * every) + 1
    const next = Math.min(Math.floor((bucket + 2) * every) + 1, length)
    let [sumX, sumY] = [0, 0]
    // From the last point chosen: times are so large that their plain sums would lose digits.
    for (let point = to; point < next; point++) {
      sumX += x[point]! - x[at]!
      sumY += y[point]! - y[at]!
    }
    const [meanX, meanY] = [sumX / (next - to), sumY / (next - to)]
    let largest = -1
    let best = from
    for (let point = from; point < to; point++) {
      const area = Math.abs(meanX * (y[point]! - y[at]!) - (x[point]! - x[at]!) * meanY)
      if (area > largest) {
        largest = area
        best = point
      }
    }
    chosen[bucket + 1] = best
    at = best
  }
  chosen[count - 1] = length - 1
  return chosen
}

/** Points of one series in ascending time, with the starts of its runs: `starts[0]` is 0. */
export interface Series {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly starts: readonly number[]
}

/**
 * Indexes of at most `count` points: no triangle reaches from one run into another. Each run gets its share by its
 * points, and at least two; where the runs are too many for that, those nearest to each other count as one.
 */
export function triangledRuns({ x, y, starts: all }: Series, count: number): Uint32Array {
  const starts = fewEnough(x, all, Math.max(1, Math.floor(count / 2)))
  const chosen: number[] = []
  let [points, left] = [x.length, count]
  for (let run = 0; run < starts.length; run++) {
    const [from, to] = [starts[run]!, starts[run + 1] ?? x.length]
    const length = to - from
    // What later runs need at least is kept for them.
    const most = left - 2 * (starts.length - run - 1)
    const share = Math.min(most, length, Math.max(2, Math.floor((left * length) / points)))
    for (const at of largestTriangles(x.subarray(from, to), y.subarray(from, to), share)) chosen.push(from + at)
    points -= length
    left -= share
  }
  return Uint32Array.from(chosen)
}

/** The starts after the longest breaks, the first one always. */
function fewEnough(x: Float64Array, starts: readonly number[], most: number): readonly number[] {
  if (starts.length <= most) return starts
  const byBreak = starts.slice(1).sort((a, b) => x[b]! - x[b - 1]! - (x[a]! - x[a - 1]!) || a - b)
  return [0, ...byBreak.slice(0, most - 1).sort((a, b) => a - b)]
}
