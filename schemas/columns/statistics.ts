import { countSet, hasBit } from './bitmap.ts'
import type { Column, ColumnStatistics } from './column.ts'
import { asDoubles } from './doubles.ts'

/**
 * Nulls and NaN have no part in the numbers; booleans count as 0 and 1, timestamps as microseconds, 64-bit integers as
 * their nearest doubles. Strings and lists have counts only. A mean that is no number (infinities of both signs) is null.
 */
export function statisticsOf(column: Column): ColumnStatistics {
  const { length: count, validity } = column
  const nulls = validity === null ? 0 : count - countSet(validity, count)
  const doubles = column.type.list === undefined ? asDoubles(column.values, column.type.scalar) : null
  return { count, nulls, ...(doubles === null ? nothing : summarise(doubles, validity, count)) }
}

type Numbers = Omit<ColumnStatistics, 'count' | 'nulls'>
const nothing: Numbers = { numbers: 0, min: null, max: null, mean: null, first: null, last: null }

function summarise(doubles: Float64Array, validity: Uint8Array | null, count: number): Numbers {
  let row = 0
  while (row < count && !isNumber(doubles, validity, row)) row++
  if (row === count) return nothing
  const first = doubles[row]!
  let min = first
  let max = first
  let last = first
  let numbers = 0
  // Summing distances from the first value keeps the digits of large, close values such as times.
  let distances = 0
  for (; row < count; row++) {
    if (validity !== null && !hasBit(validity, row)) continue
    const value = doubles[row]!
    if (value < min) min = value
    else if (value > max) max = value
    else if (Number.isNaN(value)) continue
    numbers++
    distances += value - first
    last = value
  }
  const mean = first + distances / numbers
  const bounded = Number.isFinite(mean) ? Math.min(max, Math.max(min, mean)) : plainMean(doubles, validity, numbers)
  return { numbers, min, max, mean: Number.isNaN(bounded) ? null : bounded, first, last }
}

/** For values whose distances overflow, and for infinities. */
function plainMean(doubles: Float64Array, validity: Uint8Array | null, numbers: number): number {
  let mean = 0
  for (let row = 0; row < doubles.length; row++) {
    if (isNumber(doubles, validity, row)) mean += doubles[row]! / numbers
  }
  return mean
}

function isNumber(doubles: Float64Array, validity: Uint8Array | null, row: number): boolean {
  return (validity === null || hasBit(validity, row)) && !Number.isNaN(doubles[row])
}
