/** What is expected of a stream: how many particles a second, and how long it may be silent. */
import type { ExpectedStreamChanged, StreamOverrideChanged } from '../generated/events.ts'
import type { expectedStreams, streamOverrides } from '../status-tables.ts'
import { methodPattern, refdesPattern, streamPattern } from '../streams.ts'
import type { Row } from '../table.ts'
import { deployedStreamId, expectedStreamId } from './identity.ts'

export interface Expectation {
  /** Particles per second; 0: none is expected. */
  readonly expectedRate: number
  /** Whole seconds without particles; 0: no limit. */
  readonly warnInterval: number
  readonly failInterval: number
}
/** Null: as expected of the stream anywhere. */
export type Override = { readonly [K in keyof Expectation]: Expectation[K] | null }

export const expectationFields = ['expectedRate', 'warnInterval', 'failInterval'] as const
export const nothingExpected: Expectation = { expectedRate: 0, warnInterval: 0, failInterval: 0 }
export const nothingOverridden: Override = { expectedRate: null, warnInterval: null, failInterval: null }

export const longestInterval = 2_147_483_647
export const highestRate = 1_000_000_000

/** The override, field by field, else what is expected, else 0. */
export function effective(expected: Expectation | null, override: Override | null): Expectation {
  const { expectedRate, warnInterval, failInterval } = expected ?? nothingExpected
  return {
    expectedRate: override?.expectedRate ?? expectedRate,
    warnInterval: override?.warnInterval ?? warnInterval,
    failInterval: override?.failInterval ?? failInterval,
  }
}

/** Somebody set all three to 0 for this instrument: that is how a stream is disabled. */
export const isDisabled = (override: Override | null): boolean =>
  override !== null && expectationFields.every((field) => override[field] === 0)

export const isTracked = (expectation: Expectation): boolean =>
  expectationFields.some((field) => expectation[field] !== 0)

/** What is wrong, beginning with the field; null: nothing. */
export function expectedStreamProblem(event: ExpectedStreamChanged): string | null {
  return (
    unlike('name', event.name, streamPattern, 'ctdbp_cdef_dcl_instrument') ??
    unlike('method', event.method, methodPattern, 'telemetered') ??
    expectationProblem(event)
  )
}

export function streamOverrideProblem(event: StreamOverrideChanged): string | null {
  return (
    unlike('refdes', event.refdes, refdesPattern, 'CE02SHSM-RID27-03-CTDBPC000') ??
    unlike('method', event.method, methodPattern, 'telemetered') ??
    unlike('stream', event.stream, streamPattern, 'ctdbp_cdef_dcl_instrument') ??
    expectationProblem(event)
  )
}

function unlike(field: string, text: string, pattern: string, example: string): string | null {
  return new RegExp(pattern).test(text)
    ? null
    : `${field} must look like ${example}; got ${JSON.stringify(text.slice(0, 80))}`
}

export function expectationProblem({ expectedRate, warnInterval, failInterval }: Override): string | null {
  if (expectedRate !== null && !(expectedRate >= 0 && expectedRate <= highestRate)) {
    return `expectedRate must be particles per second from 0 to ${highestRate}; got ${expectedRate}`
  }
  for (const [field, seconds] of Object.entries({ warnInterval, failInterval })) {
    if (seconds !== null && !(Number.isInteger(seconds) && seconds >= 0 && seconds <= longestInterval)) {
      return `${field} must be whole seconds from 0 to ${longestInterval}; got ${seconds}`
    }
  }
  return null
}

export function expectedStreamRow(event: ExpectedStreamChanged): Row<typeof expectedStreams> {
  const { name, method, expectedRate, warnInterval, failInterval, source } = event
  return {
    id: expectedStreamId(event),
    ...{ name, method },
    expected_rate: expectedRate,
    warn_interval: warnInterval,
    fail_interval: failInterval,
    source,
  }
}

export function streamOverrideRow(event: StreamOverrideChanged): Row<typeof streamOverrides> {
  const { refdes, method, stream, expectedRate, warnInterval, failInterval } = event
  return {
    id: deployedStreamId(event),
    ...{ refdes, method, stream },
    expected_rate: expectedRate,
    warn_interval: warnInterval,
    fail_interval: failInterval,
  }
}

type ExpectationColumns<T> = { expected_rate: T; warn_interval: T; fail_interval: T }

/** The three numbers of a row of either table. */
export function expectationOf<T extends number | null>(
  row: Readonly<ExpectationColumns<T>>,
): { readonly [K in keyof Expectation]: T } {
  return { expectedRate: row.expected_rate, warnInterval: row.warn_interval, failInterval: row.fail_interval }
}
