/** What days tell of the seafloor: its depth and how fast it rises over weeks. */
import { at, defineAlgorithm, defineWindowAlgorithm, eachRow } from '../../algorithm.ts'
import { binMicros } from './depths.ts'
import { backwardSlopes, dayMicros } from './slopes.ts'
import { eachWindow, meanOf, seconds1900, source, stampOf, timeOfRow } from './window-means.ts'

/** Noon to noon: stamped at midnight, as the DPS wants it. */
const dayWindow = {
  lengthMicros: dayMicros,
  offsetMicros: dayMicros / 2,
  stampMicros: dayMicros / 2,
  lookBackMicros: 0,
}
const binsOfDay = dayMicros / binMicros
const dayCoverage = 0.9
const rateCoverage = 0.75

const time15s = timeOfRow

const time24h = defineWindowAlgorithm({
  name: 'prs_botsflu_time24h',
  formulaVersion: 1,
  about: 'Times of the days, at midnight, from noon to noon',
  source,
  arguments: { time15s },
  result: { about: 'Midnight of the day', units: seconds1900 },
  window: dayWindow,
  compute: (_, __, windows) => eachWindow(windows, (window) => stampOf(windows, window, dayWindow)),
})

const dayDepth = defineWindowAlgorithm({
  name: 'prs_botsflu_daydepth_from_15s_meandepth',
  formulaVersion: 1,
  about: 'Mean de-tided depth of a day, from noon to noon, of at least 90 % of its 15-second bins',
  source,
  arguments: { time15s, meandepth: { about: 'Mean de-tided depth of 15 seconds', units: 'm' } },
  result: { about: 'Mean de-tided depth of the day', units: 'm' },
  window: dayWindow,
  compute: ({ meandepth }, { flag }, windows) =>
    eachWindow(windows, (window) => {
      const { mean, count } = meanOf(windows, window, (row) => at(meandepth, row))
      const coverage = count / binsOfDay
      if (coverage >= dayCoverage) return mean
      flag(window, `depths cover less than ${100 * dayCoverage} % of the day`)
      return Number.NaN
    }),
})

function weeklyRate(weeks: number) {
  // Both ends count: a slope over 4 weeks is of 29 days.
  const days = weeks * 7 + 1
  return defineAlgorithm({
    name: `prs_botsflu_${weeks}wkrate_from_daydepth`,
    formulaVersion: 1,
    about: `Rate of uplift over the ${weeks} weeks before, of at least 75 % of the days`,
    source,
    arguments: { daydepth: { about: 'Mean de-tided depth of the day', units: 'm' } },
    result: { about: 'Rate of uplift', units: 'cm yr-1' },
    lookBackMicros: (days - 1) * dayMicros,
    compute({ daydepth }, { time, flag }) {
      const slopes = backwardSlopes(time, (row) => at(daydepth, row), days, rateCoverage * days)
      return eachRow(time.length, (row) => {
        const slope = slopes[row] as number
        if (Number.isNaN(slope)) flag(row, `depths of less than ${100 * rateCoverage} % of the ${days} days`)
        return slope * 100 * 365
      })
    },
  })
}

export const dayAlgorithms = [time24h, dayDepth, weeklyRate(4), weeklyRate(8)] as const
