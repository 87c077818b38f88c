/** Explains the values of one parameter: the answer engine gives them, watched. */
import { cell } from '../../../schemas/columns/cells.ts'
import type { Json } from '../../../schemas/formats/described.ts'
import type { DataRequested, Problem } from '../../../schemas/generated/events.ts'
import type { DataViews } from '../answer/data-reads.ts'
import { openAnswer } from '../answer/open-answer.ts'
import { planData } from '../answer/plan-data.ts'
import { type Explained, Explaining } from './explanation.ts'
import { Recorder } from './recorder.ts'

export interface Asked {
  readonly refdes: string
  readonly method: string
  readonly stream: string
  /** Name or id. */
  readonly parameter: string
  /** Null: every deployment. */
  readonly deployment: number | null
  /** UTC microseconds; `from` ≤ time < `to`. */
  readonly from: number
  readonly to: number
}

export interface Explanation {
  /** The same values over HTTP. */
  readonly query: string
  readonly values: readonly Explained[]
  /** There are more rows in the range than are explained. */
  readonly isCut: boolean
  /** Deployments with their coefficients, chunks with their files, interpolations, notes. */
  readonly provenance: Readonly<Record<string, Json>>
}

/** Rows that are explained at most. */
export const maxRows = 100

export async function explain(views: DataViews, asked: Asked): Promise<Explanation | Problem> {
  const request = requestOf(asked)
  const plan = await planData(views, request)
  if ('code' in plan) return plan
  const [column] = plan.primary.columns
  if (column === undefined || column.missing !== null) {
    const detail = `${asked.parameter} can not be had here: ${column?.missing ?? 'nothing of it is stored'}`
    return { code: 'unknown-parameter', detail, field: 'parameters' }
  }
  const recorder = new Recorder()
  const opened = await openAnswer(plan, request, views, { witness: recorder })
  const given: { time: number; deployment: number; value: Json }[] = []
  let isCut = false
  for await (const { deployment, batch } of opened.rows) {
    const found = batch.columns.get(column.name)
    for (let row = 0; row < batch.length; row++) {
      if (given.length === maxRows) isCut = true
      else
        given.push({
          time: batch.time[row] as number,
          deployment,
          value: found === undefined ? null : jsonCell(cell(found, row)),
        })
    }
    if (isCut) break
  }
  const explaining = new Explaining(recorder, await opened.deployments())
  const { refdes, method, plan: how } = plan.primary
  const closing = (await opened.closing()) as Readonly<Record<string, Json>>
  return {
    query: request.query,
    values: given.map(({ time, deployment, value }) =>
      explaining.explain({ refdes, method, plan: how, deployment }, column.parameter, time, value),
    ),
    isCut,
    provenance: { ...closing, annotations: (opened.description.annotations ?? []).map((one) => ({ ...one })) },
  }
}

/** The time of the row nearest to one; null: none within a day. */
export async function nearestTime(
  views: DataViews,
  asked: Omit<Asked, 'from' | 'to'>,
  time: number,
): Promise<number | Problem | null> {
  for (const reach of [minute, 60 * minute, 1440 * minute]) {
    const request = { ...requestOf({ ...asked, from: time - reach, to: time + reach + 1 }), includesProvenance: false }
    const plan = await planData(views, request)
    if ('code' in plan) return plan
    let nearest: number | null = null
    for await (const { batch } of (await openAnswer(plan, request, views)).rows) {
      for (const at of batch.time) {
        if (nearest === null || Math.abs(at - time) < Math.abs(nearest - time)) nearest = at
      }
    }
    if (nearest !== null) return nearest
  }
  return null
}

const minute = 60_000_000

function requestOf({ refdes, method, stream, parameter, deployment, from, to }: Asked): DataRequested {
  const iso = (micros: number) => new Date(Math.floor(micros / 1000)).toISOString().replace('Z', '')
  const at = (micros: number) => `${iso(micros)}${String(((micros % 1000) + 1000) % 1000).padStart(3, '0')}Z`
  const only = deployment === null ? '' : `&deployment=${deployment}`
  const query = `/data/${refdes}/${method}/${stream}?parameters=${parameter}&products=${parameter}&start=${at(from)}&stop=${at(to)}${only}&provenance=true`
  return {
    ...{ refdes, method, stream, deployment, parameters: [parameter], products: null, others: [] },
    ...{ start: from, stop: to, computesProducts: true, isRaw: false, requiresDeployment: false },
    ...{ checks: [], checkLimits: null, coefficients: null, reduction: null, limit: maxRows + 1, interval: null },
    ...{ includesProvenance: true, includesAnnotations: true, usesFileNames: false, query, requestedAt: 0 },
  }
}

/** JSON has no NaN and no 64-bit integers. */
function jsonCell(value: ReturnType<typeof cell>): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  return Array.isArray(value) ? value.map(jsonCell) : (value as Json)
}
