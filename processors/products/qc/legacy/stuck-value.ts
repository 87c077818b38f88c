import { outcome } from '../flags.ts'
import { count, number, withDefault } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'

export const stuckValueTest = defineQualityTest({
  name: 'dataqc_stuckvaluetest_wrapper',
  standard: 'legacy',
  about: 'Values that stay the same within the resolution, so many in a row, are bad. A missing value ends a row.',
  source: 'OOI DPS 1341-10008 (stuck value test)',
  parameters: {
    reso: number('Resolution of the sensor: a smaller difference is none', { units: 'data', above: 0 }),
    num: withDefault(count('Values in a row that are too many', 2), 10),
  },
  inputs: {},
  reach: ({ num }) => ({ rowsBefore: num - 1, rowsAfter: num - 1 }),
  run({ values }, { reso, num }) {
    const outcomes = new Uint8Array(values.length).fill(values.length < num ? outcome.notEvaluated : outcome.good)
    for (let last = num - 1; last < values.length; last++) {
      let j = last - 1
      while (j > last - num && Math.abs((values[j] as number) - (values[last] as number)) < reso) j--
      if (j === last - num) outcomes.fill(outcome.bad, j + 1, last + 1)
    }
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) outcomes[i] = outcome.notEvaluated
    return outcomes
  },
})
