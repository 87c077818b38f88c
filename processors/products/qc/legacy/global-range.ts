import { outcome } from '../flags.ts'
import { number } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'

export const globalRangeTest = defineQualityTest({
  name: 'dataqc_globalrangetest_minmax',
  standard: 'legacy',
  about: 'A value outside of a range is bad.',
  source: 'OOI DPS 1341-10004 (global range test)',
  parameters: {
    dat_min: number('Least good value', { units: 'data' }),
    dat_max: number('Largest good value', { units: 'data' }),
  },
  inputs: {},
  problem: ({ dat_min, dat_max }) =>
    dat_min <= dat_max ? null : `dat_min ${dat_min} must not be above dat_max ${dat_max}`,
  run({ values }, { dat_min, dat_max }) {
    return Uint8Array.from(values, (value) => {
      if (Number.isNaN(value)) return outcome.notEvaluated
      return value >= dat_min && value <= dat_max ? outcome.good : outcome.bad
    })
  },
})
