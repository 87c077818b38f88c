import { outcome } from '../flags.ts'
import { count, number, withDefault } from '../parameters.ts'
import { period, periodsOf } from '../periods.ts'
import { defineQualityTest } from '../quality-test.ts'

export const polyTrendTest = defineQualityTest({
  name: 'dataqc_polytrendtest_wrapper',
  standard: 'legacy',
  about: 'If a polynomial of time takes most of the deviation away, the whole period is bad.',
  source: 'OOI DPS 1341-10007 (trend test)',
  parameters: {
    ord_n: withDefault(count('Degree of the polynomial', 0), 1),
    nstd: withDefault(number('A trend makes the deviation smaller by more than this factor', { above: 0 }), 3),
    period,
  },
  inputs: {},
  reach: ({ period }) => ({ periodSeconds: period }),
  run({ values, time }, { ord_n, nstd, period }) {
    const outcomes = new Uint8Array(values.length).fill(outcome.notEvaluated)
    for (const { from, to } of periodsOf(time, period)) {
      const rows: number[] = []
      for (let row = from; row < to; row++) if (!Number.isNaN(values[row])) rows.push(row)
      if (rows.length < ord_n + 2) continue
      const verdict = isTrend(values, time, rows, ord_n, nstd) ? outcome.bad : outcome.good
      for (const row of rows) outcomes[row] = verdict
    }
    return outcomes
  },
})

function isTrend(values: Float64Array, time: Float64Array, rows: readonly number[], degree: number, factor: number) {
  // Less the first value: a constant series has no deviation at all.
  const left = Float64Array.from(rows, (row) => (values[row] as number) - (values[rows[0] as number] as number))
  const first = time[rows[0] as number] as number
  const length = (time[rows.at(-1) as number] as number) - first
  const t = Float64Array.from(rows, (row) => (2 * ((time[row] as number) - first)) / length - 1)
  const before = deviation(left)
  takeAway(left, t, degree)
  return deviation(left) * factor < before
}

/** Takes the least-squares polynomial of `t`, within -1 and 1, away from the values: one orthogonal power after the other. */
function takeAway(values: Float64Array, t: Float64Array, degree: number): void {
  const done: Float64Array[] = []
  for (let power = 0; power <= degree; power++) {
    const own = t.map((one) => one ** power)
    // Twice, since once leaves rounding behind.
    for (const other of [...done, ...done]) subtract(own, other)
    if (!(dot(own, own) > 1e-20 * t.length)) continue
    done.push(own)
    subtract(values, own)
  }
}

/** Takes away from `values` what lies along `direction`. */
function subtract(values: Float64Array, direction: Float64Array): void {
  const share = dot(values, direction) / dot(direction, direction)
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) - share * (direction[i] as number)
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function deviation(values: Float64Array): number {
  let mean = 0
  for (const value of values) mean += value / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return Math.sqrt(squares / values.length)
}
