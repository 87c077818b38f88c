/**
 * Coefficients of a deployed instrument: every calibration of its sensor, each in its interval, and the place of the
 * deployment. Coefficients sent with a request stand before those that are kept.
 */
import type { calibrations, deployments } from '../../schemas/catalogue-tables.ts'
import { canonicalJson } from '../../schemas/content-version.ts'
import type { Row, TableView } from '../../schemas/table.ts'
import { type Intervals, intervalsOf, placeOf, sentWith, type Valid, type WhatIf } from './coefficient-intervals.ts'
import type { Coefficients } from './engine/arguments.ts'

export interface CalibrationViews {
  readonly deployments: TableView<typeof deployments>
  readonly calibrations: TableView<typeof calibrations>
}

/** A deployment of which coefficients were asked for. */
export interface KnownDeployment {
  readonly refdes: string
  readonly deployment: number
  /** Null: no such deployment is known. */
  readonly row: Row<typeof deployments> | null
  /** What holds of a coefficient within `from` ≤ time < `to`, UTC microseconds: in order of time, each where it stands first. */
  valid(name: string, from: number, to: number): readonly Valid[]
  readonly coefficients: Coefficients
}

/** Looks each deployment and sensor up once. */
export class CoefficientReader {
  private readonly known = new Map<string, Promise<KnownDeployment>>()

  constructor(
    private readonly views: CalibrationViews,
    private readonly whatIf: WhatIf | null = null,
  ) {}

  async of(refdes: string, deployment: number): Promise<Coefficients> {
    const key = `${refdes} ${deployment}`
    const found = this.known.get(key) ?? this.read(refdes, deployment)
    this.known.set(key, found)
    return (await found).coefficients
  }

  /** Those that were asked for so far, in a fixed order. */
  async deployments(): Promise<KnownDeployment[]> {
    const all = await Promise.all(this.known.values())
    return all.sort((a, b) => (a.refdes === b.refdes ? a.deployment - b.deployment : a.refdes < b.refdes ? -1 : 1))
  }

  private async read(refdes: string, deployment: number): Promise<KnownDeployment> {
    const row = await this.views.deployments.get({ refdes, deployment })
    // A deployment may say no sensor.
    const asset = row?.asset ?? ''
    const rows = asset === '' ? [] : await this.views.calibrations.slice({ partition: { asset } })
    const kept = new Map([...intervalsOf(rows), ...placeOf(row)])
    const layers = [...(this.whatIf === null ? [] : [sentWith(this.whatIf)]), kept]
    return { refdes, deployment, row, coefficients: coefficientsOf(layers), valid: validIn(layers) }
  }
}

function coefficientsOf(layers: readonly Intervals[]): Coefficients {
  const bounds = layers.flatMap((layer) => [...layer.values()].flat().flatMap(({ from, to }) => [from, to]))
  const sorted = [...new Set(bounds)].filter(Number.isFinite).sort((a, b) => a - b)
  const validAt = (name: string, micros: number) => firstValid(layers, name, micros)
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

function firstValid(layers: readonly Intervals[], name: string, micros: number): Valid | undefined {
  for (const layer of layers) {
    const found = layer.get(name)?.find(({ from, to }) => from <= micros && micros < to)
    if (found !== undefined) return found
  }
  return undefined
}

const validIn =
  (layers: readonly Intervals[]): KnownDeployment['valid'] =>
  (name, from, to) => {
    const all = layers.flatMap((layer) => layer.get(name) ?? [])
    const starts = all.flatMap((one) => [one.from, one.to]).filter((bound) => from < bound && bound < to)
    const found = [from, ...starts.sort((a, b) => a - b)].flatMap((start) => firstValid(layers, name, start) ?? [])
    return [...new Set(found)]
  }
