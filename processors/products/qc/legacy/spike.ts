import { outcome } from '../flags.ts'
import { count, number, withDefault } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'

export const legacySpikeTest = defineQualityTest({
  name: 'dataqc_spiketest_wrapper',
  standard: 'legacy',
  about:
    'A value further from the mean of its neighbours than N times their range is bad. Missing neighbours do not count; near the ends the neighbours are those of the first or last L values.',
  source: 'OOI DPS 1341-10006 (spike test)',
  parameters: {
    acc: number('Accuracy of the sensor: a smaller range of the neighbours counts as this', {
      units: 'data',
      least: 0,
    }),
    N: withDefault(number('Ranges that a good value may be off', { above: 0 }), 5),
    L: withDefault(count('Values of a window, the tested one among them; odd', 3), 5),
  },
  inputs: {},
  // Near an end of the series the window stays, and reaches as far as it is long.
  reach: ({ L }) => ({ rowsBefore: L - 1, rowsAfter: L - 1 }),
  run({ values }, { acc, N, L }) {
    const outcomes = new Uint8Array(values.length).fill(outcome.notEvaluated)
    if (values.length < L) return outcomes
    const before = Math.floor(L / 2)
    for (let i = 0; i < values.length; i++) {
      const from = Math.max(0, Math.min(i - before, values.length - L))
      outcomes[i] = judged(values, i, from, from + L, acc, N)
    }
    return outcomes
  },
})

function judged(values: Float64Array, tested: number, from: number, to: number, acc: number, N: number): number {
  let sum = 0
  let neighbours = 0
  let least = Number.POSITIVE_INFINITY
  let largest = Number.NEGATIVE_INFINITY
  for (let j = from; j < to; j++) {
    const value = values[j] as number
    if (j === tested || Number.isNaN(value)) continue
    sum += value
    neighbours++
    least = Math.min(least, value)
    largest = Math.max(largest, value)
  }
  const value = values[tested] as number
  if (neighbours < 2 || Number.isNaN(value)) return outcome.notEvaluated
  return Math.abs(value - sum / neighbours) > N * Math.max(largest - least, acc) ? outcome.bad : outcome.good
}
