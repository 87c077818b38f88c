/**
 * Thermodynamics of the marine surface layer, as COARE 3.5 uses them (Fairall et al. 1996, 2003; Edson et al. 2013):
 * degrees Celsius, mbar, percent, kg/kg, SI otherwise.
 */

export const kelvin = 273.15
export const gasConstantOfDryAir = 287.05
/** Specific heat of air at constant pressure, J/(kg K). */
export const heatCapacityOfAir = 1004.67
export const heatCapacityOfSea = 4000
export const densityOfSea = 1022
const densityOfRain = 1000
const heatCapacityOfRain = 4186
const albedo = 0.055
const emissivity = 0.97
const stefanBoltzmann = 5.67e-8
/** Seawater's vapour pressure to that of pure water. */
const salinityFactor = 0.98

/** Saturation vapour pressure over pure water, mbar (Buck 1981). */
const saturation = (celsius: number, pressure: number) =>
  6.1121 * Math.exp((17.502 * celsius) / (celsius + 240.97)) * (1.0007 + 3.46e-6 * pressure)

/** Specific humidity of air of this vapour pressure, kg/kg. */
const humidityOf = (vapour: number, pressure: number) => (0.62197 * vapour) / (pressure - 0.378 * vapour)

/** Specific humidity of air, kg/kg. */
export function specificHumidity(celsius: number, pressure: number, relativeHumidity: number): number {
  return humidityOf(0.01 * relativeHumidity * saturation(celsius, pressure), pressure)
}

/** Specific humidity of air that touches the sea, kg/kg. */
export function surfaceHumidity(celsius: number, pressure: number): number {
  return humidityOf(salinityFactor * saturation(celsius, pressure), pressure)
}

/** Density of moist air, kg/m³. */
export function airDensity(celsius: number, pressure: number, humidity: number): number {
  return (pressure * 100) / (gasConstantOfDryAir * (celsius + kelvin) * (1 + 0.61 * humidity))
}

/** Kinematic viscosity of dry air, m²/s (Andreas 1989). */
export function airViscosity(celsius: number): number {
  return 1.326e-5 * (1 + celsius * (6.542e-3 + celsius * (8.301e-6 - celsius * 4.84e-9)))
}

/** Latent heat of vaporization of water, J/kg. */
export function latentHeat(celsius: number): number {
  return (2500.8 - 2.37 * celsius) * 1000
}

/** Thermal expansion of seawater, 1/K. */
export function thermalExpansion(celsius: number): number {
  return 2.1e-5 * (celsius + 3.2) ** 0.79
}

/** Acceleration of gravity at sea level, m/s² (GRS 80). */
export function gravity(latitude: number): number {
  const x = Math.sin((latitude * Math.PI) / 180) ** 2
  return 9.7803267715 * (1 + x * (0.0052790414 + x * (0.0000232718 + x * (0.0000001262 + x * 0.0000000007))))
}

/** Net upward longwave irradiance of a surface, W/m². */
export function netLongwaveUp(celsius: number, downward: number): number {
  return emissivity * (stefanBoltzmann * (celsius + kelvin) ** 4 - downward)
}

/** Shortwave irradiance that the sea keeps, W/m². */
export function netShortwaveDown(downward: number): number {
  return (1 - albedo) * downward
}

/** Upward heat flux of rain, W/m²: it falls with the wet-bulb temperature (Gosnell et al. 1995). `rain` in mm/h. */
export function rainHeatFlux(
  rain: number,
  sea: number,
  air: number,
  relativeHumidity: number,
  pressure: number,
): number {
  const humidity = specificHumidity(air, pressure, relativeHumidity)
  const saturated = specificHumidity(air, pressure, 100)
  const heat = latentHeat(air)
  const vapourDiffusivity = 2.11e-5 * ((air + kelvin) / kelvin) ** 1.94
  const heatDiffusivity =
    ((1 + 3.309e-3 * air - 1.44e-6 * air * air) * 0.02411) / (airDensity(air, pressure, humidity) * heatCapacityOfAir)
  const psi = ((heat / heatCapacityOfAir) * vapourDiffusivity) / heatDiffusivity
  // Clausius and Clapeyron: how saturation rises with temperature.
  const slope = (heat * saturated) / ((gasConstantOfDryAir / 0.622) * (air + kelvin) ** 2)
  const wetBulb = air - (psi * (saturated - humidity)) / (1 + psi * slope)
  return (rain / 1000 / 3600) * densityOfRain * heatCapacityOfRain * (sea - wetBulb)
}
