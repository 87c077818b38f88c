/** How a described column becomes a variable of a file. */

import { bytesOf } from '../../columns/types.ts'
import { wordsOfName } from '../attributes.ts'
import { isQualityFlag, type VariableDescription } from '../described.ts'
import { blockRows, ChunkedVariable } from './chunked-variable.ts'
import { type Field, GrowingField, NumericField } from './fields.ts'
import type { Attributes, Dimension, NumericAttribute, Variable } from './hdf5/file.ts'
import type { H5Type } from './hdf5/types.ts'
import {
  fillOf,
  h5TypeOf,
  type Kept,
  keptAs,
  numbersOf,
  numericAttribute,
  outside,
  textType,
  timeUnits,
} from './types.ts'
import { udunits } from './units.ts'

export interface FileOptions {
  readonly isClassic: boolean
  readonly deflateLevel: number
}

export interface PlannedVariable {
  readonly described: VariableDescription
  readonly chunked: ChunkedVariable
  /** Dimension beyond the row's: its wanted name; null: none. */
  readonly dimension: string | null
  finish(dimensions: readonly Dimension[], more: Attributes): Variable
}

const microsToSeconds = 1e-6

export function planVariable(described: VariableDescription, options: FileOptions): PlannedVariable {
  const { name, type } = described
  if (type.scalar === 'string') return planText(described, options)
  const kept = keptAs(type.scalar, options.isClassic)
  const wanted = fillOf(kept, described.fill)
  const scale = type.scalar === 'timestamp' && options.isClassic ? microsToSeconds : 1
  const isVarying = type.list === 'varying'
  const width = isVarying ? 1 : (type.list ?? 1)
  const field = isVarying
    ? new GrowingField(kept, wanted, blockRows, scale)
    : new NumericField(kept, wanted, width as number, blockRows, scale)
  const dimension = type.list === undefined ? null : (described.dimensions?.[0] ?? `${name}_dim`)
  const fill = () => saidFill(kept, field, wanted)
  const attributes = () => [
    ...plainAttributes(described, type.scalar === 'timestamp' ? timeAttributes(options.isClassic) : []),
    ...typedAttributes(described, kept, field, fill()),
  ]
  const fillBytes = () => {
    const said = fill()
    return said === null ? null : bytesOf(numbersOf(kept, [said]))
  }
  return planned(described, field, dimension, h5TypeOf(kept), fillBytes, options, attributes)
}

/**
 * What the file says stands for no value; null where every row has one. netCDF4 takes its own default for missing where
 * nothing is said: where a value is the same, another is named that none is.
 */
function saidFill(kept: Kept, { hasNulls, clashes, bounds }: Field, wanted: number | bigint): number | bigint | null {
  if (kept.startsWith('float') || hasNulls) return wanted
  return clashes > 0 && bounds !== null ? outside(kept, bounds) : null
}

/** Bytes of UTF-8, as many as the longest text has. */
function planText(described: VariableDescription, options: FileOptions): PlannedVariable {
  const field = new GrowingField('text', 0, blockRows)
  const isList = described.type.list !== undefined
  const attributes = (): Attributes => [
    ...plainAttributes(isList ? { ...described, comment: listComment(described) } : described, []),
    ['_Encoding', 'utf-8'],
  ]
  return planned(described, field, `${described.name}_strlen`, textType, () => null, options, attributes)
}

const listComment = ({ comment }: VariableDescription): string =>
  `${comment === null ? '' : `${comment} `}Each value is a JSON list of texts.`

function planned(
  described: VariableDescription,
  field: Field,
  dimension: string | null,
  type: H5Type,
  fill: () => Uint8Array | null,
  { deflateLevel }: FileOptions,
  attributes: () => Attributes,
): PlannedVariable {
  const chunked = new ChunkedVariable(field, dimension !== null, deflateLevel)
  return {
    described,
    chunked,
    dimension,
    finish: (dimensions, more) => ({
      name: described.name,
      type,
      dimensions,
      storage: { kind: 'chunks', sizes: chunked.chunkSizes, deflateLevel, chunks: chunked.chunks },
      fill: fill(),
      attributes: [...attributes(), ...more],
    }),
  }
}

export const timeAttributes = (isClassic: boolean): Attributes => [
  ['units', timeUnits(isClassic)],
  ['calendar', 'standard'],
  ['units_metadata', 'leap_seconds: none'],
]

/** Texts and what has a type of its own. */
function plainAttributes(described: VariableDescription, time: Attributes): Attributes {
  const { standardName, comment, dataProductIdentifier, level, ancillary, cellMethods, positive } = described
  const units = described.units === null ? null : udunits(described.units)
  const texts: readonly (readonly [string, string | null])[] = [
    ['long_name', described.longName ?? wordsOfName(described.name)],
    ['standard_name', standardName],
    ['units', units],
    ['units_as_defined', units === described.units ? null : described.units],
    ['units_metadata', isTemperature(described) ? 'temperature: on_scale' : null],
    ['comment', comment],
    ['data_product_identifier', dataProductIdentifier],
    ['processing_level', level],
    ['ancillary_variables', ancillary.length === 0 ? null : ancillary.join(' ')],
    ['cell_methods', cellMethods],
    ['axis', described.axis],
    ['positive', positive],
    ['alternate_names', described.alternateNames.length === 0 ? null : described.alternateNames.join(' ')],
    ['product_version', described.version],
    ['coverage_content_type', contentType(described)],
  ]
  const said = texts.filter((pair): pair is readonly [string, string] => pair[1] !== null && pair[1] !== '')
  const { precision } = described
  return [
    ...said,
    ...time,
    ...(precision === null ? [] : [['precision', numericAttribute('int32', [precision])] as const]),
  ]
}

const isTemperature = ({ units, standardName }: VariableDescription): boolean =>
  units !== null &&
  /^(K|kelvin|deg(ree)?s?_?(C|K|Celsius)|Celsius)$/i.test(units) &&
  standardName?.includes('temperature') === true

/** ISO 19115's kinds of content, as ACDD asks. */
function contentType(described: VariableDescription): string {
  const { flag, axis, type, name } = described
  if (isQualityFlag(described)) return 'qualityInformation'
  if (axis !== null) return 'coordinate'
  const isMeasured = flag === null && (type.scalar.startsWith('float') || type.list !== undefined)
  return isMeasured && name !== 'deployment' ? 'physicalMeasurement' : 'auxiliaryInformation'
}

/** Attributes of the variable's own type. */
function typedAttributes(
  described: VariableDescription,
  kept: Kept,
  field: Field,
  fill: number | bigint | null,
): Attributes {
  const { flag, validRange, type } = described
  const typed: [string, NumericAttribute | string][] = []
  if (fill !== null) typed.push(['_FillValue', numericAttribute(kept, [fill])])
  if (field.hasNulls && field.clashes > 0) {
    typed.push(['fill_clashes', `${field.clashes} values are the same as the fill value and are read as missing`])
  }
  if (flag !== null) {
    const isValues = flag.kind === 'values'
    typed.push([isValues ? 'flag_values' : 'flag_masks', numericAttribute(kept, isValues ? flag.values : flag.masks)])
    typed.push(['flag_meanings', flag.meanings.join(' ')])
  } else if (type.scalar === 'boolean') {
    typed.push(['flag_values', numericAttribute(kept, [0, 1])], ['flag_meanings', 'false true'])
  }
  if (validRange !== null) typed.push(['valid_range', numericAttribute(kept, validRange)])
  return typed
}
