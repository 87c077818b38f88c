import { flag } from '../flags.ts'
import { BadQualitySetting, list, number, optional } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'

const earthRadius = 6_371_000 // m
const radians = Math.PI / 180

/** Great-circle distance on a sphere, m (haversine). */
function distance(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const half = Math.sin(((lat2 - lat1) * radians) / 2) ** 2
  const across = Math.sin(((lon2 - lon1) * radians) / 2) ** 2
  const a = half + Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * across
  return 2 * earthRadius * Math.atan2(Math.sqrt(a), Math.sqrt(1 - a))
}

const corner = number('A side of the box')

export const locationTest = defineQualityTest({
  name: 'location_test',
  standard: 'qartod',
  about: 'A position outside of the box fails, and one with half of it missing; one too far from the last is suspect.',
  source: 'QARTOD manuals, test 3 (location)',
  parameters: {
    bbox: optional(list('The box; the whole Earth if left out', '[west, south, east, north]', corner.read)),
    range_max: optional(number('Farthest from one position to the next', { units: 'm', above: 0 })),
  },
  inputs: {
    lon: { about: 'Longitude, east positive', units: 'degree_east' },
    lat: { about: 'Latitude', units: 'degree_north' },
  },
  problem({ bbox }) {
    if (bbox === undefined) return null
    const [west, south, east, north] = bbox as [number, number, number, number]
    return bbox.length === 4 && west < east && south < north
      ? null
      : `bbox must be [west, south, east, north], not ${JSON.stringify(bbox)}`
  },
  reach: () => ({ rowsBefore: 1 }),
  run(_, { bbox, range_max }, { lon, lat }) {
    if (lon.length !== lat.length) throw new BadQualitySetting('location_test needs lon and lat on the same rows')
    const [west = -180, south = -90, east = 180, north = 90] = bbox ?? []
    const flags = new Uint8Array(lon.length)
    for (let row = 0; row < lon.length; row++) {
      const x = lon[row] as number
      const y = lat[row] as number
      if (Number.isNaN(x) && Number.isNaN(y)) flags[row] = flag.missing
      else if (!(x >= west && x <= east && y >= south && y <= north)) flags[row] = flag.fail
      else {
        const moved = row === 0 ? 0 : distance(lon[row - 1] as number, lat[row - 1] as number, x, y)
        flags[row] = range_max !== undefined && moved > range_max ? flag.suspect : flag.pass
      }
    }
    return flags
  },
})
