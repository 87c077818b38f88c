/**
 * Conductivity that was computed with one pressure, as it is with another: the cell is compressed (OOI DPS 1341-10030).
 * @param pressureUsed dbar @param pressure dbar @param cpcor compression of the cell, dbar-1
 */
export function recompressed(
  conductivity: Float64Array,
  pressureUsed: Float64Array,
  pressure: Float64Array,
  cpcor = -9.57e-8,
): Float64Array {
  return conductivity.map(
    (one, i) => (one * (1 + cpcor * (pressureUsed[i] as number))) / (1 + cpcor * (pressure[i] as number)),
  )
}
