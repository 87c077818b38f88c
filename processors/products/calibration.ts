/**
 * Coefficients of a deployed instrument: every calibration of its sensor, each in its interval, and the place of the
 * deployment. Coefficients sent with a request stand before those that are kept.
 */
import { type CoefficientValue, shapeOfValue, validities } from '../../schemas/assets/calibration.ts'
import type { calibrations, deployments } from '../../schemas/catalogue-tables.ts'
import { canonicalJson } from '../../schemas/content-version.ts'
import type { Row, TableView } from '../../schemas/table.ts'
import type { Numbers } from './algorithm.ts'
import type { Coefficients } from './engine/arguments.ts'

export interface CalibrationViews {
  readonly deployments: TableView<typeof deployments>
  readonly calibrations: TableView<typeof calibrations>
}

/** `from` ≤ time < `to`, UTC microseconds. */
interface Valid {
  readonly from: number
  readonly to: number
  readonly numbers: Numbers
  /** The value as text. */
  readonly text: string
}

export type WhatIf = Readonly<
  Record<
    string,
    readonly { readonly start: number | null; readonly stop: number | null; readonly value: CoefficientValue }[]
  >
>

/** Looks each deployment and sensor up once. */
export class CoefficientReader {
  private readonly known = new Map<string, Promise<Coefficients>>()

  constructor(
    private readonly views: CalibrationViews,
    private readonly whatIf: WhatIf | null = null,
  ) {}

  of(refdes: string, deployment: number): Promise<Coefficients> {
    const key = `${refdes} ${deployment}`
    const found = this.known.get(key) ?? this.read(refdes, deployment)
    this.known.set(key, found)
    return found
  }

  private async read(refdes: string, deployment: number): Promise<Coefficients> {
    const row = await this.views.deployments.get({ refdes, deployment })
    // A deployment may say no sensor.
    const asset = row?.asset ?? ''
    const rows = asset === '' ? [] : await this.views.calibrations.slice({ partition: { asset } })
    const kept = new Map([...intervalsOf(rows), ...placeOf(row)])
    return coefficientsOf([...(this.whatIf === null ? [] : [sentWith(this.whatIf)]), kept])
  }
}

type Intervals = ReadonlyMap<string, readonly Valid[]>

function coefficientsOf(layers: readonly Intervals[]): Coefficients {
  const bounds = layers.flatMap((layer) => [...layer.values()].flat().flatMap(({ from, to }) => [from, to]))
  const sorted = [...new Set(bounds)].filter(Number.isFinite).sort((a, b) => a - b)
  const validAt = (name: string, micros: number): Valid | undefined => {
    for (const layer of layers) {
      const found = layer.get(name)?.find(({ from, to }) => from <= micros && micros < to)
      if (found !== undefined) return found
    }
    return undefined
  }
  const changesIn = (from: number, to: number) => sorted.filter((bound) => from < bound && bound < to)
  return {
    changesIn,
    at: (name, micros) => validAt(name, micros)?.numbers ?? null,
    signature(name, from, to) {
      const texts: [number, string][] = []
      for (const start of [from, ...changesIn(from, to)]) {
        const text = validAt(name, start)?.text ?? ''
        if (texts.at(-1)?.[1] !== text) texts.push([start, text])
      }
      return canonicalJson(texts)
    },
  }
}

function intervalsOf(rows: readonly Row<typeof calibrations>[]): Map<string, Valid[]> {
  const intervals = new Map<string, Valid[]>()
  for (const { row, from, to } of validities(rows)) {
    const numbers = numbersOfValue(JSON.parse(row.value))
    if (numbers === null) continue
    intervals.set(row.name, [...(intervals.get(row.name) ?? []), { from, to, numbers, text: row.value }])
  }
  return intervals
}

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** Degrees and metres of the deployment. The equator and the surface are places. */
function placeOf(row: Row<typeof deployments> | null): Map<string, Valid[]> {
  const place = new Map<string, Valid[]>()
  const add = (value: number | null | undefined, ...names: readonly string[]) => {
    if (value === null || value === undefined) return
    for (const name of names) place.set(name, [{ ...always, numbers: scalar(value), text: String(value) }])
  }
  add(row?.latitude, 'CC_lat', 'CC_latitude')
  add(row?.longitude, 'CC_lon', 'CC_longitude')
  add(row?.depth, 'CC_depth')
  return place
}

function sentWith(whatIf: WhatIf): Map<string, Valid[]> {
  const sent = new Map<string, Valid[]>()
  for (const [name, list] of Object.entries(whatIf)) {
    const valid = list.flatMap(({ start, stop, value }) => {
      const numbers = numbersOfValue(value)
      if (numbers === null) return []
      return [{ from: start ?? always.from, to: stop ?? always.to, numbers, text: canonicalJson(value) }]
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
