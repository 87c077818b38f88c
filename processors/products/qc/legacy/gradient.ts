import { outcome } from '../flags.ts'
import { BadQualitySetting, number, optional, type Parameter, type Span, span, withDefault } from '../parameters.ts'
import { period, periodsOf } from '../periods.ts'
import { defineQualityTest } from '../quality-test.ts'

/** `[least, largest]`, or one number for both signs. */
const gradients: Parameter<Span> = {
  ...span('Change of the values over that of x; one number for both signs'),
  form: 'a number, or [least, largest]',
  read(value, field) {
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return [-value, value]
    if (Array.isArray(value)) return span('').read(value, field)
    throw new BadQualitySetting(`${field} must be a number above 0, or [least, largest], not ${JSON.stringify(value)}`)
  },
}

export const gradientTest = defineQualityTest({
  name: 'dataqc_gradienttest_wrapper',
  standard: 'legacy',
  about:
    'A value that changes too fast from the one before is bad, and all after it until one comes close to the last good one. Each period begins anew.',
  source: 'OOI DPS 1341-10010 (gradient test)',
  parameters: {
    ddatdx: gradients,
    mindx: withDefault(number('A value no further than this from the one before is not tested', { least: 0 }), 0),
    startdat: optional(number('A value known to be good before each period; its first if left out', { units: 'data' })),
    toldat: number('So close to the last good value it is good again', { units: 'data', least: 0 }),
    period,
  },
  inputs: { x: { about: 'What the values change with; time in seconds if left out', units: '1', isOptional: true } },
  reach: ({ period }) => ({ periodSeconds: period }),
  run({ values, time }, { ddatdx: [least, largest], mindx, startdat, toldat, period }, { x }) {
    const outcomes = new Uint8Array(values.length).fill(outcome.notEvaluated)
    const position = (i: number): number => (x === undefined ? (time[i] as number) / 1e6 : (x[i] as number))
    for (const { from, to } of periodsOf(time, period)) {
      let lastGood = startdat ?? Number.NaN
      let isBad = startdat !== undefined
      let previous = -1
      for (let i = from; i < to; i++) {
        const value = values[i] as number
        if (Number.isNaN(value) || Number.isNaN(position(i))) continue
        if (previous >= 0 && Math.abs(position(i) - position(previous)) <= mindx) continue
        if (isBad) isBad = Math.abs(value - lastGood) > toldat
        else if (previous >= 0) {
          const gradient = (value - (values[previous] as number)) / (position(i) - position(previous))
          isBad = gradient < least || gradient > largest
          // What was not tested on the way to a bad value is bad too.
          for (let j = previous + 1; isBad && j < i; j++) if (!Number.isNaN(values[j])) outcomes[j] = outcome.bad
        }
        if (!isBad) lastGood = value
        outcomes[i] = isBad ? outcome.bad : outcome.good
        previous = i
      }
    }
    return outcomes
  },
})
