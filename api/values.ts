/** JSON values as values of a column type. */
import { type ColumnType, type ScalarType, typeName } from '../schemas/columns/column.ts'
import { acceptedTime, parseTime } from './times.ts'

export type ScalarValue = number | string | boolean
/** Integers and times (UTC microseconds) are numbers in the exact range of a double. */
export type ParticleValue = ScalarValue | readonly ScalarValue[]

const exact = Number.MAX_SAFE_INTEGER
const integerRanges: Partial<Record<ScalarType, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  int32: [-2_147_483_648, 2_147_483_647],
  int64: [-exact, exact],
  uint8: [0, 255],
  uint16: [0, 65_535],
  uint32: [0, 4_294_967_295],
  uint64: [0, exact],
}

/** The value if it fits the type; null when it does not. */
export function typedValue(type: ColumnType, value: unknown): ParticleValue | null {
  if (type.list === undefined) return typedScalar(type.scalar, value)
  if (!Array.isArray(value) || (type.list !== 'varying' && value.length !== type.list)) return null
  const elements: ScalarValue[] = []
  for (const element of value) {
    const typed = typedScalar(type.scalar, element)
    if (typed === null) return null
    elements.push(typed)
  }
  return elements
}

function typedScalar(scalar: ScalarType, value: unknown): ScalarValue | null {
  if (scalar === 'string') return typeof value === 'string' ? value : null
  if (scalar === 'boolean') return typeof value === 'boolean' ? value : null
  if (scalar === 'timestamp') return typeof value === 'string' ? parseTime(value) : null
  if (typeof value !== 'number') return null
  if (scalar === 'float64') return Number.isFinite(value) ? value : null
  if (scalar === 'float32') return Number.isFinite(Math.fround(value)) ? value : null
  const [least, most] = integerRanges[scalar] ?? [0, 0]
  return Number.isInteger(value) && value >= least && value <= most ? value : null
}

/** The type of a value of a parameter that no definition knows; null for what cannot be kept. */
export function inferType(value: unknown): ColumnType | null {
  if (Array.isArray(value)) {
    const scalar = value.length === 0 ? 'float64' : inferScalar(value[0])
    return scalar === null ? null : { scalar, list: 'varying' }
  }
  const scalar = inferScalar(value)
  return scalar === null ? null : { scalar }
}

function inferScalar(value: unknown): ScalarType | null {
  if (typeof value === 'number') return 'float64'
  if (typeof value === 'string') return 'string'
  return typeof value === 'boolean' ? 'boolean' : null
}

/** A type in words, for a refusal. */
export function accepted(type: ColumnType): string {
  if (type.list !== undefined) {
    const length = type.list === 'varying' ? '' : ` of ${type.list} elements`
    return `an array${length} (${typeName(type)}), each ${accepted({ scalar: type.scalar })}`
  }
  if (type.scalar === 'timestamp') return acceptedTime
  if (type.scalar === 'string' || type.scalar === 'boolean') return `a ${type.scalar}`
  const range = integerRanges[type.scalar]
  return range === undefined ? `a number (${type.scalar})` : `a whole number from ${range[0]} to ${range[1]}`
}
