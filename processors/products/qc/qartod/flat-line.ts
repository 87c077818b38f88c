import { flag } from '../flags.ts'
import { number, withDefault } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'
import { SlidingWindow } from './sliding-window.ts'
import { thresholdsProblem } from './spike.ts'

const second = 1e6 // microseconds

export const flatLineTest = defineQualityTest({
  name: 'flat_line_test',
  standard: 'qartod',
  about:
    'A value that, with all before it over some time, does not leave a tolerance. Until there are data over that time, and after a gap, it passes.',
  source: 'QARTOD manuals, test 8 (flat line)',
  parameters: {
    suspect_threshold: number('Flat over so long is suspect', { units: 's', above: 0 }),
    fail_threshold: number('Flat over so long fails', { units: 's', above: 0 }),
    tolerance: withDefault(number('A smaller range is flat; none at all always is', { units: 'data', least: 0 }), 0),
  },
  inputs: {},
  problem: ({ suspect_threshold, fail_threshold }) => thresholdsProblem(suspect_threshold, fail_threshold),
  reach: ({ suspect_threshold, fail_threshold }) => ({ secondsBefore: Math.max(suspect_threshold, fail_threshold) }),
  run({ values, time }, { suspect_threshold, fail_threshold, tolerance }) {
    const flags = new Uint8Array(values.length)
    for (let i = 0; i < values.length; i++) flags[i] = Number.isNaN(values[i]) ? flag.missing : flag.pass
    for (const [seconds, found] of [
      [suspect_threshold, flag.suspect],
      [fail_threshold, flag.fail],
    ] as const) {
      const long = seconds * second
      const window = new SlidingWindow(values)
      let from = 0
      for (let i = 0; i < values.length; i++) {
        while ((time[i] as number) - (time[from] as number) > long) from++
        window.moveTo(from, i + 1)
        // Data over the whole time: one step earlier would be before its beginning.
        const covered = (time[i] as number) - (time[from] as number)
        const isCovered = covered + covered / (i - from) > long && window.count > 1
        const isFlat = window.range < tolerance || window.range === 0
        if (isCovered && isFlat && flags[i] !== flag.missing) flags[i] = found
      }
    }
    return flags
  },
})
