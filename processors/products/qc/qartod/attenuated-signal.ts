import { flag } from '../flags.ts'
import { choice, count, number, optional, withDefault } from '../parameters.ts'
import { defaultPeriodSeconds, periodStart } from '../periods.ts'
import { defineQualityTest } from '../quality-test.ts'
import { SlidingWindow } from './sliding-window.ts'

const second = 1e6 // microseconds

export const attenuatedSignalTest = defineQualityTest({
  name: 'attenuated_signal_test',
  standard: 'qartod',
  about:
    'A signal that hardly varies: its deviation or range over a time before each value, or over its whole UTC day.',
  source: 'QARTOD manuals, test 10 (attenuated signal)',
  parameters: {
    suspect_threshold: number('Less variation is suspect', { units: 'data', least: 0 }),
    fail_threshold: number('Less variation fails', { units: 'data', least: 0 }),
    test_period: optional(number('Time before each value; its UTC day if left out', { units: 's', above: 0 })),
    min_obs: optional(count('So many values are needed in the time', 0)),
    min_period: optional(number('Values over so long are needed in the time', { units: 's', least: 0 })),
    check_type: withDefault(choice('std: standard deviation; range', 'std', 'range'), 'std'),
  },
  inputs: {},
  problem({ suspect_threshold, fail_threshold, min_obs, min_period }) {
    if (min_obs !== undefined && min_period !== undefined) return 'min_obs and min_period exclude each other'
    return fail_threshold > suspect_threshold
      ? `fail_threshold ${fail_threshold} must not be above the suspect threshold ${suspect_threshold}`
      : null
  },
  reach: ({ test_period }) =>
    test_period === undefined ? { periodSeconds: defaultPeriodSeconds } : { secondsBefore: test_period },
  run({ values, time }, { suspect_threshold, fail_threshold, test_period, min_obs, min_period, check_type }) {
    const flags = new Uint8Array(values.length)
    const window = new SlidingWindow(values)
    let from = 0
    let to = 0
    /** As many as the time needed holds, by the steps of those in the window. */
    const leastIn = (first: number, end: number): number => {
      if (min_period === undefined) return 1
      if (end - 1 === first) return Number.POSITIVE_INFINITY
      const [steps, length] = [end - 1 - first, (time[end - 1] as number) - (time[first] as number)]
      return Math.floor((min_period * second * steps) / length)
    }
    const dayOf = (i: number) => periodStart(time[i] as number, defaultPeriodSeconds)
    for (let i = 0; i < values.length; i++) {
      if (test_period === undefined) {
        while (dayOf(from) < dayOf(i)) from++
        while (to < values.length && dayOf(to) === dayOf(i)) to++
      } else {
        // The beginning of the time is not in it: a time of two steps holds two values.
        while ((time[i] as number) - (time[from] as number) >= test_period * second) from++
        to = i + 1
      }
      window.moveTo(from, to)
      const variation = check_type === 'std' ? window.deviation : window.range
      if (Number.isNaN(values[i])) flags[i] = flag.missing
      else if (window.count < (min_obs ?? leastIn(from, to))) flags[i] = flag.notEvaluated
      else if (variation < fail_threshold) flags[i] = flag.fail
      else flags[i] = variation < suspect_threshold ? flag.suspect : flag.pass
    }
    return flags
  },
})
