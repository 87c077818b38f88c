/** Bulk meteorology, air-sea fluxes by COARE 3.5: of each UTC hour's means, and of each minute. */
import { defineAlgorithm, defineWindowAlgorithm, scalarResult } from '../algorithm.ts'
import * as thermo from './metbk/air.ts'
import { bulkArguments, computeProduct, hourlySeries, lookBackMicros, type Product } from './metbk/bulk-fluxes.ts'
import { hourMicros, hoursOf, intoWindows, windowsOf } from './metbk/hours.ts'
import { psiScalar, psiWind, vonKarman } from './metbk/profiles.ts'

const source = 'OOI DPS 1341-00370 (BULKFLX); COARE 3.5, Edson et al. 2013; warm layer, Fairall et al. 1996'

function hourly(name: string, about: string, units: string, product: Product) {
  return defineWindowAlgorithm({
    name,
    formulaVersion: 1,
    about: `${about}. Of the means of a UTC hour's minutes, stamped at mid-hour`,
    source,
    arguments: bulkArguments,
    result: { about, units },
    window: { lengthMicros: hourMicros, stampMicros: hourMicros / 2, lookBackMicros },
    compute(given, { time, flag }, windows) {
      const hours = hoursOf(time)
      const windowOf = windowsOf(hours, windows)
      const flagHour = (hour: number, reason: string) => {
        const window = windowOf[hour] as number
        if (window >= 0) flag(window, reason)
      }
      const values = computeProduct(hourlySeries(given, hours), product, flagHour)
      return scalarResult(intoWindows(values, windowOf, windows))
    },
  })
}

function minute(name: string, about: string, units: string, product: Product) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: `${about}. At each record`,
    source,
    arguments: bulkArguments,
    result: { about, units },
    lookBackMicros,
    compute: ({ timestamp: _, ...columns }, { time, flag }) =>
      scalarResult(computeProduct({ columns, time }, product, flag)),
  })
}

const sensible: Product = (_, { density, frictionVelocity, temperatureScale }) =>
  -density * thermo.heatCapacityOfAir * frictionVelocity * temperatureScale
const latent: Product = (_, { density, latentHeat, frictionVelocity, humidityScale }) =>
  -density * latentHeat * frictionVelocity * humidityScale
const skinTemperature: Product = ({ sea }, { skinCooling }) => sea - skinCooling
const longwave: Product = (state, exchange, rain) =>
  thermo.netLongwaveUp(skinTemperature(state, exchange, rain), state.longwave)
const rainHeat: Product = ({ sea, air, relativeHumidity, pressure }, _, rain) =>
  thermo.rainHeatFlux(rain, sea, air, relativeHumidity, pressure)
const netHeat: Product = (state, exchange, rain) =>
  latent(state, exchange, rain) +
  sensible(state, exchange, rain) +
  longwave(state, exchange, rain) +
  rainHeat(state, exchange, rain) -
  thermo.netShortwaveDown(state.shortwave)

/** The factor of humidity: 0.61 for buoyancy, 0.51 for what a sonic thermometer sees of it. */
const buoyancy =
  (factor: number): Product =>
  ({ air }, { density, frictionVelocity, temperatureScale, humidityScale }) =>
    -density *
    thermo.heatCapacityOfAir *
    frictionVelocity *
    (temperatureScale + factor * (air + thermo.kelvin) * humidityScale)

/** How a scalar changes, in units of its scale, from a sensor to a reference height. */
const toHeight = (reference: number, sensor: number, obukhov: number) =>
  (Math.log(reference / sensor) - psiScalar(reference / obukhov) + psiScalar(sensor / obukhov)) / vonKarman

const temperature2m: Product = ({ air, airHeight, latitude }, { temperatureScale, obukhov }) =>
  air +
  temperatureScale * toHeight(2, airHeight, obukhov) +
  (thermo.gravity(latitude) / thermo.heatCapacityOfAir) * (airHeight - 2)
const humidity2m: Product = ({ humidityHeight }, { humidity, humidityScale, obukhov }) =>
  1000 * (humidity + humidityScale * toHeight(2, humidityHeight, obukhov))
const wind10m: Product = ({ wind, windHeight }, { frictionVelocity, gustyWind, obukhov }) => {
  const profile = Math.log(10 / windHeight) - psiWind(10 / obukhov) + psiWind(windHeight / obukhov)
  return wind + (frictionVelocity / vonKarman / gustyWind) * wind * profile
}
/** Water of 1000 kg/m³: kg/(m² s) are mm/s. */
const freshwater: Product = (_, { density, frictionVelocity, humidityScale }, rain) =>
  -density * frictionVelocity * humidityScale * 3600 - rain
const momentum: Product = ({ wind }, { density, frictionVelocity, gustyWind }) =>
  (density * frictionVelocity ** 2 * wind) / gustyWind

export const hourlyFluxes = [
  hourly('met_buoyfls', 'Sonic buoyancy flux, upward', 'W m-2', buoyancy(0.51)),
  hourly('met_buoyflx', 'Buoyancy flux, upward', 'W m-2', buoyancy(0.61)),
  hourly('met_frshflx', 'Freshwater flux, upward: evaporation less rain', 'mm h-1', freshwater),
  hourly('met_heatflx', 'Net heat flux, upward', 'W m-2', netHeat),
  hourly('met_latnflx', 'Latent heat flux, upward', 'W m-2', latent),
  hourly('met_mommflx', 'Momentum flux: wind stress', 'N m-2', momentum),
  hourly('met_netlirr', 'Net longwave irradiance, upward', 'W m-2', longwave),
  hourly('met_rainflx', 'Heat flux of rain, upward', 'W m-2', rainHeat),
  hourly('met_sensflx', 'Sensible heat flux, upward', 'W m-2', sensible),
  hourly('met_sphum2m', 'Specific humidity at 2 m', 'g kg-1', humidity2m),
  hourly(
    'met_stablty',
    'Height of the anemometer over the Obukhov length',
    '1',
    ({ windHeight }, { obukhov }) => windHeight / obukhov,
  ),
  hourly('met_tempa2m', 'Air temperature at 2 m', 'degC', temperature2m),
  hourly('met_tempskn', 'Temperature of the sea skin', 'degC', skinTemperature),
  hourly('met_wind10m', 'Wind speed at 10 m', 'm s-1', wind10m),
] as const

export const minuteFluxes = [
  minute('met_heatflx_minute', 'Net heat flux, upward', 'W m-2', netHeat),
  minute('met_latnflx_minute', 'Latent heat flux, upward', 'W m-2', latent),
  minute('met_netlirr_minute', 'Net longwave irradiance, upward', 'W m-2', longwave),
  minute('met_sensflx_minute', 'Sensible heat flux, upward', 'W m-2', sensible),
] as const
