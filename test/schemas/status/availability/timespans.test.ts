import fc from 'fast-check'
import { binsOf } from '../../../../schemas/status/availability/bins.ts'
import { coverageOf, timespansOf } from '../../../../schemas/status/availability/timespans.ts'

type Bin = [first: number, last: number, count: number]
const bins = (...rows: Bin[]) => binsOf(rows.map(([first, last, count]) => ({ first, last, count })))
const all = { start: 0, stop: 1_000_000 }
const shown = (spans: readonly { start: number; stop: number }[]) => spans.map(({ start, stop }) => `${start}-${stop}`)

/** A particle every 10 µs in the first bin, every 12 µs in the second, every 8 µs in the last. */
const three: Bin[] = [
  [0, 100, 11],
  [110, 230, 11],
  [249, 329, 11],
]

test('bins belong together up to 1.8 usual separations, or the gap that is asked for', () => {
  // The median separation is 10 µs: 18 µs belong together, 19 do not.
  const found = timespansOf(bins(...three), all, 0)
  expect(found).toMatchObject({ separation: 10, tolerance: 18, particles: 33 })
  expect(shown(found.spans)).toEqual(['0-230', '249-329'])
  expect(shown(timespansOf(bins(...three), all, 18).spans)).toEqual(['0-230', '249-329'])
  expect(shown(timespansOf(bins(...three), all, 19).spans)).toEqual(['0-329'])
  expect(shown(timespansOf(bins([0, 100, 11], [118, 218, 11]), all, 0).spans)).toEqual(['0-218'])
})

test('spans are chosen by overlap and cut to the window', () => {
  const within = (start: number, stop: number) => shown(timespansOf(bins(...three), { start, stop }, 0).spans)
  expect(within(20, 40)).toEqual(['20-40'])
  expect(within(230, 249)).toEqual(['230-230'])
  expect(within(231, 249)).toEqual([])
  expect(within(200, 250)).toEqual(['200-230', '249-250'])
  expect(within(330, 400)).toEqual([])
})

test('few particles: a daily one makes a stretch, a single one a moment', () => {
  const daily = timespansOf(bins([0, 0, 1], [100, 100, 1], [201, 201, 1], [500, 500, 1]), all, 0)
  // Distances 100, 101, 299: the median is 101.
  expect(daily).toMatchObject({ separation: 101, particles: 4 })
  expect(shown(daily.spans)).toEqual(['0-201', '500-500'])
  expect(timespansOf(bins([7, 7, 1]), all, 0)).toMatchObject({ separation: null, spans: [{ start: 7, stop: 7 }] })
  expect(timespansOf(bins(), all, 0)).toEqual({ spans: [], particles: 0, separation: null, tolerance: 0 })
})

test('overlapping bins of two deployments make one span', () => {
  expect(shown(timespansOf(bins([0, 500, 51], [100, 200, 11], [300, 700, 41]), all, 0).spans)).toEqual(['0-700'])
})

test('gaps are what the spans leave of the expected time, its ends included', () => {
  const spans = [
    { start: 100, stop: 200 },
    { start: 300, stop: 350 },
    { start: 380, stop: 600 },
  ]
  const expected = [
    { start: 0, stop: 400 },
    { start: 500, stop: 700 },
    { start: 800, stop: 900 },
  ]
  const coverage = coverageOf(spans, expected, 0)
  expect(shown(coverage.gaps)).toEqual(['0-100', '200-300', '350-380', '600-700', '800-900'])
  // 270 of 700.
  expect(coverage).toMatchObject({ expected: 700, longestGap: 100, milliPercent: 38_571 })
  const tolerant = coverageOf(spans, expected, 30)
  expect(shown(tolerant.gaps)).toEqual(['0-100', '200-300', '600-700', '800-900'])
  expect(tolerant.milliPercent).toBe(42_857)
})

test('percentages are not rounded up to 100, and there is none of no time', () => {
  const almost = coverageOf([{ start: 0, stop: 999_999_999 }], [{ start: 0, stop: 1_000_000_000 }], 0)
  expect(almost.milliPercent).toBe(99_999)
  expect(coverageOf([], [], 0)).toEqual({ expected: 0, gaps: [], longestGap: 0, milliPercent: null })
})

const anyIntervals = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 80 })), { maxLength: 12 })
  .map((steps) => {
    let at = 0
    return steps.map(([gap, length]) => {
      const start = at + gap
      at = start + length
      return { start, stop: at }
    })
  })

test('for any spans, every moment of the expected time is in a span or in a gap', () => {
  fc.assert(
    fc.property(anyIntervals, anyIntervals, (spans, expected) => {
      const { gaps } = coverageOf(spans, expected, 0)
      const isIn = (moment: number) => (one: { start: number; stop: number }) => one.start < moment && moment < one.stop
      for (let moment = 0.5; moment < 1_700; moment += 1) {
        const isLeft = expected.some(isIn(moment)) && !spans.some(isIn(moment))
        if (gaps.some(isIn(moment)) !== isLeft) throw new Error(`at ${moment}`)
      }
    }),
  )
})
