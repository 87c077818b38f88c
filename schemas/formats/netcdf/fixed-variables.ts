/** Variables of one value: where, what and by what; other variables refer to them. */
import { bytesOf } from '../../columns/types.ts'
import type { DatasetDescription } from '../described.ts'
import type { FeatureType } from './global-attributes.ts'
import { utf8 } from './hdf5/byte-builder.ts'
import type { Attributes, Dimension, Variable } from './hdf5/file.ts'
import type { Place } from './places.ts'
import { h5TypeOf, numbersOf, numericAttribute, textType } from './types.ts'

export function fixedNumber(name: string, kept: 'int32' | 'float64', value: number, attributes: Attributes): Variable {
  return {
    name,
    type: h5TypeOf(kept),
    dimensions: [],
    storage: { kind: 'values', bytes: bytesOf(numbersOf(kept, [value])) },
    fill: null,
    attributes,
  }
}

export function fixedPlace({ described, value }: Place, more: Attributes): Variable {
  const { name, units, longName, standardName, axis, positive, validRange } = described
  return fixedNumber(name, 'float64', value!, [
    ['long_name', longName!],
    ['standard_name', standardName!],
    ['units', units!],
    ['axis', axis!],
    ...(positive === null ? [] : [['positive', positive] as const]),
    ...(validRange === null ? [] : [['valid_range', numericAttribute('float64', validRange)] as const]),
    ['coverage_content_type', 'coordinate'],
    ...more,
  ])
}

/** What the rows are of: CF wants an identifier of the series. */
export function identifier(
  { source }: DatasetDescription,
  featureType: FeatureType,
): { variable: Variable; dimension: Dimension } {
  const bytes = utf8(source.refdes)
  const name = featureType === 'timeSeries' ? 'station' : 'trajectory'
  const dimension = { name: `${name}_strlen`, size: bytes.length, isUnlimited: false }
  const attributes: Attributes = [
    ['long_name', 'Reference designator of the instrument'],
    ['cf_role', featureType === 'timeSeries' ? 'timeseries_id' : 'trajectory_id'],
    ['_Encoding', 'utf-8'],
    ['coverage_content_type', 'referenceInformation'],
  ]
  return {
    dimension,
    variable: {
      name,
      type: textType,
      dimensions: [dimension],
      storage: { kind: 'values', bytes },
      fill: null,
      attributes,
    },
  }
}

const said = (pairs: readonly (readonly [string, string | null])[]): Attributes =>
  pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null && pair[1] !== '')

export function containers({ platform, instrument, source }: DatasetDescription): Variable[] {
  const reference = ['coverage_content_type', 'referenceInformation'] as const
  return [
    fixedNumber(
      'platform',
      'int32',
      0,
      said([
        ['long_name', platform.longName],
        ['standard_name', 'platform_name'],
        ['platform_name', platform.name],
        ['ioos_code', null],
        reference,
      ]),
    ),
    fixedNumber(
      'instrument',
      'int32',
      0,
      said([
        ['long_name', instrument.longName],
        ['standard_name', 'instrument_name'],
        ['instrument_name', instrument.name],
        ['manufacturer', instrument.manufacturer],
        ['make_model', instrument.model],
        ['serial_number', instrument.serialNumber],
        ['reference_designator', source.refdes],
        reference,
      ]),
    ),
  ]
}

/** The figure of the Earth that latitudes and longitudes are on. */
export const earth: Variable = fixedNumber('crs', 'int32', 4326, [
  ['grid_mapping_name', 'latitude_longitude'],
  ['long_name', 'Coordinate reference system WGS 84'],
  ['epsg_code', 'EPSG:4326'],
  ['semi_major_axis', numericAttribute('float64', [6_378_137])],
  ['inverse_flattening', numericAttribute('float64', [298.257223563])],
  ['coverage_content_type', 'referenceInformation'],
])
