import type { productFormulas } from '../../../schemas/product-tables.ts'
import type { Row } from '../../../schemas/table.ts'
import { families } from '../algorithms/index.ts'

type Formula = Row<typeof productFormulas>

/** Counts up when products stand in another way than before: all of them are looked at. */
export const standingScheme = { name: 'the way products stand', formulaVersion: 2 }

/** Of the algorithms of this program: those whose version is not the one that is known, and the rows that say so. */
export function changedFormulas(known: readonly Formula[]): {
  readonly changed: ReadonlySet<string>
  /** Nothing was known: a new installation. */
  readonly isFirst: boolean
  readonly rows: readonly Formula[]
} {
  const before = new Map(known.map(({ algorithm, formula_version }) => [algorithm, formula_version]))
  const now = [standingScheme, ...families.flatMap(({ algorithms }) => algorithms)]
  const changed = now.filter(({ name, formulaVersion }) => before.get(name) !== formulaVersion)
  return {
    changed: new Set(changed.map(({ name }) => name)),
    isFirst: known.length === 0,
    rows: changed.map(({ name, formulaVersion }) => ({ shard: 0, algorithm: name, formula_version: formulaVersion })),
  }
}
