/** Attributes of the whole file: CF-1.11, ACDD-1.3. */
import { conventions, globalAttributes } from '../attributes.ts'
import type { DatasetDescription, Json } from '../described.ts'
import { formatTime } from '../text/time-text.ts'
import type { Attributes } from './hdf5/file.ts'
import type { Observed } from './observed.ts'
import { numericAttribute } from './types.ts'

export type FeatureType = 'timeSeries' | 'trajectory'

export interface KnownAtEnd {
  readonly isClassic: boolean
  /** Notes and reduction, as the answer tells them after its last row. */
  readonly closing: Json
}

export function fileAttributes(
  described: DatasetDescription,
  observed: Observed,
  featureType: FeatureType | null,
  { isClassic, closing }: KnownAtEnd,
): Attributes {
  const texts: (readonly [string, string])[] = [
    ['Conventions', conventions],
    ...(featureType === null ? [] : [['featureType', featureType] as const]),
    ...(featureType === null ? [] : [['cdm_data_type', cdmType[featureType]] as const]),
    ['standard_name_vocabulary', 'CF Standard Name Table v93'],
    ...globalAttributes(described),
    ...timeCoverage(observed),
    ...(closing === null ? [] : [['processing_notes', JSON.stringify(closing)] as const]),
  ]
  return [
    ...texts,
    ...extent(observed),
    // The sign by which NetCDF libraries know a file of the classic model.
    ...(isClassic ? [['_nc3_strict', numericAttribute('int32', [1])] as const] : []),
  ]
}

const cdmType: Readonly<Record<FeatureType, string>> = {
  timeSeries: 'TimeSeries',
  trajectory: 'Trajectory',
}

function timeCoverage({ rows, first, last }: Observed): (readonly [string, string])[] {
  if (rows === 0) return []
  const seconds = (micros: number) => `PT${micros / 1e6}S`
  return [
    ['time_coverage_start', formatTime(first)],
    ['time_coverage_end', formatTime(last)],
    ['time_coverage_duration', seconds(last - first)],
    ...(rows > 1 ? [['time_coverage_resolution', seconds(Math.round((last - first) / (rows - 1)))] as const] : []),
  ]
}

function extent(observed: Observed): Attributes {
  const bounds = (name: string, standardName: string, units: string): Attributes => {
    const found = observed.of(standardName)
    if (found === null) return []
    return [
      [`geospatial_${name}_min`, numericAttribute('float64', [found[0]])],
      [`geospatial_${name}_max`, numericAttribute('float64', [found[1]])],
      [`geospatial_${name}_units`, units],
    ]
  }
  const [lat, lon] = [observed.of('latitude'), observed.of('longitude')]
  const vertical = bounds('vertical', 'depth', 'm')
  return [
    ...bounds('lat', 'latitude', 'degrees_north'),
    ...bounds('lon', 'longitude', 'degrees_east'),
    ...vertical,
    ...(vertical.length === 0 ? [] : [['geospatial_vertical_positive', 'down'] as const]),
    ...(lat === null || lon === null ? [] : [['geospatial_bounds', outline(lat, lon)] as const]),
    ...(lat === null || lon === null ? [] : [['geospatial_bounds_crs', 'EPSG:4326'] as const]),
  ]
}

/** Well-known text, latitude before longitude as EPSG:4326 has them. */
function outline([south, north]: readonly [number, number], [west, east]: readonly [number, number]): string {
  if (south === north && west === east) return `POINT (${south} ${west})`
  const corners = [
    [south, west],
    [north, west],
    [north, east],
    [south, east],
    [south, west],
  ]
  return `POLYGON ((${corners.map((corner) => corner.join(' ')).join(', ')}))`
}
