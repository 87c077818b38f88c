/** Numbers as JavaScript writes them, faster where instruments' numbers lie: at most six decimals. */

const most = 1e9
const three = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))
/** `three` without zeros at the end. */
const threeShort = three.map((digits) => digits.replace(/0+$/, ''))

/**
 * `String(value)` of a finite number. If millionths divide back to the value exactly, they are its decimals: of at most
 * 15 digits, so that no shorter text means the same double.
 */
export function numberText(value: number): string {
  if (!(value > -most && value < most)) return String(value)
  const isNegative = value < 0
  const size = isNegative ? -value : value
  const millionths = Math.round(size * 1e6)
  if (millionths / 1e6 !== size) return String(value)
  const whole = Math.floor(millionths / 1e6)
  const fraction = millionths - whole * 1e6
  const sign = isNegative ? '-' : ''
  if (fraction === 0) return `${sign}${whole}`
  const thousandths = Math.floor(fraction / 1000)
  const rest = fraction - thousandths * 1000
  return rest === 0
    ? `${sign}${whole}.${threeShort[thousandths]}`
    : `${sign}${whole}.${three[thousandths]}${threeShort[rest]}`
}
