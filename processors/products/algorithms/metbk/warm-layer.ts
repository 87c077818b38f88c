/**
 * The warm layer (Fairall et al. 1996, J. Geophys. Res. 101, 1295; after Price, Weller and Pinkel 1986): the sun's heat
 * and the wind's momentum since local midnight, mixed to a depth of critical Richardson number.
 */
import * as thermo from './air.ts'
import type { Exchange, SurfaceState } from './coare35.ts'

const richardson = 0.65
const deepest = 19
const secondsADay = 86_400
/** A day whose first record is later than 06:00 local has lost its start: the state is not known. */
const latestStart = 6 * 3600
/** Heating that starts the layer, W/m². */
const threshold = 50
/** Absorption of sunlight in three bands: share and depth, m (Paulson and Simpson 1981). */
const bands = [
  [0.28, 0.014],
  [0.27, 0.357],
  [0.45, 12.82],
] as const

export interface WarmLayer {
  /** Local day since 1970, and whether its start was seen. */
  day: number
  isKnown: boolean
  /** Local time of the last record, s. */
  at: number
  isWarming: boolean
  /** Share of sunlight that the layer absorbs. */
  absorbed: number
  /** Gathered since midnight: heat, J/m², and momentum, N s/m². */
  heat: number
  momentum: number
  /** Warming at the surface, K, and depth of the layer, m. */
  warming: number
  depth: number
  /** Of the last record: stress, N/m²; heat that leaves as turbulence and rain, W/m²; cooling of the skin, K. */
  stress: number
  heatOut: number
  skinCooling: number
}

export function noWarmLayer(): WarmLayer {
  const empty = { heat: 0, momentum: 0, warming: 0, depth: deepest, stress: 0, heatOut: 0, skinCooling: 0 }
  return { day: Number.NEGATIVE_INFINITY, isKnown: false, at: 0, isWarming: false, absorbed: 0.5, ...empty }
}

/** Goes on to a record at the local time `at`, s; its `sea` is yet without warm layer. */
export function advance(layer: WarmLayer, at: number, state: SurfaceState): void {
  const day = Math.floor(at / secondsADay)
  if (day > layer.day) Object.assign(layer, noWarmLayer(), { day, isKnown: at - day * secondsADay <= latestStart })
  else if (layer.isKnown) gather(layer, at - layer.at, state)
  layer.at = at
}

function gather(layer: WarmLayer, seconds: number, { sea, shortwave, longwave, latitude }: SurfaceState): void {
  const sun = thermo.netShortwaveDown(shortwave)
  const out = thermo.netLongwaveUp(sea - layer.skinCooling, longwave) + layer.heatOut
  const heating = layer.absorbed * sun - out
  if (!(layer.isWarming || heating >= threshold)) return
  layer.isWarming = true
  layer.momentum += Math.max(0.002, layer.stress) * seconds
  const lift = thermo.thermalExpansion(sea) * thermo.gravity(latitude)
  if (layer.heat + heating * seconds > 0) {
    const reach = Math.sqrt((2 * richardson * thermo.heatCapacityOfSea) / (lift * thermo.densityOfSea))
    for (let pass = 0; pass < 5; pass++) {
      layer.absorbed = absorption(layer.depth)
      const heat = layer.heat + (layer.absorbed * sun - out) * seconds
      if (heat > 0) layer.depth = Math.min(deepest, (reach * layer.momentum) / Math.sqrt(heat))
    }
  } else {
    layer.absorbed = 0.75
    layer.depth = deepest
  }
  layer.heat += (layer.absorbed * sun - out) * seconds
  const rise = Math.sqrt((2 * lift) / (richardson * thermo.densityOfSea)) / thermo.heatCapacityOfSea ** 1.5
  layer.warming = layer.heat > 0 ? (rise * layer.heat ** 1.5) / layer.momentum : 0
}

function absorption(depth: number): number {
  let passed = 0
  for (const [share, scale] of bands) passed += share * scale * (1 - Math.exp(-depth / scale))
  return 1 - passed / depth
}

/** Warming between a thermometer at this depth, m, and the surface. */
export function warmingAbove({ warming, depth }: WarmLayer, thermometer: number): number {
  return depth < thermometer ? warming : (warming * thermometer) / depth
}

/** Keeps what the next record needs of this one. `rain` in mm/h. */
export function remember(layer: WarmLayer, state: SurfaceState, exchange: Exchange, rain: number): void {
  const { frictionVelocity, density } = exchange
  const sensible = -density * thermo.heatCapacityOfAir * frictionVelocity * exchange.temperatureScale
  const latent = -density * exchange.latentHeat * frictionVelocity * exchange.humidityScale
  const rainHeat = thermo.rainHeatFlux(rain, state.sea, state.air, state.relativeHumidity, state.pressure)
  layer.stress = (density * frictionVelocity ** 2 * state.wind) / exchange.gustyWind
  layer.heatOut = sensible + latent + rainHeat
  layer.skinCooling = exchange.skinCooling
}
