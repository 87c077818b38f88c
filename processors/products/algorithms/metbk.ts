/** Bulk meteorology (METBK): products of each minute, and the hourly ones that need no model of the sea surface. */
import { at, defineAlgorithm, defineWindowAlgorithm, eachRow, scalarResult } from '../algorithm.ts'
import { spFromC } from '../seawater/practical-salinity.ts'
import { ntpToUnixSeconds } from './magnetic/declination.ts'
import { netShortwaveDown, rainHeatFlux, specificHumidity } from './metbk/air.ts'
import { hourlyMeans, hourMicros, hoursOf, intoWindows, rainRates, rainReachMicros, windowsOf } from './metbk/hours.ts'

const bulkmet = 'OOI DPS 1341-00360 (BULKMET)'
const bulkflx = 'OOI DPS 1341-00370 (BULKFLX)'
const timestamp = {
  about: 'Time; that of the rows is taken',
  units: 'seconds since 1900-01-01',
  optional: true,
} as const

export const metBarpres = defineAlgorithm({
  name: 'met_barpres',
  formulaVersion: 1,
  about: 'Air pressure in pascal',
  source: bulkmet,
  arguments: { mbar: { about: 'Air pressure', units: 'mbar' } },
  result: { about: 'Air pressure', units: 'Pa' },
  compute: ({ mbar }, { rows }) => eachRow(rows, (row) => at(mbar, row) * 100),
})

export const metNetsirr = defineAlgorithm({
  name: 'met_netsirr',
  formulaVersion: 1,
  about: 'Shortwave irradiance that the sea keeps, at an albedo of 0.055',
  source: bulkflx,
  arguments: { shortwave_down: { about: 'Downwelling shortwave irradiance', units: 'W m-2' } },
  result: { about: 'Net shortwave irradiance, downward', units: 'W m-2' },
  compute: ({ shortwave_down }, { rows }) => eachRow(rows, (row) => netShortwaveDown(at(shortwave_down, row))),
})

export const metSpechum = defineAlgorithm({
  name: 'met_spechum',
  formulaVersion: 1,
  about: 'Specific humidity of air',
  source: bulkflx,
  arguments: {
    tC_air: { about: 'Air temperature', units: 'degC' },
    pr_air: { about: 'Air pressure', units: 'mbar' },
    relhum: { about: 'Relative humidity', units: 'percent' },
  },
  result: { about: 'Specific humidity', units: 'g kg-1' },
  compute: ({ tC_air, pr_air, relhum }, { rows }) =>
    eachRow(rows, (row) => 1000 * specificHumidity(at(tC_air, row), at(pr_air, row), at(relhum, row))),
})

export const metSalsurf = defineAlgorithm({
  name: 'met_salsurf',
  formulaVersion: 1,
  about: 'Practical salinity of the sea surface, PSS-78; the depth of the sensor, m, is taken for its pressure, dbar',
  source: `${bulkflx}; TEOS-10`,
  arguments: {
    cond: { about: 'Conductivity of seawater', units: 'S m-1' },
    tC_sea: { about: 'Temperature of seawater', units: 'degC' },
    ztmpwat: { about: 'Depth of the sensor', units: 'm' },
  },
  result: { about: 'Practical salinity', units: '1' },
  compute: ({ cond, tC_sea, ztmpwat }, { rows }) =>
    eachRow(rows, (row) => spFromC(10 * at(cond, row), at(tC_sea, row), at(ztmpwat, row))),
})

export const rainHeat = defineAlgorithm({
  name: 'rain_heat_flux',
  formulaVersion: 1,
  about: 'Heat flux of rain, which falls with the wet-bulb temperature',
  source: `${bulkflx}; Gosnell et al. 1995, J. Geophys. Res. 100, 18437`,
  arguments: {
    rainrate: { about: 'Rain rate', units: 'mm h-1' },
    Tsea: { about: 'Sea surface temperature', units: 'degC' },
    Tair: { about: 'Air temperature', units: 'degC' },
    relhum: { about: 'Relative humidity', units: 'percent' },
    pr_air: { about: 'Air pressure', units: 'mbar' },
  },
  result: { about: 'Heat flux of rain, upward', units: 'W m-2' },
  compute: ({ rainrate, Tsea, Tair, relhum, pr_air }, { rows }) =>
    eachRow(rows, (row) =>
      rainHeatFlux(at(rainrate, row), at(Tsea, row), at(Tair, row), at(relhum, row), at(pr_air, row)),
    ),
})

const hour = (lookBackMicros: number) => ({ lengthMicros: hourMicros, stampMicros: hourMicros / 2, lookBackMicros })

export const metTimeflx = defineWindowAlgorithm({
  name: 'met_timeflx',
  formulaVersion: 1,
  about: 'Time of the hourly products: the middle of the UTC hour',
  source: bulkflx,
  arguments: { timestamp },
  result: { about: 'Middle of the hour', units: 'seconds since 1900-01-01' },
  window: hour(0),
  compute: (_, __, { count, start, from, to }) =>
    eachRow(count, (window) =>
      from[window] === to[window] ? Number.NaN : ((start[window] as number) + hourMicros / 2) / 1e6 + ntpToUnixSeconds,
    ),
})

export const metNetsirrHourly = defineWindowAlgorithm({
  name: 'met_netsirr_hourly',
  formulaVersion: 1,
  about: "Shortwave irradiance that the sea keeps, mean of the UTC hour's minutes, stamped at mid-hour",
  source: bulkflx,
  arguments: { shortwave_down: { about: 'Downwelling shortwave irradiance', units: 'W m-2' }, timestamp },
  result: { about: 'Net shortwave irradiance, downward', units: 'W m-2' },
  window: hour(0),
  compute({ shortwave_down }, { time }, windows) {
    const hours = hoursOf(time)
    const means = hourlyMeans(shortwave_down, hours).map(netShortwaveDown)
    return scalarResult(intoWindows(means, windowsOf(hours, windows), windows))
  },
})

export const metRainrte = defineWindowAlgorithm({
  name: 'met_rainrte',
  formulaVersion: 1,
  about:
    'Rain rate: the rise of the mean gathered rain since the last UTC hour that has one. 0 when the gauge empties itself and when there is none within six hours; stamped at mid-hour',
  source: bulkflx,
  arguments: { cumulative_precipitation: { about: 'Precipitation gathered by the gauge', units: 'mm' }, timestamp },
  result: { about: 'Rain rate', units: 'mm h-1' },
  window: hour(rainReachMicros),
  compute({ cumulative_precipitation }, { time }, windows) {
    const hours = hoursOf(time)
    const rates = rainRates(hourlyMeans(cumulative_precipitation, hours), hours.start)
    return scalarResult(intoWindows(rates, windowsOf(hours, windows), windows))
  },
})

export const metbkAlgorithms = [
  metBarpres,
  metNetsirr,
  metSpechum,
  metSalsurf,
  rainHeat,
  metTimeflx,
  metNetsirrHourly,
  metRainrte,
] as const
