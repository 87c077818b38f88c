/** By what rules streams are judged; the configuration may set others. */

export interface MonitorRules {
  /** How data come that are expected to come all the time. */
  readonly methods: readonly string[]
  /** For so long a stream must be seen in another state before that is its state. Seconds. */
  readonly holdSeconds: number
  /** Null: rates are not judged. */
  readonly rates: RateRule | null
}

/** A stream is degraded whose rate is below both shares of the expected one. */
export interface RateRule {
  /** Over the last five minutes, 0 to 1. */
  readonly shareOfMinutes: number
  /** Over the last day, 0 to 1. */
  readonly shareOfDay: number
}

export const defaultRules: MonitorRules = { methods: ['telemetered', 'streamed'], holdSeconds: 60, rates: null }
