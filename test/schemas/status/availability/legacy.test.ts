/** The expected rows are what the code of ooi_status gives for these bins, when it is run. */
import { binsOf } from '../../../../schemas/status/availability/bins.ts'
import { legacySpans } from '../../../../schemas/status/availability/legacy.ts'
import { legacyProfile } from '../../../../schemas/status/availability/profile.ts'
import type { Interval } from '../../../../schemas/status/availability/window.ts'

type Bin = [first: number, last: number, count: number]
const second = 1_000_000
const window = { start: 0, stop: 1200 }
const spans = (rows: readonly Bin[], deployed: readonly Interval[] = [window]) => {
  const bins = binsOf(rows.map(([first, last, count]) => ({ first: first * second, last: last * second, count })))
  const inMicros = ({ start, stop }: Interval) => ({ start: start * second, stop: stop * second })
  return legacySpans(bins, inMicros(window), deployed.map(inMicros), legacyProfile).map(
    ({ start, grade, stop }) => `${start / second} ${legacyProfile.labels[grade]} ${stop / second}`,
  )
}

/** 2050 particles in 1200 s: the average separation is 0.585 s, the threshold 1.2 s. */
const twelve: Bin[] = [
  [0, 99, 200],
  [100, 199, 200],
  [200, 299, 200],
  [300, 399, 100],
  [400, 499, 90],
  [500, 599, 200],
  [600, 699, 200],
  [700, 799, 200],
  [800, 899, 40],
  [900, 999, 210],
  [1000, 1099, 210],
  [1150, 1190, 200],
]

test('sparse bins stay apart, with slivers of Present between', () => {
  expect(spans(twelve)).toEqual([
    '0 Present 300',
    '300 Sparse 2 399',
    '399 Present 400',
    '400 Sparse 2 499',
    '499 Present 800',
    '800 Sparse 3 899',
    '899 Present 1099',
    '1099 Missing 1150',
    '1150 Present 1190',
    '1190 Missing 1200',
  ])
})

test('ten bins or fewer have no gaps, whatever they count', () => {
  const ten = twelve.filter(([first]) => first !== 500 && first !== 600)
  expect(spans(ten)).toEqual([
    '0 Present 99',
    '100 Present 199',
    '200 Present 299',
    '300 Sparse 1 399',
    '400 Sparse 2 499',
    '700 Present 799',
    '800 Sparse 3 899',
    '900 Present 999',
    '1000 Present 1099',
    '1150 Present 1190',
  ])
})

test('deployments cut spans, and none stops before it starts', () => {
  const steady = Array.from({ length: 12 }, (_, index): Bin => [index * 100, index * 100 + 100, 200])
  const deployed = [
    { start: 0, stop: 300 },
    { start: 600, stop: 1200 },
  ]
  expect(spans(steady, deployed)).toEqual(['0 Present 300', '600 Present 1200'])
})

test('without bins or deployments there is one span of no length', () => {
  expect(spans([])).toEqual(['0 Not Expected 0'])
  expect(spans(twelve, [])).toEqual(['0 Not Expected 0'])
})
