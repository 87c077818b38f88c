import { flag } from '../flags.ts'
import { choice, number, optional, withDefault } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'

export const spikeTest = defineQualityTest({
  name: 'spike_test',
  standard: 'qartod',
  about: 'A value that stands out from the one before and the one after it.',
  source: 'QARTOD manuals, test 6 (spike)',
  parameters: {
    suspect_threshold: optional(number('Standing out more than this is suspect', { units: 'data', above: 0 })),
    fail_threshold: optional(number('Standing out more than this fails', { units: 'data', above: 0 })),
    method: withDefault(
      choice(
        'average: distance from the mean of both neighbours; differential: the smaller distance, if both are on one side',
        'average',
        'differential',
      ),
      'average',
    ),
  },
  inputs: {},
  problem({ suspect_threshold, fail_threshold }) {
    if (suspect_threshold === undefined && fail_threshold === undefined) {
      return 'suspect_threshold is missing, and fail_threshold too: at least one is needed'
    }
    return thresholdsProblem(suspect_threshold, fail_threshold)
  },
  reach: () => ({ rowsBefore: 1, rowsAfter: 1 }),
  run({ values }, { suspect_threshold = Number.POSITIVE_INFINITY, fail_threshold = Number.POSITIVE_INFINITY, method }) {
    const flags = new Uint8Array(values.length)
    const heightOf = method === 'average' ? aboveMean : aboveNearest
    for (let i = 0; i < values.length; i++) {
      // Beyond the ends the neighbour is NaN, and so is the height.
      const standing = heightOf(values[i - 1] ?? Number.NaN, values[i] as number, values[i + 1] ?? Number.NaN)
      if (Number.isNaN(values[i])) flags[i] = flag.missing
      else if (Number.isNaN(standing)) flags[i] = flag.notEvaluated
      else flags[i] = standing > fail_threshold ? flag.fail : standing > suspect_threshold ? flag.suspect : flag.pass
    }
    return flags
  },
})

function aboveMean(before: number, value: number, after: number): number {
  return Math.abs(value - (before + after) / 2)
}

function aboveNearest(before: number, value: number, after: number): number {
  const rise = value - before
  const fall = after - value
  return rise * fall >= 0 ? 0 : Math.min(Math.abs(rise), Math.abs(fall))
}

/** A failing value is at least suspect. */
export function thresholdsProblem(suspect: number | undefined, fail: number | undefined): string | null {
  return suspect !== undefined && fail !== undefined && fail < suspect
    ? `fail_threshold ${fail} must not be below the suspect threshold ${suspect}`
    : null
}
