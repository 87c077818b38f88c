/** Comparisons of quotients of whole numbers, as if without rounding: what doubles cannot tell apart is cross-multiplied. */

/** `over` / `under`, both whole, `under` ≥ 1. */
export interface Ratio {
  readonly over: number
  readonly under: number
}

/** The whole part of a / b. Exact: the remainder of doubles never rounds. a ≥ 0, b ≥ 1. */
export const wholeQuotient = (a: number, b: number): number => (a - (a % b)) / b

/** The smallest whole number that is not below a / b. */
export const leastWhole = (a: number, b: number): number => wholeQuotient(a, b) + (a % b === 0 ? 0 : 1)

/** Says how `interval / count` compares with `ratio × span / total`: below 0 less, 0 equal, above 0 greater. */
export function separationComparer(span: number, total: number, ratio: Ratio) {
  const over = BigInt(ratio.over) * BigInt(span)
  const under = BigInt(ratio.under) * BigInt(total)
  const wholeBound = Number(over / under)
  // Rounding moves neither side by more than 2^-51 of itself: quotients further apart than this are told by doubles.
  const bound = Number(over) / Number(under)
  const [below, above] = [bound * (1 - 1e-14), bound * (1 + 1e-14)]
  return (interval: number, count: number): number => {
    const quotient = interval / count
    if (quotient < below) return -1
    if (quotient > above) return 1
    const whole = wholeQuotient(interval, count)
    if (whole !== wholeBound) return whole - wholeBound
    const difference = BigInt(interval) * under - over * BigInt(count)
    return difference === 0n ? 0 : difference < 0n ? -1 : 1
  }
}

/** A decimal number as a ratio: 1.5 is 15 / 10. Null for what is not a positive decimal of at most 15 digits. */
export function ratioOfDecimal(text: string): Ratio | null {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text) ?? []
  if (whole === undefined) return null
  const over = Number(whole + fraction)
  return over === 0 ? null : { over, under: 10 ** fraction.length }
}
