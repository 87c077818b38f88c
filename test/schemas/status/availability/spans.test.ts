import fc from 'fast-check'
import { type Bins, binsOf, joinBins } from '../../../../schemas/status/availability/bins.ts'
import { defaultProfile, type Grade } from '../../../../schemas/status/availability/profile.ts'
import { availabilitySpans } from '../../../../schemas/status/availability/spans.ts'
import type { Interval } from '../../../../schemas/status/availability/window.ts'

/** One whole window: a span of 1,000,000 µs, so that the threshold is 1000 µs. */
const window = { start: 0, stop: 1_000_000 }
type Bin = [first: number, last: number, count: number]
const bins = (...rows: Bin[]): Bins => binsOf(rows.map(([first, last, count]) => ({ first, last, count })))

function spans(rows: Bin[], deployed: Interval[] = [window], within: Interval = window) {
  return availabilitySpans(bins(...rows), within, deployed, defaultProfile).map(
    ({ start, grade, stop }) => `${start} ${grade} ${stop}`,
  )
}

describe('more than 1000 particles', () => {
  // 2000 particles in 1,000,000 µs: the average separation is 500 µs.
  test.each<[string, Bin[], string[]]>([
    [
      'a gap above the threshold is missing, one that equals it is not',
      [
        [0, 400_000, 1000],
        [401_000, 500_000, 500],
        [501_001, 1_000_000, 500_000],
      ],
      // 502,000 particles now: the average is 1.99 µs, so the first two bins are sparse, the third is not.
      ['0 sparse3 500000', '500000 missing 501001', '501001 present 1000000'],
    ],
    [
      'the time before the first bin and after the last is missing, however short',
      [[1, 999_999, 2000]],
      ['0 missing 1', '1 present 999999', '999999 missing 1000000'],
    ],
    ['a separation that equals the average is present', [[0, 1_000_000, 2000]], ['0 present 1000000']],
    [
      'levels begin at once, one and a half and twice the average',
      [
        [0, 100_000, 200], // 500 µs, the average: present
        [100_000, 200_500, 201], // 500 µs: present
        [200_500, 300_500, 199], // 502.5 µs: level 1
        [300_500, 375_500, 100], // 750 µs: level 2
        [375_500, 450_000, 100], // 745 µs: level 1
        [450_000, 550_000, 100], // 1000 µs: level 3
        [550_000, 649_999, 100], // 999.99 µs: level 2
        [649_999, 1_000_000, 1000], // 350 µs: present
      ],
      [
        '0 present 200500',
        '200500 sparse1 300500',
        '300500 sparse2 375500',
        '375500 sparse1 450000',
        '450000 sparse3 550000',
        '550000 sparse2 649999',
        '649999 present 1000000',
      ],
    ],
    [
      'a small gap is present, but between two bins of one level it has that level',
      [
        [0, 200_000, 1400],
        [200_500, 300_000, 100], // 995 µs: level 2
        [300_500, 400_000, 100],
        [400_900, 1_000_000, 400], // 1497.8 µs: level 3
      ],
      ['0 present 200500', '200500 sparse2 400000', '400000 present 400900', '400900 sparse3 1000000'],
    ],
    [
      'a bin of one time has no length, and data may begin before the window and end after it',
      [
        [-500_000, 200_000, 1000],
        [200_100, 200_100, 1],
        [200_200, 1_500_000, 2000],
      ],
      // 3001 particles: average 333.2 µs; 700 µs is level 3, 650 µs is level 2.
      ['0 sparse3 200000', '200000 present 200200', '200200 sparse2 1000000'],
    ],
    [
      'bins of two deployments may overlap: the later one holds from where the earlier ends',
      [
        [0, 500_000, 1500],
        [400_000, 700_000, 100],
        [450_000, 600_000, 100],
        [700_000, 1_000_000, 400],
      ],
      // 2100 particles: average 476.2 µs; 3000 µs is level 3, 750 µs level 2.
      ['0 present 500000', '500000 sparse3 700000', '700000 sparse2 1000000'],
    ],
  ])('%s', (_, rows, expected) => {
    expect(spans(rows)).toEqual(expected)
  })

  test('a bin that ends where the window starts, or starts where it ends, does not count', () => {
    expect(
      spans([
        [-9, 0, 5000],
        [0, 1_000_000, 1001],
        [1_000_000, 1_000_009, 5000],
      ]),
    ).toEqual(['0 present 1000000'])
  })

  test('what lies between deployments is not expected, and a span may go on behind it', () => {
    const deployed = [
      { start: 0, stop: 300_000 },
      { start: 400_000, stop: 600_000 },
      { start: 600_000, stop: 1_000_000 },
    ]
    expect(spans([[100_000, 900_000, 2000]], deployed)).toEqual([
      '0 missing 100000',
      '100000 present 300000',
      '300000 notExpected 400000',
      '400000 present 900000',
      '900000 missing 1000000',
    ])
  })

  test('no rounding decides: one and a half times the average is level 2, where doubles have 1.4999999999999998', () => {
    expect(4000 / 3 / (1_000_000 / 1125)).toBeLessThan(1.5)
    const found = spans([
      [0, 4000, 3],
      [4000, 1_000_000, 1122],
    ])
    expect(found).toEqual(['0 sparse2 4000', '4000 present 1000000'])
  })

  test('bounds are as they are set', () => {
    const bounds = [
      { over: 12, under: 10 },
      { over: 2, under: 1 },
      { over: 3, under: 1 },
    ] as const
    const rows = bins([0, 60_000, 100], [60_000, 120_100, 100], [120_100, 1_000_000, 1800])
    expect(availabilitySpans(rows, window, [window], { bounds }).map(({ grade, stop }) => `${grade} ${stop}`)).toEqual([
      'present 60000',
      'sparse1 120100',
      'present 1000000',
    ])
  })
})

describe('at most 1000 particles', () => {
  test.each<[string, Bin[], string[]]>([
    [
      'each bin is a span, and nothing is missing',
      // 1000 particles: the average separation is 1000 µs.
      [
        [100_000, 200_000, 100], // 1000 µs: not above
        [300_000, 400_100, 100], // 1001 µs: level 1
        [400_100, 550_100, 100], // 1500 µs: level 2
        [600_000, 800_000, 100], // 2000 µs: level 3
        [900_000, 950_000, 600],
      ],
      [
        '100000 present 200000',
        '300000 sparse1 400100',
        '400100 sparse2 550100',
        '600000 sparse3 800000',
        '900000 present 950000',
      ],
    ],
    [
      'one shorter than twice the threshold is drawn around its first particle',
      [
        [500, 600, 2],
        [100_000, 101_999, 900],
        [200_000, 202_000, 1],
      ],
      // 903 particles: average 1107.4 µs; 2000 µs is 1.8 times that.
      ['0 present 1500', '99000 present 101000', '200000 sparse2 202000'],
    ],
    [
      'a widened one does not cover its neighbours',
      [
        [10_000, 10_000, 1],
        [10_500, 10_500, 1],
        [11_800, 20_000, 3],
      ],
      ['9000 present 10500', '10500 present 11500', '11800 present 20000'],
    ],
    [
      'neighbours of one label stay apart',
      [
        [0, 9000, 90],
        [9000, 18_000, 90],
      ],
      ['0 present 9000', '9000 present 18000'],
    ],
  ])('%s', (_, rows, expected) => {
    expect(spans(rows)).toEqual(expected)
  })

  test('the widened end at the deployment', () => {
    const deployed = [
      { start: 0, stop: 500_000 },
      { start: 600_000, stop: 1_000_000 },
    ]
    expect(spans([[499_800, 499_900, 7]], deployed)).toEqual(['498800 present 500000', '500000 notExpected 600000'])
  })
})

test('no particles: missing where deployed, else not expected', () => {
  expect(spans([])).toEqual(['0 missing 1000000'])
  expect(spans([], [])).toEqual(['0 notExpected 1000000'])
  expect(spans([[0, 1_000_000, 2000]], [])).toEqual(['0 notExpected 1000000'])
  expect(spans([[5, 5, 0]], [{ start: 100, stop: 200 }])).toEqual([
    '0 notExpected 100',
    '100 missing 200',
    '200 notExpected 1000000',
  ])
  expect(spans([], [window], { start: 7, stop: 7 })).toEqual([])
})

const instants = fc.integer({ min: -2_000, max: 12_000 })
const anyBins = fc
  .array(fc.tuple(instants, fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 700 })), { maxLength: 30 })
  .map((rows) => bins(...rows.map(([first, length, count]): Bin => [first, first + length, count])))
const anyIntervals = fc
  .array(fc.tuple(instants, fc.integer({ min: 1, max: 6_000 })), { maxLength: 5 })
  .map((list) => list.map(([start, length]) => ({ start, stop: start + length })).sort((a, b) => a.start - b.start))
const wide = { start: 0, stop: 10_007 }

/** By products of whole numbers and nothing else. */
function gradeByProducts(interval: number, count: number, total: number): Grade {
  const [separation, average] = [BigInt(interval) * BigInt(total), BigInt(wide.stop) * BigInt(count)]
  if (separation <= average) return 'present'
  return separation >= 2n * average ? 'sparse3' : 2n * separation >= 3n * average ? 'sparse2' : 'sparse1'
}

test('for any bins and deployments, spans are in order, apart, within the window, and cover it where they must', () => {
  fc.assert(
    fc.property(fc.array(anyBins, { minLength: 1, maxLength: 3 }), anyIntervals, (parts, deployed) => {
      const joined = joinBins(parts)
      const found = availabilitySpans(joined, wide, deployed, defaultProfile)
      const inside = Array.from({ length: joined.length }, (_, index) => index).filter(
        (index) => joined.last[index]! > wide.start && joined.first[index]! < wide.stop,
      )
      const total = inside.reduce((sum, index) => sum + joined.count[index]!, 0)
      const covers = total > 1000
      const isGood = found.every(({ start, stop, grade }, index) => {
        const before = found[index - 1] ?? { stop: wide.start, grade: null }
        const isDeployed = deployed.some((one) => one.start < stop && one.stop > start)
        const follows = covers ? start === before.stop && grade !== before.grade : start >= before.stop
        return follows && stop > start && (grade === 'notExpected') === !isDeployed
      })
      const end = found.at(-1)?.stop ?? wide.start
      expect([isGood, covers ? end === wide.stop : end <= wide.stop, found]).toEqual([true, true, found])
    }),
    { numRuns: 500 },
  )
})

test('the middle of a bin that overlaps no other has the grade that products of whole numbers give it', () => {
  const apart = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 2, max: 900 }), fc.integer({ min: 1, max: 400 })),
    { minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(apart, (steps) => {
      const rows: Bin[] = []
      let at = 0
      for (const [gap, length, count] of steps) {
        rows.push([at + gap, at + gap + length, count])
        at += gap + length
      }
      const within = rows.filter(([first]) => first < wide.stop)
      const total = within.reduce((sum, [, , count]) => sum + count, 0)
      fc.pre(total > 1000)
      const found = availabilitySpans(bins(...rows), wide, [wide], defaultProfile)
      for (const [first, last, count] of within) {
        const middle = Math.min((first + last) / 2, wide.stop)
        const span = found.find(({ start, stop }) => start <= middle && middle <= stop && stop > first)
        expect(span?.grade).toBe(gradeByProducts(last - first, count, total))
      }
    }),
    { numRuns: 300 },
  )
})

test('the order in which parts come does not matter', () => {
  fc.assert(
    fc.property(fc.array(anyBins, { minLength: 1, maxLength: 4 }), anyIntervals, (parts, deployed) => {
      const of = (list: Bins[]) => availabilitySpans(joinBins(list), wide, deployed, defaultProfile)
      expect(of(parts.toReversed())).toEqual(of(parts))
    }),
  )
})
