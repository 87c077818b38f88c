import type { ScalarType } from '../../columns/column.ts'
import type { CsvRow } from '../../csv.ts'
import { recordProblem } from '../record-checks.ts'
import type { DataLevel, Derivation, ParameterRecord } from '../records.ts'
import { readBindings } from './bindings.ts'
import { definingRows, type Finder, type Findings } from './findings.ts'

const file = 'ParameterDefs.csv'
const encodings: readonly string[] = [
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
  'string',
]
const orNull = (text: string): string | null => (text === '' ? null : text)

/** `functions`: the ids that are defined. */
export function readParameters(
  rows: readonly CsvRow[],
  functions: ReadonlySet<string>,
  findings: Findings,
): ParameterRecord[] {
  return [...definingRows(file, rows, /^PD\d+$/, findings)].flatMap(({ row, id, find }) => {
    const parameter = readParameter(row, id, find)
    const functionId = parameter?.derivation?.functionId
    if (functionId !== undefined && !functions.has(functionId)) {
      find.inPart(`no function ${functionId} is defined: it cannot be computed`)
    }
    return parameter === null ? [] : [parameter]
  })
}

function readParameter(row: CsvRow, id: string, find: Finder): ParameterRecord | null {
  const name = row.field('name')
  const kind = row.field('parametertype')
  const scalar = row.field('valueencoding')
  if (!encodings.includes(scalar)) {
    return find.leftOut(
      `its value encoding is ${scalar || 'empty'} (${kind || 'no type'}); known are ${encodings.join(', ')}`,
    )
  }
  const dimensions = readDimensions(row.field('dimensions'), find)
  const isList = kind.startsWith('array') || dimensions.length > 0
  const fileName = row.field('netcdf_name')
  const parameter: ParameterRecord = {
    id,
    name,
    fileName: fileName === '' || fileName === name ? null : fileName,
    type: { scalar: scalar as ScalarType, ...(isList ? { list: 'varying' } : {}) },
    dimensions,
    units: row.field('unitofmeasure'),
    longName: row.field('longname') || row.field('displayname') || name,
    description: orNull(row.field('description')),
    standardName: orNull(row.field('standardname')),
    fill: readFill(row.field('fillvalue'), scalar, find),
    precision: readPrecision(row.field('precision'), find),
    ...readIdentifier(row),
    isVisible: row.field('visible').toUpperCase() !== 'FALSE',
    codes: readCodes(row.field('codeset'), find),
    derivation: readDerivation(row, find),
  }
  const problem = recordProblem('parameter', parameter)
  return problem === null ? parameter : find.leftOut(problem)
}

/** Some write the level into the identifier as well, or instead. */
function readIdentifier(row: CsvRow): Pick<ParameterRecord, 'dataProductIdentifier' | 'level'> {
  const identifier = row.field('dataproductidentifier')
  const level = row.field('datalevel')
  const [, name = identifier, own = ''] = /^(.+)_(L[012])$/.exec(identifier) ?? []
  if (own === '' || (level !== '' && level !== own)) {
    return { dataProductIdentifier: orNull(identifier), level: orNull(level) as DataLevel | null }
  }
  return { dataProductIdentifier: name, level: own as DataLevel }
}

function readDimensions(text: string, find: Finder): string[] {
  if (text === '') return []
  try {
    const list = JSON.parse(text) as unknown
    if (Array.isArray(list) && list.every((one) => typeof one === 'string' && one !== '')) return list as string[]
  } catch {}
  find.inPart(`its dimensions ${text} are no list of names: left out`)
  return []
}

/** NaN is missing anyway. */
function readFill(text: string, scalar: string, find: Finder): number | string | null {
  if (scalar === 'string') return orNull(text)
  if (text === '' || text.toLowerCase() === 'nan') return null
  const value = Number(text)
  return Number.isFinite(value) ? value : find.inPart(`its fill value ${text} is no number: left out`)
}

function readPrecision(text: string, find: Finder): number | null {
  if (text === '' || text === 'default') return null
  return /^\d{1,2}$/.test(text) ? Number(text) : find.inPart(`its precision ${text} is no number: left out`)
}

/** `{0:"Off",1:"On"}`: the keys have no quotes. */
function readCodes(text: string, find: Finder): Record<string, string> | null {
  if (text === '') return null
  try {
    return JSON.parse(text.replaceAll(/([{,]\s*)(-?\d+)\s*:/g, '$1"$2":')) as Record<string, string>
  } catch {
    return find.inPart(`its code set ${text} is not understood: left out`)
  }
}

function readDerivation(row: CsvRow, find: Finder): Derivation | null {
  const functionId = row.field('parameterfunctionid')
  const map = row.field('parameterfunctionmap')
  if (functionId === '' && map === '') {
    if (row.field('parametertype') === 'function') find.inPart('it is a function without function id: taken as stored')
    return null
  }
  try {
    if (functionId === '') throw new RangeError('it has a map, but no function id')
    return { functionId, bindings: readBindings(map) }
  } catch (error) {
    return find.inPart(`${(error as Error).message}: taken as stored`)
  }
}
