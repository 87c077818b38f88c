/**
 * The Absolute Salinity anomaly ratio of the world ocean (McDougall et al., 2012): what the composition of seawater adds to
 * Reference Salinity. A grid of 4° × 4° × 45 pressures, linear in between.
 */
import { isKnown, levelsKnown, ratios } from './atlas-values.ts'
import { isBaltic, isNearIsthmus, isNorthOfIsthmus } from './boundaries.ts'

const longitudes = 91
const latitudes = 45
const spacing = 4
const firstLatitude = -86
// biome-ignore format: a table
const pressures = Float64Array.of(
  0, 10, 20, 30, 40, 50, 76, 101, 126, 151, 176, 202, 252, 303, 353, 404, 505, 606, 707, 808, 909, 1010, 1111, 1213, 1314,
  1416, 1517, 1771, 2025, 2279, 2534, 2789, 3045, 3300, 3556, 3812, 4069, 4325, 4583, 4840, 5098, 5355, 5614, 5872, 6131,
)
const levels = pressures.length

interface Atlas {
  /** Known levels of each point, latitude fastest. */
  readonly depth: Uint8Array
  /** NaN where unknown. Pressure fastest, then latitude. */
  readonly ratio: Float64Array
}

const noAtlas: Atlas = { depth: new Uint8Array(), ratio: new Float64Array() }
let decoded: Atlas | undefined

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** Decoded at first use: most processes never compute Absolute Salinity. */
function atlas(): Atlas {
  if (decoded !== undefined) return decoded
  const bits = bytesOf(isKnown)
  const packed = new DataView(bytesOf(ratios).buffer)
  const ratio = new Float64Array(longitudes * latitudes * levels).fill(Number.NaN)
  for (let index = 0, offset = 0; index < ratio.length; index++) {
    if ((bits[index >> 3]! & (1 << (index & 7))) === 0) continue
    ratio[index] = packed.getUint32(offset, true) * 2 ** -40
    offset += 4
  }
  decoded = { depth: bytesOf(levelsKnown), ratio }
  return decoded
}

/** Corner k of a cell lies `eastOf[k]` columns and `northOf[k]` rows from its first. */
const eastOf = [0, 1, 1, 0]
const northOf = [0, 0, 1, 1]

/** Longitude from 0 up to 360. */
function eastward(longitude: number): number {
  const rest = longitude >= -360 && longitude < 360 ? longitude : longitude % 360
  return rest < 0 ? rest + 360 : rest
}

/** A position in the atlas, moved along with the rows: the grid is read where position or level change. */
export class AtlasPosition {
  isBaltic = false
  #longitude = Number.NaN
  #latitude = Number.NaN
  /** Greatest pressure known around; NaN outside the atlas, -1 far from the ocean. */
  #deepest = Number.NaN
  #column = -1
  #row = -1
  #eastWeight = 0
  #northWeight = 0
  #atlas = noAtlas
  readonly #corners = new Int32Array(4)
  #isNearIsthmus = false
  /** Values do not pass from one ocean to the other across the isthmus of Panama. */
  readonly #isSameOcean = [true, true, true, true]
  /** The level above the last pressure asked for, and the ratio at it and the next; -1 before the first. */
  #level = -1
  #upper = 0
  #lower = 0

  isAt(longitude: number, latitude: number): boolean {
    return longitude === this.#longitude && latitude === this.#latitude
  }

  moveTo(longitude: number, latitude: number): void {
    this.#longitude = longitude
    this.#latitude = latitude
    const lon = eastward(longitude)
    this.isBaltic = isBaltic(lon, latitude)
    if (!(latitude >= firstLatitude && latitude <= 90 && lon <= 360)) {
      this.#deepest = Number.NaN
      this.#column = -1
      return
    }
    const column = Math.min(Math.floor(lon / spacing), longitudes - 2)
    const row = Math.min(Math.floor((latitude - firstLatitude) / spacing), latitudes - 2)
    if (column !== this.#column || row !== this.#row) this.#enterCell(column, row)
    const [west, south] = [column * spacing, firstLatitude + row * spacing]
    this.#eastWeight = (lon - west) / spacing
    this.#northWeight = (latitude - south) / spacing
    const nearIsthmus = isNearIsthmus(lon, latitude)
    if (nearIsthmus || this.#isNearIsthmus) {
      const isNorth = isNorthOfIsthmus(lon, latitude)
      for (let k = 0; k < 4; k++) {
        const isCornerNorth = isNorthOfIsthmus(west + eastOf[k]! * spacing, south + northOf[k]! * spacing)
        this.#isSameOcean[k] = !nearIsthmus || isCornerNorth === isNorth
      }
    }
    this.#isNearIsthmus = nearIsthmus
    this.#level = -1
  }

  #enterCell(column: number, row: number): void {
    this.#atlas = atlas()
    this.#column = column
    this.#row = row
    let deepest = 0
    for (let k = 0; k < 4; k++) {
      const point = row + northOf[k]! + (column + eastOf[k]!) * latitudes
      this.#corners[k] = point * levels
      deepest = Math.max(deepest, this.#atlas.depth[point]!)
    }
    this.#deepest = deepest === 0 ? -1 : pressures[deepest - 1]!
  }

  /** The Absolute Salinity anomaly ratio at a pressure, dbar; NaN outside the atlas (south of 86° S). */
  ratioAt(p: number): number {
    if (this.#deepest === -1) return Number.isNaN(p) ? Number.NaN : 0
    if (Number.isNaN(this.#deepest + p)) return Number.NaN
    const pressure = Math.min(p, this.#deepest)
    const k = levelAbove(pressure, Math.max(0, this.#level))
    if (k !== this.#level) {
      this.#level = k
      this.#upper = this.#interpolate(k)
      this.#lower = this.#interpolate(k + 1)
    }
    const share = (pressure - pressures[k]!) / (pressures[k + 1]! - pressures[k]!)
    return this.#upper + share * (this.#lower - this.#upper)
  }

  /** Between the four corners; the mean of the known ones stands for one that is unknown or of the other ocean. */
  #interpolate(level: number): number {
    const southWest = this.#corner(0, level)
    const southEast = this.#corner(1, level)
    const northEast = this.#corner(2, level)
    const northWest = this.#corner(3, level)
    const sum = southWest + southEast + northEast + northWest
    const mean = Number.isNaN(sum) ? meanOfKnown(southWest, southEast, northEast, northWest) : 0
    const south = blend(southWest, southEast, this.#eastWeight, mean)
    const north = blend(northWest, northEast, this.#eastWeight, mean)
    return south + this.#northWeight * (north - south)
  }

  #corner(k: number, level: number): number {
    return this.#isSameOcean[k] ? this.#atlas.ratio[this.#corners[k]! + level]! : Number.NaN
  }
}

/** The last level but one at most; near the one of the row before. */
function levelAbove(pressure: number, near: number): number {
  let k = near
  while (k > 0 && pressures[k]! > pressure) k--
  while (k < levels - 2 && pressures[k + 1]! <= pressure) k++
  return k
}

function blend(from: number, to: number, weight: number, mean: number): number {
  const start = Number.isNaN(from) ? mean : from
  return start + weight * ((Number.isNaN(to) ? mean : to) - start)
}

function meanOfKnown(...values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value) / known.length
}
