/** Times rest as 64-bit integers and are worked on as doubles: exact up to 2^53 microseconds. */
import type { Column } from '../../schemas/columns/column.ts'
import { doublesOfIntegers, integersOfDoubles } from '../../schemas/columns/doubles.ts'

/** UTC microseconds as a timestamp column without nulls. */
export function timesToColumn(micros: Float64Array): Column {
  const values = integersOfDoubles(micros)
  return { type: { scalar: 'timestamp' }, length: micros.length, values, validity: null, offsets: null }
}

/** The inverse of `timesToColumn`. Throws RangeError for a column that holds no 64-bit integers. */
export function columnToTimes(column: Column): Float64Array {
  if (column.values instanceof BigInt64Array) return doublesOfIntegers(column.values)
  throw new RangeError(`times are ${column.type.scalar}, not timestamp: the chunk is damaged`)
}
