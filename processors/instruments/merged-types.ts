/** Which column types may share a chunk, and how many rows a chunk of such columns holds. */
import type { ColumnType, ScalarType } from '../../schemas/columns/column.ts'
import { promote, sameType } from '../../schemas/columns/types.ts'

export type ColumnTypes = ReadonlyMap<string, ColumnType>

export const maxChunkRows = 8192
export const maxChunkBytes = 2_000_000

const exactBits: Partial<Record<ScalarType, number>> = {
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
}

/** True when every value of `from` is the same value in `to`, so that what is stored never depends on batching. */
function isExact(from: ColumnType, to: ColumnType): boolean {
  if (from.list !== to.list && to.list !== 'varying') return false
  if (from.scalar === to.scalar) return true
  if (from.scalar === 'float32') return to.scalar === 'float64'
  const [bits, wider] = [exactBits[from.scalar], exactBits[to.scalar]]
  if (bits === undefined) return false
  if (wider === undefined) return to.scalar === 'float64' && bits <= 32
  const isSigned = from.scalar.startsWith('int')
  const becomesSigned = to.scalar.startsWith('int')
  return isSigned === becomesSigned ? wider >= bits : becomesSigned && wider > bits
}

/** The types of columns that hold the values of both exactly. Null: they must stay in chunks of their own. */
export function mergedTypes(a: ColumnTypes, b: ColumnTypes): ColumnTypes | null {
  const merged = new Map(a)
  for (const [name, type] of b) {
    const other = merged.get(name)
    if (other === undefined) merged.set(name, type)
    else if (!sameType(other, type)) {
      const common = promote(other, type)
      if (!isExact(other, common) || !isExact(type, common)) return null
      merged.set(name, common)
    }
  }
  return merged
}

/** Sorts items into as few classes as their types allow; the order of first comers decides. */
export function classesByType<T>(
  items: readonly T[],
  typesOf: (item: T) => ColumnTypes,
): { types: ColumnTypes; items: T[] }[] {
  const classes: { types: ColumnTypes; items: T[] }[] = []
  next: for (const item of items) {
    for (const candidate of classes) {
      const types = mergedTypes(candidate.types, typesOf(item))
      if (types === null) continue
      candidate.types = types
      candidate.items.push(item)
      continue next
    }
    classes.push({ types: typesOf(item), items: [item] })
  }
  return classes
}

const scalarBytes: Record<ScalarType, number> = {
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  float32: 4,
  float64: 8,
  boolean: 1,
  string: 24,
  timestamp: 8,
}
const varyingGuess = 8

/** Bytes of a row with its time and row hash; a guess for strings and varying lists. */
export function rowBytes(types: ColumnTypes): number {
  let bytes = 16
  for (const { scalar, list } of types.values()) {
    bytes += scalarBytes[scalar] * (list === undefined ? 1 : list === 'varying' ? varyingGuess : list)
  }
  return bytes
}

/** Rows of a full chunk. */
export function chunkRows(types: ColumnTypes): number {
  return Math.max(1, Math.min(maxChunkRows, Math.floor(maxChunkBytes / rowBytes(types))))
}
