/** What 15-second bins tell of the seafloor: pressure, de-tided depth and its rates. */
import { at, defineWindowAlgorithm, type Numbers } from '../../algorithm.ts'
import { binOf, binWindow, type Depths, depthsOf, finderIn, isGoodPressure } from './depths.ts'
import { eachWindow, meanOf, seconds1900, source, stampOf, timeOfRow } from './window-means.ts'

const timestamp = timeOfRow
const botpres = { about: 'Bottom pressure with that of the air', units: 'psi' } as const
const predtide = {
  about: 'Predicted tide; without it nothing is de-tided, and there is no depth',
  units: 'm',
  optional: true,
} as const

const pressure = (botpres: Numbers) => (row: number) => {
  const psia = at(botpres, row)
  return isGoodPressure(psia) ? psia : Number.NaN
}

const time15sProduct = defineWindowAlgorithm({
  name: 'prs_botsflu_time15s',
  formulaVersion: 1,
  about: 'Times of the 15-second bins that have pressure',
  source,
  arguments: { timestamp, botpres },
  result: { about: 'Centre of the bin', units: seconds1900 },
  window: binWindow,
  compute: ({ botpres }, _, windows) =>
    eachWindow(windows, (window) =>
      meanOf(windows, window, pressure(botpres)).count > 0 ? stampOf(windows, window, binWindow) : Number.NaN,
    ),
})

const meanPressure = defineWindowAlgorithm({
  name: 'prs_botsflu_meanpres',
  formulaVersion: 1,
  about: 'Mean bottom pressure of 15 seconds',
  source,
  arguments: { timestamp, botpres },
  result: { about: 'Mean bottom pressure', units: 'psi' },
  window: binWindow,
  compute: ({ botpres }, _, windows) =>
    eachWindow(windows, (window) => meanOf(windows, window, pressure(botpres)).mean),
})

/** A product of the de-tided depths; `compute` gives NaN where they do not reach. */
function ofDepths(
  name: string,
  about: string,
  units: string,
  gap: string,
  begin: (depths: Depths) => (bin: number) => number,
) {
  return defineWindowAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source,
    arguments: { timestamp, botpres, predtide },
    result: { about, units },
    window: binWindow,
    compute({ botpres, predtide }, { time, flag }, windows) {
      const depths = predtide === undefined ? null : depthsOf(botpres, predtide, time)
      const compute = depths === null ? null : begin(depths)
      return eachWindow(windows, (window) => {
        const value = compute?.(binOf((windows.start[window] as number) + binWindow.stampMicros)) ?? Number.NaN
        if (Number.isNaN(value) && meanOf(windows, window, pressure(botpres)).count > 0) {
          const hasTide = predtide !== undefined && meanOf(windows, window, (row) => at(predtide, row)).count > 0
          flag(window, hasTide ? gap : 'no predicted tide: the depth would not be de-tided')
        }
        return value
      })
    },
  })
}

const meanDepth = ofDepths(
  'prs_botsflu_meandepth',
  'Mean de-tided depth of 15 seconds, negative downward',
  'm',
  'no sample has both pressure and tide',
  (depths) => {
    const find = finderIn(depths)
    return (bin) => depths.depth[find(bin)] ?? Number.NaN
  },
)

/** 5 minutes in bins, and from m in 5 minutes to cm/min. */
const fiveMinutes = 20
const perMinute = 20
const rate5Minutes = ofDepths(
  'prs_botsflu_5minrate',
  'Rate of depth change against 5 minutes earlier',
  'cm min-1',
  'no depth 5 minutes earlier',
  (depths) => {
    const [find, findEarlier] = [finderIn(depths), finderIn(depths)]
    const depthAt = (index: number) => depths.depth[index] ?? Number.NaN
    return (bin) => perMinute * (depthAt(find(bin)) - depthAt(findEarlier(bin - fiveMinutes)))
  },
)

/** 10 minutes in bins, and from m in 10 minutes to cm/h. The mean at a bin is of the 19 before it, itself and 20 after. */
const tenMinutes = 40
const binsAhead = 20
const perHour = 600
const rate10Minutes = ofDepths(
  'prs_botsflu_10minrate',
  'Rate of change of the centred 10-minute mean depth against 10 minutes earlier',
  'cm h-1',
  'a gap within 15 minutes before or 5 after',
  (depths) => {
    const find = finderIn(depths)
    const sumBefore = (end: number) => {
      let sum = 0
      for (let i = end - tenMinutes; i < end; i++) sum += depths.depth[i] as number
      return sum
    }
    return (bin) => {
      const end = find(bin) + binsAhead + 1
      const begin = end - 2 * tenMinutes
      const isWhole =
        begin >= 0 &&
        depths.bin[begin] === bin + binsAhead + 1 - 2 * tenMinutes &&
        depths.bin[end - 1] === bin + binsAhead
      return isWhole ? (perHour * (sumBefore(end) - sumBefore(end - tenMinutes))) / tenMinutes : Number.NaN
    }
  },
)

export const binAlgorithms = [time15sProduct, meanPressure, meanDepth, rate5Minutes, rate10Minutes] as const
