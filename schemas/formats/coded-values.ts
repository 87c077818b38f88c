/** Columns whose values are codes by their definition: as CF's flags where these can say it, else in words. */
import type { ColumnType, ScalarType } from '../columns/column.ts'
import type { FlagDescription } from './described.ts'

export type Codes = Readonly<Record<string, string>>

const ranges: Partial<Readonly<Record<ScalarType, readonly [least: number, most: number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
}

/** Null: they are no flags, since the column or a code is no whole number. What the column can not hold is left out. */
export function codedFlag(codes: Codes, { scalar }: ColumnType, fill: unknown): FlagDescription | null {
  const range = ranges[scalar]
  if (range === undefined) return null
  const known = Object.entries(codes).map(([code, meaning]) => [Number(code), word(meaning)] as const)
  if (!known.every(([code]) => Number.isInteger(code))) return null
  const held = known
    .filter(([code, meaning]) => code >= range[0] && code <= range[1] && code !== fill && meaning !== '')
    .sort(([a], [b]) => a - b)
  if (held.length === 0) return null
  const [values, meanings] = [held.map(([code]) => code), held.map(([, meaning]) => meaning)]
  return { kind: 'values', values, meanings, isCode: true }
}

export function codesInWords(codes: Codes): string {
  const each = Object.entries(codes).map(([code, meaning]) => `${code} = ${meaning}`)
  return `Codes: ${each.join('; ')}`
}

/** CF's meanings have no blanks: letters, digits and a few signs. */
function word(meaning: string): string {
  return meaning
    .trim()
    .replaceAll(/[^A-Za-z0-9_.+@-]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
}
