/** Records of a buoy, minutes or hours, through warm layer and COARE 3.5 to one product. */
import { at, type ComputeContext, type Given, type Numbers } from '../../algorithm.ts'
import { coare35, type Exchange, noExchange, type SurfaceState } from './coare35.ts'
import { type Hours, hourlyMeans, hourMicros, rainRates, rainReachMicros } from './hours.ts'
import { advance, noWarmLayer, remember, warmingAbove } from './warm-layer.ts'

/** The warm layer begins at local midnight, at most a day before; that hour's rain needs one before it. */
export const lookBackMicros = 24 * hourMicros + rainReachMicros

export const bulkArguments = {
  tC_sea: { about: 'Sea surface temperature', units: 'degC' },
  wnd: { about: 'Wind speed relative to the water', units: 'm s-1' },
  tC_air: { about: 'Air temperature', units: 'degC' },
  relhum: { about: 'Relative humidity', units: 'percent' },
  timestamp: { about: 'Time; that of the rows is taken', units: 'seconds since 1900-01-01', optional: true },
  lon: { about: 'Longitude, for the local day of the warm layer', units: 'degrees_east' },
  ztmpwat: { about: 'Depth of the sea thermometer', units: 'm' },
  zwindsp: { about: 'Height of the anemometer', units: 'm' },
  ztmpair: { about: 'Height of the air thermometer', units: 'm' },
  zhumair: { about: 'Height of the hygrometer', units: 'm' },
  lat: { about: 'Latitude, for gravity', units: 'degrees_north', optional: true, default: 45 },
  pr_air: { about: 'Air pressure', units: 'mbar', optional: true, default: 1013 },
  Rshort_down: { about: 'Downwelling shortwave irradiance', units: 'W m-2', optional: true, default: 150 },
  Rlong_down: { about: 'Downwelling longwave irradiance', units: 'W m-2', optional: true, default: 370 },
  cumu_prcp: { about: 'Precipitation gathered by the gauge', units: 'mm', optional: true, default: 0 },
  zinvpbl: { about: 'Height of the inversion over the boundary layer', units: 'm', optional: true, default: 600 },
  jwarm: { about: 'Whether the warm layer is computed; 0: no', units: '1', optional: true, default: 1 },
  jcool: { about: 'Whether the cool skin is computed; 0: no', units: '1', optional: true, default: 1 },
} as const

export type BulkGiven = Given<typeof bulkArguments>
type Column = Exclude<keyof typeof bulkArguments, 'timestamp'>

/** What products are made from: `sea` includes the warm layer; rain in mm/h. */
export type Product = (state: SurfaceState, exchange: Exchange, rain: number) => number

export interface Series {
  readonly columns: Readonly<Record<Column, Numbers>>
  /** UTC microseconds of each record. */
  readonly time: Float64Array
}

/** The hours' means, stamped at mid-hour. */
export function hourlySeries(given: BulkGiven, hours: Hours): Series {
  const { timestamp: _, ...columns } = given
  const means = Object.entries(columns).map(([name, numbers]) => {
    const values = hourlyMeans(numbers, hours)
    return [name, { values, width: 1, stride: 1, shape: [] }] as const
  })
  return {
    columns: Object.fromEntries(means) as unknown as Series['columns'],
    time: hours.start.map((start) => start + hourMicros / 2),
  }
}

export function computeProduct(
  { columns, time }: Series,
  product: Product,
  flag: ComputeContext['flag'],
): Float64Array {
  const result = new Float64Array(time.length).fill(Number.NaN)
  const gathered = new Float64Array(time.length)
  for (let record = 0; record < time.length; record++) gathered[record] = at(columns.cumu_prcp, record)
  const rain = rainRates(gathered, time)
  const layer = noWarmLayer()
  const exchange = noExchange()
  const state = emptyState()
  for (let record = 0; record < time.length; record++) {
    const fill = readState(columns, record, state)
    // A record with a value missing is as if it were not there: the warm layer goes on from the one before.
    if (Number.isNaN(fill)) continue
    const local = (time[record] as number) / 1e6 + at(columns.lon, record) * 240
    advance(layer, local, state)
    if (at(columns.jwarm, record) !== 0) {
      if (!layer.isKnown) {
        flag(record, 'warm layer: no complete record of the local day before 06:00')
        continue
      }
      state.sea += warmingAbove(layer, at(columns.ztmpwat, record))
    }
    coare35(state, exchange)
    const rate = rain[record] as number
    remember(layer, state, exchange, Number.isNaN(rate) ? 0 : rate)
    result[record] = product(state, exchange, rate)
  }
  return result
}

function emptyState(): SurfaceState {
  return {
    sea: 0,
    wind: 0,
    windHeight: 0,
    air: 0,
    airHeight: 0,
    relativeHumidity: 0,
    humidityHeight: 0,
    pressure: 0,
    shortwave: 0,
    longwave: 0,
    latitude: 0,
    inversion: 0,
    hasCoolSkin: true,
  }
}

/** Reads a record, and gives the sum of its numbers: NaN when one is missing. */
function readState(columns: Series['columns'], record: number, state: SurfaceState): number {
  state.sea = at(columns.tC_sea, record)
  state.wind = at(columns.wnd, record)
  state.windHeight = at(columns.zwindsp, record)
  state.air = at(columns.tC_air, record)
  state.airHeight = at(columns.ztmpair, record)
  state.relativeHumidity = at(columns.relhum, record)
  state.humidityHeight = at(columns.zhumair, record)
  state.pressure = at(columns.pr_air, record)
  state.shortwave = at(columns.Rshort_down, record)
  state.longwave = at(columns.Rlong_down, record)
  state.latitude = at(columns.lat, record)
  state.inversion = at(columns.zinvpbl, record)
  state.hasCoolSkin = at(columns.jcool, record) !== 0
  const { sea, wind, windHeight, air, airHeight, relativeHumidity, humidityHeight } = state
  const { pressure, shortwave, longwave, latitude, inversion } = state
  const where = at(columns.lon, record) + at(columns.ztmpwat, record)
  const heights = windHeight + airHeight + humidityHeight + inversion
  return sea + wind + air + relativeHumidity + pressure + shortwave + longwave + latitude + where + heights
}
