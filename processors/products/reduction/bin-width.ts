/**
 * Widths of bins, each a whole number of times the one before, so that bins merge without looking at their rows again:
 * 1 µs times five until 1/64 s, then doubled: …, 0.5 s, 1 s, 2 s, 4 s, … Bins begin at whole multiples since 1970.
 */

const leastBinarySecond = 15_625
const widest = 2 ** 52

/** The next width after this one. A width that is not of the list (one hour, say) is doubled. */
export function nextWidth(micros: number): number {
  return micros < leastBinarySecond && leastBinarySecond % micros === 0 ? micros * 5 : micros * 2
}

/** The least width of the list that is not below this. */
export function widthFrom(micros: number): number {
  let width = 1
  while (width < micros && width < widest) width = nextWidth(width)
  return width
}

/** Everything lies in one or two bins: there is no next width that helps. */
export const isWidest = (micros: number): boolean => micros >= widest

/** Start of the bin that holds a time. Exact, also before 1970: `%` of doubles never rounds. */
export function binStartOf(timeMicros: number, widthMicros: number): number {
  const rest = timeMicros % widthMicros
  return timeMicros - (rest < 0 ? rest + widthMicros : rest) + 0
}
