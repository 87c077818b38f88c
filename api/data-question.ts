/** Questions for data with products, as events. */
import type { Static } from '@sinclair/typebox'
import { coefficientPattern, shapeOfValue } from '../schemas/assets/calibration.ts'
import { readQcParameters } from '../schemas/assets/qc-parameters.ts'
import type { DataRequested, ParticlesRequested } from '../schemas/generated/events.ts'
import { acceptedInterval, type DataBody, productWords, type StreamAsked } from './data-body.ts'
import { GatewayProblem } from './problems.ts'
import { acceptedTime, parseTime } from './times.ts'
import { shown } from './validation.ts'

const ntpToUnixSeconds = 2_208_988_800
const [earliest, latest] = [Date.UTC(1900, 0) * 1000, Date.UTC(2200, 0) * 1000]
const acceptedInBody = `${acceptedTime}, or NTP seconds since 1900`

interface ProductQuery {
  readonly products?: string
  readonly qc?: string
  readonly reduce?: string
  readonly interval?: string
  readonly provenance?: boolean
  readonly annotations?: boolean
}

export function asksForProducts(query: ProductQuery): boolean {
  return Object.keys(productWords).some((word) => query[word as keyof ProductQuery] !== undefined)
}

/** The event that query words ask for, beyond the particles as they are stored. */
export function questionOfQuery(
  asked: ParticlesRequested,
  query: ProductQuery,
  url: string,
  requestedAt: number,
): DataRequested {
  const { products = 'none', qc = 'none' } = query
  const named = products === 'all' || products === 'none' ? [] : products.split(',')
  const interval = query.interval === undefined ? null : intervalOf(query.interval)
  return {
    ...asked,
    products: products === 'all' ? null : named,
    others: [],
    computesProducts: products !== 'none',
    isRaw: false,
    requiresDeployment: false,
    checks: qc === 'all' ? ['qc', 'qartod'] : qc === 'none' ? [] : [qc],
    checkLimits: null,
    coefficients: null,
    // Without a word `limit` means the first rows, as it does for stored particles.
    reduction: query.reduce ?? (interval === null ? null : 'minmax'),
    interval,
    includesProvenance: query.provenance ?? false,
    includesAnnotations: query.annotations ?? false,
    usesFileNames: false,
    query: url,
    requestedAt,
  }
}

/** The event that a body asks for. Throws a `GatewayProblem` that names the field. */
export function questionOfBody(body: DataBody, requestedAt: number): DataRequested {
  const [first, ...others] = body.streams.map((stream, index) => ({
    refdes: refdesOf(stream, index),
    method: stream.method,
    stream: stream.stream,
    parameters: stream.parameters?.map((word) => (typeof word === 'number' ? `PD${word}` : word)) ?? null,
  }))
  if (first === undefined)
    throw new GatewayProblem('missing-value', 'streams must name one stream or more', { field: 'streams' })
  const [start, stop] = [timeOf('start', body.start, acceptedInBody), timeOf('stop', body.stop, acceptedInBody)]
  demandOrder(start, stop, body.start, body.stop)
  const limit = body.limit === undefined || body.limit === 0 ? null : body.limit
  const interval = body.interval === undefined ? null : intervalOf(body.interval)
  return {
    refdes: first.refdes,
    method: first.method,
    stream: first.stream,
    parameters: first.parameters?.length === 0 ? null : first.parameters,
    products: null,
    deployment: body.deployment ?? null,
    others: others.map((other, index) => ({ ...other, parameters: demandParameters(other.parameters, index + 1) })),
    start,
    stop,
    computesProducts: body.execute_dpa ?? true,
    isRaw: body.raw_data_only ?? false,
    requiresDeployment: body.require_deployment ?? true,
    checks:
      (body.raw_data_only ?? false)
        ? []
        : [...(body.qcParameters === undefined ? [] : ['qc']), ...((body.run_qartod ?? true) ? ['qartod'] : [])],
    checkLimits: body.qcParameters === undefined ? null : limitsOf(body.qcParameters),
    coefficients: body.coefficients === undefined ? null : coefficientsOf(body.coefficients),
    // The original's limit means fewer rows of the whole range, never the first ones.
    reduction: body.reduce ?? (limit === null && interval === null ? null : 'minmax'),
    limit,
    interval,
    includesProvenance: body.include_provenance ?? false,
    includesAnnotations: body.include_annotations ?? false,
    usesFileNames: true,
    query: JSON.stringify(body),
    requestedAt,
  }
}

function refdesOf({ refdes, subsite, node, sensor }: Static<typeof StreamAsked>, index: number): string {
  if (refdes !== undefined) {
    const [ownSubsite, ownNode, ...rest] = refdes.split('-')
    const own = { subsite: ownSubsite, node: ownNode, sensor: rest.join('-') }
    for (const [part, said] of Object.entries({ subsite, node, sensor })) {
      if (said === undefined || said === own[part as keyof typeof own]) continue
      const field = `streams/${index}/${part}`
      throw new GatewayProblem('invalid-value', `${field} ${said} is not that of refdes ${refdes}`, { field })
    }
    return refdes
  }
  if (subsite !== undefined && node !== undefined && sensor !== undefined) return `${subsite}-${node}-${sensor}`
  const detail = 'give refdes, or subsite, node and sensor'
  throw new GatewayProblem('missing-value', detail, { field: `streams/${index}/refdes` })
}

function demandParameters(parameters: readonly string[] | null, index: number): string[] {
  if (parameters !== null && parameters.length > 0) return [...parameters]
  const detail = 'every stream but the first must name its parameters'
  throw new GatewayProblem('missing-value', detail, { field: `streams/${index}/parameters` })
}

/** UTC microseconds. */
export function timeOf(
  field: string,
  value: number | string | undefined,
  accepted = acceptedTime,
  parse = parseTime,
): number | null {
  if (value === undefined) return null
  const micros = typeof value === 'number' ? Math.round((value - ntpToUnixSeconds) * 1e6) : parse(value)
  if (micros !== null && earliest <= micros && micros < latest) return micros
  const detail = `${field} must be ${accepted}; got ${JSON.stringify(value)}`
  throw new GatewayProblem('invalid-value', detail, { field })
}

export function demandOrder(
  start: number | null,
  stop: number | null,
  from: unknown,
  to: unknown,
  field = 'start',
): void {
  if (start === null || stop === null || start < stop) return
  throw new GatewayProblem('invalid-range', `${field} must be before stop; got start=${from} and stop=${to}`, { field })
}

const units: Readonly<Record<string, number>> = { ms: 1e3, s: 1e6, m: 60e6, h: 3_600e6, d: 86_400e6 }

/** Microseconds of `10m`. */
export function intervalOf(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? []
  const micros = Number(amount) * (units[unit] ?? Number.NaN)
  if (micros > 0 && Number.isSafeInteger(micros)) return micros
  throw new GatewayProblem('invalid-value', `interval must be ${acceptedInterval}; got ${JSON.stringify(text)}`, {
    field: 'interval',
  })
}

/** Which tests there are the pipeline knows, and what it can not use it says; the form is known here. */
function limitsOf(list: NonNullable<DataBody['qcParameters']>): string {
  const [problem] = readQcParameters(list, 'qcParameters').problems
  if (problem === undefined) return JSON.stringify(list)
  throw new GatewayProblem('invalid-value', problem, { field: problem.split(' ', 1)[0] as string })
}

const coefficientForm = new RegExp(coefficientPattern)

/** Times as microseconds; values are numbers or arrays of numbers, nothing else. */
function coefficientsOf(coefficients: NonNullable<DataBody['coefficients']>): string {
  const entries = Object.entries(coefficients).map(([name, list]) => {
    const field = `coefficients/${name}`
    if (!coefficientForm.test(name)) {
      throw new GatewayProblem('invalid-value', `${field} must be a name like CC_a0`, { field })
    }
    const each = list.map(({ start, stop, value }, index) => {
      if (!isNumeric(value)) {
        throw new GatewayProblem(
          'invalid-value',
          `${field} must be a number or arrays of numbers of one shape; got ${shown(value)}`,
          { field },
        )
      }
      const at = `${field}/${index}`
      const from = timeOf(`${at}/start`, start, acceptedInBody)
      const to = timeOf(`${at}/stop`, stop, acceptedInBody)
      demandOrder(from, to, start, stop, `${at}/start`)
      return { start: from, stop: to, value }
    })
    return [name, each] as const
  })
  return JSON.stringify(Object.fromEntries(entries))
}

/** Finite numbers, in arrays of one shape. */
const isNumeric = (value: unknown): boolean => shapeOfValue(value) !== null && [value].flat(9).every(Number.isFinite)
