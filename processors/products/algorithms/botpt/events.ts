/** Events that the rates of depth change give away: 1 where a rate passes its threshold, 0 where not. */
import { at, defineAlgorithm, eachRow, type Numbers, type Result } from '../../algorithm.ts'
import { source } from './window-means.ts'

function passes(
  rate: Numbers,
  threshold: Numbers,
  rows: number,
  isEvent: (rate: number, threshold: number) => boolean,
): Result {
  return eachRow(rows, (row) => {
    const value = at(rate, row)
    return Number.isNaN(value) ? value : Number(isEvent(value, at(threshold, row)))
  })
}

const units5 = 'cm min-1'
const botsflu_5minrate = { about: 'Rate of depth change against 5 minutes earlier', units: units5 } as const
const units10 = 'cm h-1'
const botsflu_10minrate = { about: 'Rate of change of the 10-minute mean depth', units: units10 } as const
const threshold = (units: string, value: number) =>
  ({ about: 'Rate from which it is an event', units, optional: true, default: value }) as const

const tsunami = defineAlgorithm({
  name: 'prs_tsunami_detection',
  formulaVersion: 1,
  about: 'Whether the depth changes as in a tsunami, either way',
  source,
  arguments: { botsflu_5minrate, tsunami_detection_threshold: threshold(units5, 1) },
  result: { about: 'Tsunami', units: '1' },
  compute: ({ botsflu_5minrate, tsunami_detection_threshold }, { rows }) =>
    passes(botsflu_5minrate, tsunami_detection_threshold, rows, (rate, least) => Math.abs(rate) >= least),
})

const imminent = defineAlgorithm({
  name: 'prs_eruption_imminent',
  formulaVersion: 1,
  about: 'Whether the seafloor rises as before an eruption',
  source,
  arguments: { botsflu_10minrate, eruption_imminent_threshold: threshold(units10, 5) },
  result: { about: 'Eruption imminent', units: '1' },
  compute: ({ botsflu_10minrate, eruption_imminent_threshold }, { rows }) =>
    passes(botsflu_10minrate, eruption_imminent_threshold, rows, (rate, least) => rate >= least),
})

const occurred = defineAlgorithm({
  name: 'prs_eruption_occurred',
  formulaVersion: 1,
  about: 'Whether the seafloor falls as after an eruption',
  source,
  arguments: { botsflu_10minrate, eruption_occurred_threshold: threshold(units10, -5) },
  result: { about: 'Eruption occurred', units: '1' },
  compute: ({ botsflu_10minrate, eruption_occurred_threshold }, { rows }) =>
    passes(botsflu_10minrate, eruption_occurred_threshold, rows, (rate, most) => rate <= most),
})

export const eventAlgorithms = [tsunami, imminent, occurred] as const
