/** The column type of a parameter that came in single particles. */
import type { ColumnType, ScalarType } from '../../schemas/columns/column.ts'
import { streamDefinition } from '../../schemas/definitions/index.ts'
import type { VectorKind } from '../../schemas/generated/events.ts'

type VectorFamily = `vector-${VectorKind}`
/** The map of the event that a value came in, and the kind of a vector. */
export type Family = 'number' | 'integer' | 'text' | 'boolean' | 'time' | 'text-list' | VectorFamily

/** The defined type where every value fits it exactly, else the widest of the family. */
export function parameterType(stream: string, name: string, family: Family, cells: readonly unknown[]): ColumnType {
  const defined = streamDefinition(stream)?.parameters[name]?.type
  return defined !== undefined && fits(defined, family, cells) ? defined : widest(family)
}

function widest(family: Family): ColumnType {
  switch (family) {
    case 'number':
      return { scalar: 'float64' }
    case 'integer':
      return { scalar: 'int64' }
    case 'text':
      return { scalar: 'string' }
    case 'boolean':
      return { scalar: 'boolean' }
    case 'time':
      return { scalar: 'timestamp' }
    case 'text-list':
      return { scalar: 'string', list: 'varying' }
    default:
      return { scalar: scalarOf(family), list: 'varying' }
  }
}

const scalarOf = (family: VectorFamily): VectorKind => family.slice('vector-'.length) as VectorKind

function fits(type: ColumnType, family: Family, cells: readonly unknown[]): boolean {
  const { scalar, list } = type
  if (family === 'text-list' || family.startsWith('vector-')) {
    if (list === undefined || scalar !== (family === 'text-list' ? 'string' : scalarOf(family as VectorFamily)))
      return false
    return list === 'varying' || cells.every((cell) => cell === null || (cell as ArrayLike<unknown>).length === list)
  }
  if (list !== undefined) return false
  if (family === 'text') return scalar === 'string'
  if (family === 'boolean') return scalar === 'boolean'
  if (family === 'time' && scalar !== 'timestamp') return false
  return cells.every((cell) => cell === null || isRepresentable(cell as number, scalar))
}

const integerRanges: Partial<Record<ScalarType, readonly [number, number]>> = {
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  int32: [-0x8000_0000, 0x7fff_ffff],
  uint8: [0, 0xff],
  uint16: [0, 0xffff],
  uint32: [0, 0xffff_ffff],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  timestamp: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
}

function isRepresentable(value: number, scalar: ScalarType): boolean {
  if (scalar === 'float64') return true
  if (scalar === 'float32') return Object.is(Math.fround(value), value)
  const range = integerRanges[scalar]
  return (
    range !== undefined && Number.isInteger(value) && !Object.is(value, -0) && value >= range[0] && value <= range[1]
  )
}
