/** Values that have no part in anything that is made of several: failed, missing, or bad by an older test. */
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import { flag } from '../qc/flags.ts'
import type { Mask } from '../reduction/rows.ts'

const ends = { summary: '_qartod_results', executed: '_qc_executed', results: '_qc_results' } as const

/** By the flags that stand beside the values, of parameters of one value a row. */
export function badValues({ columns, length }: ColumnBatch): Mask {
  const values = new Map<string, Uint8Array>()
  const maskOf = (name: string): Uint8Array => {
    const mask = values.get(name) ?? new Uint8Array(length)
    values.set(name, mask)
    return mask
  }
  for (const name of columns.keys()) {
    const summary = flagsOf(columns.get(`${name}${ends.summary}`))
    if (summary !== null) {
      const mask = maskOf(name)
      for (let row = 0; row < length; row++) {
        if (summary[row] === flag.fail || summary[row] === flag.missing) mask[row] = 1
      }
    }
    const executed = flagsOf(columns.get(`${name}${ends.executed}`))
    const results = flagsOf(columns.get(`${name}${ends.results}`))
    if (executed === null || results === null) continue
    const mask = maskOf(name)
    for (let row = 0; row < length; row++) {
      if (((executed[row] as number) & ~(results[row] as number)) !== 0) mask[row] = 1
    }
  }
  return { values }
}

function flagsOf(column: Column | undefined): Uint8Array | null {
  if (column === undefined || column.type.scalar !== 'uint8' || column.type.list !== undefined) return null
  return column.values as Uint8Array
}
