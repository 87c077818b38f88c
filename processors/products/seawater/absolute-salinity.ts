/** Absolute Salinity: the mass of dissolved salt, g/kg (IOC et al., 2010; McDougall et al., 2012). */
import { AtlasPosition } from './atlas.ts'
import { salinityUnit, standardSalinity } from './constants.ts'

/** River water of the Baltic carries salt of its own, g/kg (Feistel et al., 2010). */
const balticExcess = 0.087
const unit = salinityUnit
const balticUnit = (standardSalinity - balticExcess) / 35

/** Where the last row was: positions change seldom. It changes no result. */
const position = new AtlasPosition()

/** Absolute Salinity from Practical Salinity, sea pressure, dbar, and position; NaN south of 86° S. */
export function saFromSp(sp: number, p: number, longitude: number, latitude: number): number {
  if (!position.isAt(longitude, latitude)) position.moveTo(longitude, latitude)
  if (position.isBaltic) return balticUnit * sp + balticExcess
  return unit * sp * (1 + position.ratioAt(p))
}

/** Practical Salinity from Absolute Salinity, g/kg. */
export function spFromSa(sa: number, p: number, longitude: number, latitude: number): number {
  if (!position.isAt(longitude, latitude)) position.moveTo(longitude, latitude)
  if (position.isBaltic) return (sa - balticExcess) / balticUnit
  return sa / salinityUnit / (1 + position.ratioAt(p))
}

/** Reference Salinity, g/kg: Absolute Salinity had the water the composition of Standard Seawater. */
export function srFromSp(sp: number): number {
  return salinityUnit * sp
}
