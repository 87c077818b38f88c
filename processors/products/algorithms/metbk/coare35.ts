/**
 * COARE 3.5 (Edson et al. 2013, J. Phys. Oceanogr. 43, 1589; Fairall et al. 1996, 2003): turbulent exchange between
 * air and sea from mean values, with the cool skin. In the form of OOI DPS 1341-00370.
 */
import * as thermo from './air.ts'
import { coolSkin, startSkin } from './cool-skin.ts'
import { charnock, psiScalar, psiWind, scalarRoughness, vonKarman, windRoughness } from './profiles.ts'

const gustiness = 1.2
const iterations = 6

/** Mean values at one time: degrees Celsius, m/s, percent, mbar, W/m², m, degrees. */
export interface SurfaceState {
  /** Temperature of the water under the skin. */
  sea: number
  wind: number
  windHeight: number
  air: number
  airHeight: number
  relativeHumidity: number
  humidityHeight: number
  pressure: number
  shortwave: number
  longwave: number
  latitude: number
  /** Height of the inversion over the boundary layer. */
  inversion: number
  hasCoolSkin: boolean
}

export interface Exchange {
  /** m/s, K, kg/kg */
  frictionVelocity: number
  temperatureScale: number
  humidityScale: number
  /** Wind with gusts, m/s. */
  gustyWind: number
  /** Obukhov length, m. */
  obukhov: number
  /** Of the air, kg/m³ and kg/kg. */
  density: number
  humidity: number
  /** Of the water at its surface, J/kg and kg/kg. */
  latentHeat: number
  seaHumidity: number
  /** The skin against the water below: cooler, K; drier, kg/kg; its thickness, m. All without cool skin: 0. */
  skinCooling: number
  skinDrying: number
  skinThickness: number
}

/** For `coare35` to write into. */
export function noExchange(): Exchange {
  return {
    frictionVelocity: 0,
    temperatureScale: 0,
    humidityScale: 0,
    gustyWind: 0,
    obukhov: 0,
    density: 0,
    humidity: 0,
    latentHeat: 0,
    seaHumidity: 0,
    skinCooling: 0,
    skinDrying: 0,
    skinThickness: 0,
  }
}

/** Writes into `out`. */
export function coare35(state: SurfaceState, out: Exchange): void {
  const { sea, air, wind, windHeight, pressure, inversion } = state
  const humidity = thermo.specificHumidity(air, pressure, state.relativeHumidity)
  const gravity = thermo.gravity(state.latitude)
  const viscosity = thermo.airViscosity(air)
  const kelvin = air + thermo.kelvin
  const virtual = kelvin * (1 + 0.61 * humidity)
  const step = sea - air - (gravity / thermo.heatCapacityOfAir) * state.airHeight
  out.humidity = humidity
  out.density = thermo.airDensity(air, pressure, humidity)
  out.latentHeat = thermo.latentHeat(sea)
  out.seaHumidity = thermo.surfaceHumidity(sea, pressure)
  startSkin(state, out)

  out.gustyWind = Math.sqrt(wind ** 2 + 0.5 ** 2)
  const wind10m = (out.gustyWind * Math.log(10 / 1e-4)) / Math.log(windHeight / 1e-4)
  const z = windRoughness(0.011, 0.035 * wind10m, gravity, viscosity)
  const zScalar = 10 / Math.exp(vonKarman ** 2 / Math.log(10 / z) / 0.00115)
  const zeta = firstStability(state, out, gravity, step, z, zScalar)
  out.obukhov = windHeight / zeta
  scale(state, out, step, z, zScalar)

  let alpha = charnock(wind10m)
  // Very stable air, its Obukhov length far below the anemometer, does not converge: the first pass stands.
  const passes = zeta > 50 ? 1 : iterations
  for (let pass = 0; pass < passes; pass++) {
    const buoyancy = out.temperatureScale * (1 + 0.61 * humidity) + 0.61 * kelvin * out.humidityScale
    out.obukhov =
      (virtual * out.frictionVelocity ** 2) /
      (gravity * vonKarman * (Math.abs(buoyancy) < 1e-3 ? Math.abs(buoyancy) : buoyancy))
    const zWind = windRoughness(alpha, out.frictionVelocity, gravity, viscosity)
    scale(state, out, step, zWind, scalarRoughness(zWind, out.frictionVelocity, viscosity))
    coolSkin(state, out, gravity)
    const flux =
      (-gravity / virtual) * out.frictionVelocity * (out.temperatureScale + 0.61 * kelvin * out.humidityScale)
    const gust = flux > 0 ? Math.max(0.2, gustiness * (flux * inversion) ** 0.333) : 0.2
    out.gustyWind = Math.sqrt(wind ** 2 + gust ** 2)
    alpha = charnock((out.frictionVelocity / vonKarman / out.gustyWind) * wind * Math.log(10 / zWind))
  }
}

/** Height over Obukhov length at the anemometer, first guess by the bulk Richardson number. */
function firstStability(
  { air, windHeight, airHeight, inversion }: SurfaceState,
  { seaHumidity, humidity, skinCooling, gustyWind }: Exchange,
  gravity: number,
  step: number,
  z: number,
  zScalar: number,
): number {
  const kelvin = air + thermo.kelvin
  const buoyancy = step - skinCooling + 0.61 * kelvin * (seaHumidity - humidity)
  const richardson = (((-gravity * windHeight) / kelvin) * buoyancy) / gustyWind ** 2
  const transfer = Math.log(windHeight / z) ** 2 / Math.log(airHeight / zScalar)
  if (!(richardson < 0)) return transfer * richardson * (1 + (3 * richardson) / transfer)
  return (transfer * richardson) / (1 + (richardson * inversion * 0.004 * gustiness ** 3) / -windHeight)
}

/** Friction velocity and the scales of temperature and humidity, from the profiles between surface and sensors. */
function scale(state: SurfaceState, out: Exchange, step: number, zWind: number, zScalar: number): void {
  const { windHeight, airHeight, humidityHeight } = state
  const { obukhov } = out
  const scalar = (height: number) => vonKarman / (Math.log(height / zScalar) - psiScalar(height / obukhov))
  out.frictionVelocity = (out.gustyWind * vonKarman) / (Math.log(windHeight / zWind) - psiWind(windHeight / obukhov))
  out.humidityScale = (out.skinDrying - (out.seaHumidity - out.humidity)) * scalar(humidityHeight)
  out.temperatureScale = (out.skinCooling - step) * scalar(airHeight)
}
