/** One stream at one minute: what is observed, and when an observation becomes its state. */
import { type Expectation, isTracked } from '../../schemas/status/expectation.ts'
import type { Rates } from '../../schemas/status/measure-rates.ts'
import type { State } from '../../schemas/status/states.ts'
import type { RateRule } from './rules.ts'

export interface Verdict {
  readonly state: State
  readonly reason: string
}

const second = 1_000_000

/** `elapsed`: microseconds since the newest particle. Limits are exceeded strictly; 0 is no limit; failing comes first. */
export function judgeSilence(elapsed: number, expected: Expectation): Verdict {
  if (!isTracked(expected)) return { state: 'notTracked', reason: 'neither a rate nor an interval is expected' }
  const { warnInterval: warn, failInterval: fail } = expected
  const exceeds = (limit: number) => limit > 0 && elapsed > limit * second
  const than = (limit: number) => `(${intervalText(elapsed)} > ${intervalText(limit * second)})`
  if (exceeds(fail)) return { state: 'failed', reason: `data interval threshold exceeded ${than(fail)}` }
  if (exceeds(warn)) return { state: 'degraded', reason: `data interval threshold exceeded ${than(warn)}` }
  const limit = warn > 0 ? warn : fail
  if (limit === 0) return { state: 'operational', reason: 'no data interval is expected' }
  return { state: 'operational', reason: `data interval within range (${intervalText(limit * second)})` }
}

/** What the rates make of a stream that is not too long silent. */
export function judgeRates(verdict: Verdict, expectedRate: number, rates: Rates, rule: RateRule): Verdict {
  const { overMinutes, overDay } = rates
  const isLow = overMinutes < rule.shareOfMinutes * expectedRate && overDay < rule.shareOfDay * expectedRate
  if (!isLow) return verdict
  const shown = (rate: number) => Number(rate.toPrecision(4))
  const measured = `${shown(overMinutes)} over 5 minutes, ${shown(overDay)} over a day`
  return {
    state: 'degraded',
    reason: `data rate below expected (${measured}, expected ${shown(expectedRate)} per second)`,
  }
}

/** Like `0:10:05`, `1 day, 2:00:00` or, between seconds, `0:00:00.250000`. */
export function intervalText(micros: number): string {
  const sign = micros < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(micros) / second)
  const fraction = Math.abs(micros) % second
  const two = (value: number) => String(value).padStart(2, '0')
  const days = Math.floor(whole / 86_400)
  const clock = `${Math.floor((whole % 86_400) / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`
  const part = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`
  return `${sign}${days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `}${clock}${part}`
}

export interface Standing {
  readonly state: State
  /** What it is seen to be, and since when it is seen not to be in its state; null: as its state says. */
  readonly pending: { readonly state: State; readonly since: number } | null
}

const severity: Partial<Record<State, number>> = { operational: 0, degraded: 1, failed: 2 }

/**
 * The standing after an observation. Between operational, degraded and failed a change is held back until the stream was
 * seen to be better, or worse, all through the hold time; others are said at once: somebody decided them.
 */
export function settle(before: Standing, observed: State, minute: number, holdMicros: number): Standing {
  if (observed === before.state) return { state: before.state, pending: null }
  const [from, to] = [severity[before.state], severity[observed]]
  if (from === undefined || to === undefined) return { state: observed, pending: null }
  const pending = before.pending === null ? undefined : severity[before.pending.state]
  const isSameWay = pending !== undefined && Math.sign(pending - from) === Math.sign(to - from)
  const since = isSameWay ? (before.pending?.since ?? minute) : minute
  if (minute - since >= holdMicros) return { state: observed, pending: null }
  return { state: before.state, pending: { state: observed, since } }
}
