/** Coefficients with the times for which they hold and where they come from. */
import { type CoefficientValue, shapeOfValue, validities } from '../../schemas/assets/calibration.ts'
import type { calibrations, deployments } from '../../schemas/catalogue-tables.ts'
import { canonicalJson } from '../../schemas/content-version.ts'
import type { Row } from '../../schemas/table.ts'
import type { Numbers } from './algorithm.ts'

export interface Origin {
  readonly from: 'calibration' | 'deployment' | 'request'
  /** File or request that a calibration came by. */
  readonly source: string | null
  /** Of the calibration, or of the deployment. */
  readonly version: string | null
}

/** `from` ≤ time < `to`, UTC microseconds. */
export interface Valid {
  readonly from: number
  readonly to: number
  readonly numbers: Numbers
  /** The value as text. */
  readonly text: string
  readonly origin: Origin
}

export type Intervals = ReadonlyMap<string, readonly Valid[]>

export type WhatIf = Readonly<
  Record<
    string,
    readonly { readonly start: number | null; readonly stop: number | null; readonly value: CoefficientValue }[]
  >
>

export function intervalsOf(rows: readonly Row<typeof calibrations>[]): Map<string, Valid[]> {
  const intervals = new Map<string, Valid[]>()
  for (const { row, from, to } of validities(rows)) {
    const numbers = numbersOfValue(JSON.parse(row.value))
    if (numbers === null) continue
    const origin: Origin = { from: 'calibration', source: row.source, version: row.version }
    intervals.set(row.name, [...(intervals.get(row.name) ?? []), { from, to, numbers, text: row.value, origin }])
  }
  return intervals
}

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** Degrees and metres of the deployment. The equator and the surface are places. */
export function placeOf(row: Row<typeof deployments> | null): Map<string, Valid[]> {
  const place = new Map<string, Valid[]>()
  const origin: Origin = { from: 'deployment', source: null, version: row?.version ?? null }
  const add = (value: number | null | undefined, ...names: readonly string[]) => {
    if (value === null || value === undefined) return
    for (const name of names) place.set(name, [{ ...always, numbers: scalar(value), text: String(value), origin }])
  }
  add(row?.latitude, 'CC_lat', 'CC_latitude')
  add(row?.longitude, 'CC_lon', 'CC_longitude')
  add(row?.depth, 'CC_depth')
  return place
}

export function sentWith(whatIf: WhatIf): Map<string, Valid[]> {
  const sent = new Map<string, Valid[]>()
  const origin: Origin = { from: 'request', source: null, version: null }
  for (const [name, list] of Object.entries(whatIf)) {
    const valid = list.flatMap(({ start, stop, value }) => {
      const numbers = numbersOfValue(value)
      if (numbers === null) return []
      return [{ from: start ?? always.from, to: stop ?? always.to, numbers, text: canonicalJson(value), origin }]
    })
    sent.set(name, valid)
  }
  return sent
}

const scalar = (value: number): Numbers => ({ values: Float64Array.of(value), width: 1, stride: 0, shape: [] })

/** Null: no number, and no arrays of numbers that are all of one shape. */
export function numbersOfValue(value: unknown): Numbers | null {
  if (typeof value === 'number') return scalar(value)
  const shape = shapeOfValue(value)
  if (shape === null) return null
  const values = Float64Array.from((value as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as number[])
  return { values, width: values.length, stride: 0, shape }
}
