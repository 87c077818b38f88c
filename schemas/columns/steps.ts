/** Times between rows that follow each other: what tells whether a gap is among them. */

export interface Steps {
  /** Lower median of those above zero, microseconds; null: there are none. */
  readonly typical_step: number | null
  readonly longest_step: number | null
}

export const noSteps: Steps = { typical_step: null, longest_step: null }

/** Rows of one time say nothing of the rate. `time` ascends. */
export function stepsOf(time: Float64Array): Steps {
  const steps = new Float64Array(Math.max(0, time.length - 1))
  let count = 0
  let longest = 0
  for (let row = 1; row < time.length; row++) {
    const step = time[row]! - time[row - 1]!
    if (step <= 0) continue
    steps[count++] = step
    if (step > longest) longest = step
  }
  return count === 0 ? noSteps : { typical_step: medianOf(steps.subarray(0, count)), longest_step: longest }
}

/** The lower median. Reorders the values: quickselect by Hoare. */
export function medianOf(values: Float64Array): number {
  // Clocks mostly keep time, and equal values are the slowest to select from.
  let same = 1
  while (same < values.length && values[same] === values[0]) same++
  if (same >= values.length) return values[0]!
  const target = (values.length - 1) >> 1
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = values[(low + high) >> 1]!
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! < pivot) left++
      while (values[right]! > pivot) right--
      if (left > right) break
      const held = values[left]!
      values[left++] = values[right]!
      values[right--] = held
    }
    if (target <= right) high = right
    else if (target >= left) low = left
    else break
  }
  return values[target]!
}
