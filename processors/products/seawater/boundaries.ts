/** Where waters of different composition meet. Longitudes are 0 to 360. */

/** Linear between the points, and beyond the last two. */
function lineAt(x: number, xs: readonly number[], ys: readonly number[]): number {
  let k = 0
  while (k < xs.length - 2 && xs[k + 1]! <= x) k++
  return ys[k]! + ((x - xs[k]!) / (xs[k + 1]! - xs[k]!)) * (ys[k + 1]! - ys[k]!)
}

/** The Baltic Sea, whose salt is partly of its rivers. */
export function isBaltic(longitude: number, latitude: number): boolean {
  return (
    longitude > 7 &&
    longitude < 45 &&
    latitude > 50 &&
    latitude < 69 &&
    lineAt(latitude, [50, 59, 69], [12.6, 7, 26]) <= longitude &&
    longitude <= lineAt(latitude, [50, 69], [45, 26])
  )
}

/** Around the isthmus of Panama. */
export function isNearIsthmus(longitude: number, latitude: number): boolean {
  return longitude >= 260 && longitude <= 291.999 && latitude >= 3.4 && latitude <= 19.55
}

const isthmusLongitudes = [260, 272.59, 276.5, 278.65, 280.73, 292]
const isthmusLatitudes = [19.55, 13.97, 9.6, 8.1, 9.33, 3.4]

/** On the Atlantic side of the isthmus. */
export function isNorthOfIsthmus(longitude: number, latitude: number): boolean {
  return lineAt(longitude, isthmusLongitudes, isthmusLatitudes) <= latitude
}
