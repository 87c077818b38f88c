/** The cool skin: the uppermost millimetre, cooled by all that leaves the sea (Saunders 1967; Fairall et al. 1996). */
import * as thermo from './air.ts'
import type { Exchange, SurfaceState } from './coare35.ts'

/** Kinematic viscosity of seawater, m²/s; its heat conductivity, W/(m K); how salt left behind makes it denser. */
const viscosity = 1e-6
const conductivity = 0.6
const salineExpansion = 0.026

export function startSkin({ sea, hasCoolSkin }: SurfaceState, out: Exchange): void {
  out.skinThickness = 0.001
  out.skinCooling = hasCoolSkin ? 0.3 : 0
  const slope = (0.622 * out.latentHeat * out.seaHumidity) / (thermo.gasConstantOfDryAir * (sea + thermo.kelvin) ** 2)
  out.skinDrying = out.skinCooling * slope
}

/** The skin under the fluxes of the last pass. */
export function coolSkin(state: SurfaceState, out: Exchange, gravity: number): void {
  if (!state.hasCoolSkin) return
  const { sea, pressure } = state
  const { density, frictionVelocity, latentHeat, skinThickness } = out
  const sensible = -density * thermo.heatCapacityOfAir * frictionVelocity * out.temperatureScale
  const latent = -density * latentHeat * frictionVelocity * out.humidityScale
  const absorbed =
    thermo.netShortwaveDown(state.shortwave) *
    (0.065 + 11 * skinThickness - (6.6e-5 / skinThickness) * (1 - Math.exp(-skinThickness / 8e-4)))
  const cooling = thermo.netLongwaveUp(sea - out.skinCooling, state.longwave) + sensible + latent - absorbed
  const expansion = thermo.thermalExpansion(sea)
  const buoyancy = expansion * cooling + (salineExpansion * latent * thermo.heatCapacityOfSea) / latentHeat
  const viscousLength = viscosity / (Math.sqrt(density / thermo.densityOfSea) * frictionVelocity)
  if (buoyancy > 0) {
    const convection =
      (16 * gravity * thermo.heatCapacityOfSea * (thermo.densityOfSea * viscosity) ** 3) / (conductivity * density) ** 2
    const lambda = 6 / (1 + ((convection * buoyancy) / frictionVelocity ** 4) ** 0.75) ** 0.333
    out.skinThickness = lambda * viscousLength
  } else out.skinThickness = Math.min(0.01, 6 * viscousLength)
  out.skinCooling = (cooling * out.skinThickness) / conductivity
  out.skinDrying = out.seaHumidity - thermo.surfaceHumidity(sea - out.skinCooling, pressure)
}
