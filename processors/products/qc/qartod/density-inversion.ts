import { flag } from '../flags.ts'
import { number, optional } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'

export const densityInversionTest = defineQualityTest({
  name: 'density_inversion_test',
  standard: 'qartod',
  about: 'Potential density must grow with depth, within a tolerance: both values of an inversion are flagged.',
  source: 'QARTOD manual for temperature and salinity, test 11 (density inversion)',
  parameters: {
    suspect_threshold: optional(
      number('Change downwards that is suspect if it is below; negative', { units: 'kg m-3' }),
    ),
    fail_threshold: optional(number('Change downwards that fails if it is below; negative', { units: 'kg m-3' })),
  },
  inputs: { zinp: { about: 'Depth or pressure', units: 'm' } },
  problem({ suspect_threshold, fail_threshold }) {
    if (suspect_threshold === undefined && fail_threshold === undefined) {
      return 'suspect_threshold is missing, and fail_threshold too: at least one is needed'
    }
    return suspect_threshold !== undefined && fail_threshold !== undefined && fail_threshold > suspect_threshold
      ? `fail_threshold ${fail_threshold} must not be above the suspect threshold ${suspect_threshold}`
      : null
  },
  reach: () => ({ rowsBefore: 1, rowsAfter: 1 }),
  run({ values }, settings, { zinp }) {
    const { suspect_threshold = Number.NEGATIVE_INFINITY, fail_threshold = Number.NEGATIVE_INFINITY } = settings
    const flags = new Uint8Array(values.length).fill(values.length === 1 ? flag.notEvaluated : flag.pass)
    const isMissing = (i: number) => Number.isNaN((values[i] as number) + (zinp[i] as number))
    for (let i = 1; i < values.length; i++) {
      const down = Math.sign((zinp[i] as number) - (zinp[i - 1] as number))
      const change = down * ((values[i] as number) - (values[i - 1] as number))
      const found = change < fail_threshold ? flag.fail : change < suspect_threshold ? flag.suspect : flag.pass
      flags[i - 1] = Math.max(flags[i - 1] as number, found)
      flags[i] = found
    }
    // What follows a missing value has nothing to be compared with, and counts as missing too.
    for (let i = 0; i < values.length; i++) {
      if (isMissing(i) || (i > 0 && isMissing(i - 1))) flags[i] = flag.missing
    }
    return flags
  },
})
