import { flag } from '../flags.ts'
import { number, optional } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'
import { thresholdsProblem } from './spike.ts'

const perSecond = 1e6 // microseconds

export const rateOfChangeTest = defineQualityTest({
  name: 'rate_of_change_test',
  standard: 'qartod',
  about: 'A value that changed too fast since the one before. After a gap of missing values it passes.',
  source: 'QARTOD manuals, test 7 (rate of change)',
  parameters: {
    threshold: number('A faster change is suspect', { units: 'data s-1', above: 0 }),
    fail_threshold: optional(number('A faster change fails', { units: 'data s-1', above: 0 })),
  },
  inputs: {},
  problem: ({ threshold, fail_threshold }) => thresholdsProblem(threshold, fail_threshold),
  reach: () => ({ rowsBefore: 1 }),
  run({ values, time }, { threshold, fail_threshold = Number.POSITIVE_INFINITY }) {
    const flags = new Uint8Array(values.length)
    for (let i = 0; i < values.length; i++) {
      const seconds = i === 0 ? Number.NaN : ((time[i] as number) - (time[i - 1] as number)) / perSecond
      const rate = i === 0 ? 0 : Math.abs((values[i] as number) - (values[i - 1] as number)) / seconds
      if (Number.isNaN(values[i])) flags[i] = flag.missing
      else if (seconds <= 0) flags[i] = flag.notEvaluated
      else flags[i] = rate > fail_threshold ? flag.fail : rate > threshold ? flag.suspect : flag.pass
    }
    return flags
  },
})
