import { Reject } from '../failures.ts'
import type { TimeUnit } from './arrow-schema.ts'
import { hasBit } from './bitmap.ts'
import { asDoubles, integersOfDoubles, wordsOf } from './doubles.ts'

const microsPer = { day: 86_400_000_000, second: 1_000_000, millisecond: 1_000 } as const
const maxExact = 2 ** 53

/** Times of any unit as microseconds; nanoseconds are cut towards the past. Rejects what overflows. */
export function microsOf(
  values: BigInt64Array | Int32Array,
  unit: TimeUnit,
  validity: Uint8Array | null,
  column: string,
): BigInt64Array {
  if (unit === 'microsecond') return values as BigInt64Array
  if (unit === 'nanosecond') return thousandths(values as BigInt64Array)
  const micros = asDoubles(values, unit === 'day' ? 'int32' : 'int64')!
  for (let row = 0; row < micros.length; row++) {
    const time = micros[row]! * microsPer[unit]
    if (Math.abs(time) <= maxExact) micros[row] = time
    else if (validity !== null && !hasBit(validity, row)) micros[row] = 0
    else
      throw new Reject(
        'arrow-invalid',
        `column ${column}, row ${row}: a time of ${micros[row]} ${unit}s is out of range`,
      )
  }
  return integersOfDoubles(micros)
}

/** Floor division by 1000 of 64-bit integers, a word at a time: both partial dividends are exact in a double. */
function thousandths(values: BigInt64Array): BigInt64Array {
  const divided = new BigInt64Array(values.length)
  const from = wordsOf(values)
  const to = wordsOf(divided)
  for (let at = 0; at < values.length; at++) {
    const high = from[2 * at + 1]! | 0
    const quotient = Math.floor(high / 1000)
    to[2 * at + 1] = quotient
    to[2 * at] = Math.floor(((high - quotient * 1000) * 4294967296 + from[2 * at]!) / 1000)
  }
  return divided
}
