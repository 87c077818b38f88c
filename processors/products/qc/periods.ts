/** Fixed periods of time: what is judged as a whole is judged in them, so that it does not depend on what was asked for. */
import { number, type Parameter, withDefault } from './parameters.ts'

/** A UTC day. */
export const defaultPeriodSeconds = 86_400

export const period: Parameter<number> = withDefault(
  number('Each period is judged by itself; counted from 1970-01-01', { units: 's', above: 0 }),
  defaultPeriodSeconds,
)

/** Start of the period that holds a time; UTC microseconds. */
export function periodStart(micros: number, seconds: number): number {
  const length = seconds * 1e6
  return Math.floor(micros / length) * length
}

/** End of the period that a range reaches into last; `micros` is the time after the range. */
export function periodEnd(micros: number, seconds: number): number {
  const length = seconds * 1e6
  return Math.ceil(micros / length) * length
}

/** The rows of each period: `from` ≤ row < `to`. `time` ascends, UTC microseconds. */
export function* periodsOf(time: Float64Array, seconds: number): Generator<{ from: number; to: number }> {
  for (let from = 0; from < time.length; ) {
    const end = periodStart(time[from] as number, seconds) + seconds * 1e6
    let to = from + 1
    while (to < time.length && (time[to] as number) < end) to++
    yield { from, to }
    from = to
  }
}
