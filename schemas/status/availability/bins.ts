/** The bins of a stream: how many particles lie between which times. Typed arrays, since there are thousands. */

export interface Bins {
  readonly length: number
  /** Time of the first particle of each bin, ascending. UTC microseconds. */
  readonly first: Float64Array
  readonly last: Float64Array
  /** Particles; at least 1. */
  readonly count: Float64Array
}

/** The bins of several stream keys as one series, by first and last time. Bins without particles are left out. */
export function joinBins(parts: readonly Bins[]): Bins {
  const only = parts[0]
  if (parts.length === 1 && only !== undefined && isInOrder(only)) return only
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const joined = emptyBins(length)
  let at = 0
  for (const part of parts) {
    joined.first.set(part.first.subarray(0, part.length), at)
    joined.last.set(part.last.subarray(0, part.length), at)
    joined.count.set(part.count.subarray(0, part.length), at)
    at += part.length
  }
  return isInOrder(joined) ? joined : sorted(joined)
}

/** Those with last > lower and first < upper. */
export function binsWithin(bins: Bins, lower: number, upper: number): Bins {
  return chosen(bins, (index) => bins.last[index]! > lower && bins.first[index]! < upper)
}

export function particlesIn({ count, length }: Bins): number {
  let sum = 0
  for (let index = 0; index < length; index += 1) sum += count[index]!
  return sum
}

export function binsOf(
  rows: readonly { readonly first: number; readonly last: number; readonly count: number }[],
): Bins {
  return {
    length: rows.length,
    first: Float64Array.from(rows, (row) => row.first),
    last: Float64Array.from(rows, (row) => row.last),
    count: Float64Array.from(rows, (row) => row.count),
  }
}

/** First and last times, then counts, as little-endian float64: exact for whole numbers up to 2^53. */
export function packBins({ length, first, last, count }: Bins): Uint8Array {
  const values = new Float64Array(3 * length)
  for (const [at, column] of [first, last, count].entries()) values.set(column.subarray(0, length), at * length)
  return new Uint8Array(values.buffer)
}

/** Takes bytes at any alignment. */
export function unpackBins(data: Uint8Array): Bins {
  const values = new Float64Array(data.slice().buffer)
  const length = Math.floor(values.length / 3)
  return {
    length,
    first: values.subarray(0, length),
    last: values.subarray(length, 2 * length),
    count: values.subarray(2 * length, 3 * length),
  }
}

function emptyBins(length: number): Bins {
  return {
    length,
    first: new Float64Array(length),
    last: new Float64Array(length),
    count: new Float64Array(length),
  }
}

/** Below 0 where bin a comes before bin b. */
function order({ first, last, count }: Bins, a: number, b: number): number {
  return first[a]! - first[b]! || last[a]! - last[b]! || count[a]! - count[b]!
}

function isInOrder(bins: Bins): boolean {
  for (let index = 0; index < bins.length; index += 1) {
    if (bins.count[index]! < 1) return false
    if (index > 0 && order(bins, index - 1, index) > 0) return false
  }
  return true
}

function sorted(bins: Bins): Bins {
  const indices = Array.from({ length: bins.length }, (_, index) => index).sort((a, b) => order(bins, a, b))
  const ordered = emptyBins(bins.length)
  for (const [at, index] of indices.entries()) {
    ordered.first[at] = bins.first[index]!
    ordered.last[at] = bins.last[index]!
    ordered.count[at] = bins.count[index]!
  }
  return chosen(ordered, (index) => ordered.count[index]! >= 1)
}

/** Those that follow each other are no copy. */
function chosen(bins: Bins, isChosen: (index: number) => boolean): Bins {
  let [from, to, length] = [0, 0, 0]
  for (let index = 0; index < bins.length; index += 1) {
    if (!isChosen(index)) continue
    if (length === 0) from = index
    to = index + 1
    length += 1
  }
  if (length === bins.length) return bins
  const { first, last, count } = bins
  if (length === to - from) {
    return { length, first: first.subarray(from, to), last: last.subarray(from, to), count: count.subarray(from, to) }
  }
  const found = emptyBins(length)
  for (let index = from, at = 0; index < to; index += 1) {
    if (!isChosen(index)) continue
    found.first[at] = first[index]!
    found.last[at] = last[index]!
    found.count[at] = count[index]!
    at += 1
  }
  return found
}
