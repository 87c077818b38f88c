import type { AnyAlgorithm, WindowAlgorithm, Windows } from '../../../../processors/products/algorithm.ts'
import { botptAlgorithms } from '../../../../processors/products/algorithms/botpt.ts'
import { windowStart } from '../../../../processors/products/engine/windows.ts'
import { call, type Plain } from '../given.ts'

const named = (name: string) =>
  (botptAlgorithms as readonly AnyAlgorithm[]).find((one) => one.name === name) as AnyAlgorithm
const day = 86_400e6
const february = Date.UTC(2011, 1, 1) * 1000

/** All windows that hold rows. */
function windowsOf({ window }: WindowAlgorithm, time: readonly number[]): Windows {
  const starts = [...new Set(time.map((micros) => windowStart(window, micros)))]
  const from = starts.map((start) => time.findIndex((micros) => micros >= start))
  return {
    count: starts.length,
    start: Float64Array.from(starts),
    from: Int32Array.from(from),
    to: Int32Array.from([...from.slice(1), time.length]),
  }
}

function inWindows(name: string, time: readonly number[], given: Readonly<Record<string, Plain>>) {
  const algorithm = named(name) as WindowAlgorithm
  return call(algorithm, time.length, given, { time, windows: windowsOf(algorithm, time) })
}

describe('tilt', () => {
  // Published rows: x, y, compass, serial number; corrected compass, magnitude, direction.
  const rows = [
    [-150, 110, 0.15, 'N9651', 183, 186, 129],
    [-140, 100, 71.99, 'N9651', 170, 172, 116],
    [-130, 90, 144.21, 'N9651', 92, 158.1, 37],
    [-120, 80, 215.53, 'N9651', 317, 144.2, 261],
    [-110, 70, 288.12, 'N9651', 204, 130.4, 146],
    [-100, 60, 359.76, 'N9651', 183, 116.6, 124],
    [-90, 50, 0.15, 'N9676', 200, 103, 139],
    [-80, 40, 71.99, 'N9676', 132, 89.4, 69],
    [-70, 30, 144.21, 'N9676', 53, 76.2, 346],
    [0, 20, 215.53, 'N9676', 332, 20, 332],
    [0, 10, 288.12, 'N9676', 263, 10, 263],
    [0, 0, 359.76, 'N9676', 200, 0, 290],
    [0, -10, 0.15, 'N9656', 166, 10, 346],
    [0, -20, 71.99, 'N9656', 130, 20, 310],
    [10, -30, 144.21, 'N9656', 87, 31.6, 249],
    [20, -40, 215.53, 'N9656', 351, 44.7, 144],
    [30, -50, 288.12, 'N9656', 240, 58.3, 29],
    [40, -60, 359.76, 'N9656', 166, 72.1, 312],
    [50, -70, 0.15, 'N9652', 173, 86, 317],
    [60, -80, 71.99, 'N9652', 133, 100, 276],
    [70, -90, 144.21, 'N9652', 82, 114, 224],
    [80, -100, 215.53, 'N9652', 347, 128.1, 128],
    [90, -110, 288.12, 'N9652', 243, 142.1, 24],
    [100, -120, 359.76, 'N9652', 173, 156.2, 313],
    [110, -130, 0.15, 'N9655', 173, 170.3, 313],
    [120, 160, 71.99, 'N9655', 152, 200, 189],
    [130, 150, 144.21, 'N9655', 98, 198.5, 139],
    [140, 140, 215.53, 'N9655', 337, 198, 22],
    [150, 130, 288.12, 'N9655', 222, 198.5, 271],
    [160, 120, 359.76, 'N9655', 173, 200, 226],
    [-10, -120, 0.15, 'N9651', 183, 120.4, 8],
    [-60, -220, 71.99, 'N9651', 170, 228, 5],
    [-110, -5, 144.21, 'N9651', 92, 110.1, 359],
    [-160, -150, 215.53, 'N9651', 317, 219.3, 184],
    [-240, -260, 288.12, 'N9651', 204, 353.8, 67],
    [-310, -10, 359.76, 'N9651', 183, 310.2, 91],
  ] as const
  const column = <const I extends number>(index: I) => rows.map((row) => row[index as 0] as never as number)
  const serials = rows.map(([, , , serial]) => serial)

  test('the compass is corrected by the table of the sensor', () => {
    const { values, flags } = call(named('prs_bottilt_ccmp'), rows.length, { scmp: column(2), sn: serials })
    expect([...values]).toEqual(column(4))
    expect(flags).toEqual([])
  })

  test('a sensor of no known table is flagged, unless its table is given', () => {
    const given = { scmp: [10, Number.NaN, 361, 0.4], sn: ['N1', 'N1', 'N9651', ' N9651 '] }
    const { values, flags } = call(named('prs_bottilt_ccmp'), 4, given)
    expect([...values]).toEqual([Number.NaN, Number.NaN, Number.NaN, 183])
    expect(flags).toEqual([
      { row: 0, reason: 'no compass calibration of tiltmeter N1' },
      { row: 2, reason: 'the compass reads no direction' },
    ])
    const table = [Array.from({ length: 361 }, (_, degree) => 360 - degree)]
    expect(call(named('prs_bottilt_ccmp'), 1, { scmp: [10], sn: ['N1'], table }).values[0]).toBe(350)
  })

  test('magnitude and direction', () => {
    const tilts = { x_tilt: column(0), y_tilt: column(1) }
    const magnitudes = call(named('prs_bottilt_tmag'), rows.length, tilts).values
    expect(rows.filter((row, index) => Math.abs((magnitudes[index] as number) - row[5]) > 0.051)).toEqual([])
    const directions = call(named('prs_bottilt_tdir'), rows.length, { ...tilts, ccmp: column(4) }).values
    expect([...directions]).toEqual(column(6))
    const nothing = { x_tilt: [Number.NaN, 1], y_tilt: [1, 0], ccmp: [1, 269.8] }
    expect([...call(named('prs_bottilt_tdir'), 2, nothing).values]).toEqual([Number.NaN, 0])
  })
})

describe('uplift, 15-second bins', () => {
  // The tsunami of 2011-03-11 at Axial Seamount: depth with the tide (10 um) and predicted tide (um), from 14:54:30.
  const depths = [
    -151099700, -151099600, -151099600, -151099500, -151098900, -151098100, -151098000, -151098100, -151097400,
    -151096300, -151095500, -151095500, -151096000, -151096100, -151095600, -151095000, -151094500, -151094400,
    -151094800, -151095200, -151095300, -151095000, -151094600, -151094500, -151094400, -151094400, -151094600,
    -151094900, -151094900, -151094400, -151094200, -151094200, -151094100, -151093800, -151093200, -151092700,
    -151092200, -151091300, -151090500, -151090000, -151089700, -151089300, -151088900, -151088300, -151087800,
    -151087200, -151086900, -151086800, -151086600, -151086600, -151086300, -151086100, -151085900, -151085800,
    -151086000, -151085900, -151085700, -151085900, -151085800, -151085100, -151084500, -151084500, -151084900,
    -151084800, -151084400, -151084000, -151083400, -151082700, -151082200, -151081900, -151081400, -151080600,
    -151080100, -151080100, -151080000, -151079800, -151079600, -151079700, -151080000, -151080400,
  ]
  const tides = [
    131485, 129852, 128220, 126586, 124952, 123318, 121684, 120049, 118413, 116777, 115141, 113504, 111867, 110229,
    108592, 106953, 105315, 103676, 102036, 100397, 98756, 97116, 95475, 93834, 92193, 90551, 88909, 87266, 85624,
    83981, 82337, 80694, 79050, 77406, 75761, 74117, 72472, 70827, 69181, 67535, 65889, 64243, 62597, 60950, 59303,
    57656, 56009, 54362, 52714, 51066, 49418, 47770, 46122, 44473, 42824, 41175, 39526, 37877, 36228, 34579, 32929,
    31279, 29630, 27980, 26330, 24680, 23030, 21379, 19729, 18079, 16428, 14777, 13127, 11476, 9826, 8175, 6524, 4873,
    3222, 1572,
  ]
  const bin15 = 15e6
  const first = Date.UTC(2011, 2, 11, 14, 54, 30) * 1000
  /** Three samples of each bin, that average to it; the last right before the next bin begins. */
  const offsets = [-7.5e6, 0, 7.499999e6]
  const samples = depths.flatMap((depth, bin) =>
    offsets.map((offset, of) => ({
      time: first + bin * bin15 + offset,
      botpres: (depth * 1e-5) / -0.67 + (of - 1) * 0.003,
      predtide: (tides[bin] as number) * 1e-6,
    })),
  )
  const times = samples.map(({ time }) => time)
  const given = { botpres: samples.map(({ botpres }) => botpres), predtide: samples.map(({ predtide }) => predtide) }
  const at59 = (name: string) => inWindows(name, times, given).values[59] as number

  test('published values at 15:09:15', () => {
    expect(at59('prs_botsflu_time15s')).toBe(Date.UTC(2011, 2, 11, 15, 9, 15) / 1000 + 2_208_988_800)
    expect(Math.abs(at59('prs_botsflu_meanpres') - 2255.0015)).toBeLessThan(1e-4)
    expect(Math.abs(at59('prs_botsflu_meandepth') - -1510.8164)).toBeLessThan(1e-4)
    expect(Math.abs(at59('prs_botsflu_5minrate') - 0.32096)).toBeLessThan(1e-4)
    expect(Math.abs(at59('prs_botsflu_10minrate') - 25.82545)).toBeLessThan(1e-4)
  })

  test('a rate is given where its bins reach, and flagged where not', () => {
    const five = inWindows('prs_botsflu_5minrate', times, given)
    expect([...five.values].findIndex((value) => !Number.isNaN(value))).toBe(20)
    expect(five.flags).toHaveLength(20)
    const ten = inWindows('prs_botsflu_10minrate', times, given)
    expect([...ten.values].flatMap((value, bin) => (Number.isNaN(value) ? [] : [bin]))).toEqual([59])
    expect(ten.flags[0]).toEqual({ row: 0, reason: 'a gap within 15 minutes before or 5 after' })
  })

  test('a gap costs the rates that span it, and bad pressure is a gap', () => {
    const gap = samples.map(({ botpres }, sample) =>
      Math.floor(sample / 3) === 30 ? [0, -1, Number.NaN][sample % 3] : botpres,
    )
    const broken = { ...given, botpres: gap as number[] }
    const five = inWindows('prs_botsflu_5minrate', times, broken)
    expect([...five.values].flatMap((value, bin) => (Number.isNaN(value) && bin >= 20 ? [bin] : []))).toEqual([30, 50])
    expect(five.flags.some(({ row }) => row === 30)).toBe(false)
    expect(inWindows('prs_botsflu_10minrate', times, broken).values[59]).toBeNaN()
    expect(inWindows('prs_botsflu_time15s', times, broken).values[30]).toBeNaN()
    const missing = samples.filter((_, sample) => Math.floor(sample / 3) !== 30)
    const without = inWindows(
      'prs_botsflu_5minrate',
      missing.map(({ time }) => time),
      { botpres: missing.map(({ botpres }) => botpres), predtide: missing.map(({ predtide }) => predtide) },
    )
    expect([...without.values]).toEqual([...five.values].filter((_, bin) => bin !== 30))
  })

  test.each(['prs_botsflu_meandepth', 'prs_botsflu_5minrate', 'prs_botsflu_10minrate'])(
    '%s does not pretend to be de-tided',
    (name) => {
      const reason = 'no predicted tide: the depth would not be de-tided'
      const without = inWindows(name, times, { botpres: given.botpres })
      expect(without.values.every(Number.isNaN)).toBe(true)
      expect(without.flags).toEqual(depths.map((_, row) => ({ row, reason })))
      const ended = given.predtide.map((tide, sample) => (sample < 120 ? tide : Number.NaN))
      expect(inWindows(name, times, { ...given, predtide: ended }).flags).toContainEqual({ row: 70, reason })
    },
  )

  test('the predicted tide is that of the model, within 2 mm, years before and after', () => {
    // Published values of TPXO7.2, and those of the tsunami's hour.
    const published = [
      ['2014-01-01T00:00:00Z', -1.245763],
      ['2014-08-30T11:23:45Z', 0.628805],
      ['2015-12-31T10:00:00Z', 0.165821],
      ['2016-02-28T23:59:45Z', 0.46797],
      ['2016-02-29T00:00:00Z', 0.468104],
      ['2016-02-29T12:00:00Z', 0.822229],
      ['2016-11-09T18:44:15Z', 0.245643],
      ['2017-04-02T15:15:15Z', -0.024056],
      ['2018-10-17T04:23:30Z', 0.041149],
      ['2018-06-12T12:39:45Z', -1.458176],
      ['2019-05-23T17:09:30Z', -1.262106],
      ['2020-01-01T00:00:00Z', 0.665962],
    ] as const
    const known = [
      ...published.map(([text, tide]) => ({ time: Date.parse(text) * 1000, tide })),
      ...tides.map((tide, bin) => ({ time: first + bin * bin15, tide: tide * 1e-6 })),
    ]
    const { values } = call(named('prs_botsflu_predtide'), known.length, {}, { time: known.map(({ time }) => time) })
    expect(known.filter(({ tide }, row) => Math.abs((values[row] as number) - tide) > 0.002)).toEqual([])
  })

  test('no rows give no bins', () => {
    expect(inWindows('prs_botsflu_10minrate', [], { botpres: [], predtide: [] }).values).toHaveLength(0)
  })
})

describe('uplift, days', () => {
  test('days from noon to noon, of at least 90 % of their bins', () => {
    // The gaps of February 2011: from day 3, 03:00 and day 4, 21:00, a day each.
    const bins = Array.from({ length: 8 * 5760 }, (_, bin) => february + bin * 15e6)
    const hours = (micros: number) => (micros - february) / 3_600e6
    const known = bins.filter(
      (micros) => !(hours(micros) >= 51 && hours(micros) < 75) && !(hours(micros) >= 93 && hours(micros) < 117),
    )
    const { values, flags } = inWindows('prs_botsflu_daydepth_from_15s_meandepth', known, {
      meandepth: known.map(() => 1),
    })
    const none = Number.NaN
    expect([...values]).toEqual([none, 1, none, none, none, none, 1, 1, none])
    expect(flags.map(({ row }) => row)).toEqual([0, 2, 3, 4, 5, 8])
    const stamps = inWindows('prs_botsflu_time24h', known, {}).values
    expect([...stamps]).toEqual(Array.from({ length: 9 }, (_, at) => 3_505_507_200 + at * 86_400))
  })

  test.each([
    [5184, -1510.5, 0],
    [5183, Number.NaN, 1],
  ])('of 5760 bins, %i are %d', (count, expected, flagged) => {
    const times = Array.from({ length: 5760 }, (_, bin) => february - day / 2 + bin * 15e6)
    const meandepth = times.map((_, bin) => (bin < count ? -1510.5 : Number.NaN))
    const { values, flags } = inWindows('prs_botsflu_daydepth_from_15s_meandepth', times, { meandepth })
    expect([...values]).toEqual([expected])
    expect(flags).toHaveLength(flagged)
  })

  // Daily depths of 2011-02-01 to 05-01, of published 15-second depths.
  const depths = [
    -1510.870474, -1510.877928, -1510.897317, -1510.905009, -1510.910912, -1510.908398, -1510.905542, -1510.893295,
    -1510.892545, -1510.896395, -1510.915095, -1510.90054, -1510.911929, -1510.899254, -1510.888076, -1510.859625,
    -1510.848781, -1510.849646, -1510.849139, -1510.859884, -1510.859796, -1510.85596, -1510.883696, -1510.884392,
    -1510.85958, -1510.854515, -1510.863459, -1510.875242, -1510.882671, -1510.87371, -1510.835382, -1510.851856,
    -1510.889037, -1510.898052, -1510.880602, -1510.866099, -1510.879069, -1510.874596, -1510.862143, -1510.862007,
    -1510.879009, -1510.884965, -1510.880717, -1510.87826, -1510.869243, -1510.846425, -1510.836204, -1510.837782,
    -1510.838979, -1510.860762, -1510.863223, -1510.847526, -1510.834321, -1510.827898, -1510.822646, -1510.822019,
    -1510.844594, -1510.860516, -1510.861545, -1510.853004, -1510.861461, -1510.88098, -1510.878803, -1510.863466,
    -1511.125572, -1512.285913, -1512.733533, -1512.967444, -1513.107163, -1513.180119, -1513.205257, -1513.201782,
    -1513.20036, -1513.18959, -1513.181082, -1513.169848, -1513.159247, -1513.165971, -1513.17055, -1513.150618,
    -1513.134734, -1513.123319, -1513.117083, -1513.112814, -1513.078797, -1513.068896, -1513.072592, -1513.069072,
    -1513.068608, -1513.047835,
  ].map((depth, index) => ([0, 10, 11, 12, 13, 89].includes(index) ? Number.NaN : depth))
  const midnights = depths.map((_, index) => february + index * day)
  const published = Array.from({ length: 16 }, (_, index) => Math.round((index * 89) / 15))
  const none = Number.NaN

  test.each([
    [
      4,
      [
        none,
        none,
        none,
        none,
        none,
        63.2291,
        0.4971,
        -23.6372,
        7.8316,
        38.7091,
        57.6564,
        -407.2349,
        -3024.1664,
        -4291.1577,
        -3982.1142,
        -2276.7628,
      ],
    ],
    [
      8,
      [
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        26.1114,
        30.4322,
        31.6141,
        -113.8871,
        -882.7773,
        -1506.2385,
        -1921.8774,
        -2150.3933,
      ],
    ],
  ])('published rates of %i weeks', (weeks, expected) => {
    const rate = named(`prs_botsflu_${weeks}wkrate_from_daydepth`)
    const { values, flags } = call(rate, depths.length, { daydepth: depths }, { time: midnights })
    const wrong = published.filter((index, at) => {
      const [is, should] = [values[index] as number, expected[at] as number]
      return !(Number.isNaN(should) ? Number.isNaN(is) : Math.abs(is - should) < 2e-3)
    })
    expect(wrong).toEqual([])
    expect(flags.map(({ row }) => row)).toEqual([...values].flatMap((value, row) => (Number.isNaN(value) ? [row] : [])))

    const kept = depths.flatMap((depth, index) => (Number.isNaN(depth) ? [] : [index]))
    const daydepth = kept.map((index) => depths[index] as number)
    const without = call(rate, kept.length, { daydepth }, { time: kept.map((index) => midnights[index] as number) })
    expect([...without.values]).toEqual(kept.map((index) => values[index] as number))
  })

  test.each([
    [4, 21, 57, 121],
    [8, 42, 64, 142],
  ])('%i weeks need 75 %% of their days', (weeks, begin, end, again) => {
    const daydepth = Array.from({ length: 150 }, (_, index) => (index >= 50 && index < 100 ? Number.NaN : 2 * index))
    const time = daydepth.map((_, index) => february + index * day)
    const { values } = call(named(`prs_botsflu_${weeks}wkrate_from_daydepth`), 150, { daydepth }, { time })
    const isKnown = (index: number) => (index >= begin && index < end) || index >= again
    expect(
      [...values].filter((value, index) =>
        isKnown(index) ? Math.abs(value / 36_500 - 2) > 1e-12 : !Number.isNaN(value),
      ),
    ).toEqual([])
  })
})

test.each([
  ['prs_tsunami_detection', 'botsflu_5minrate', [0.99, 1, -1, Number.NaN, -5], [0, 1, 1, Number.NaN, 1], 3],
  ['prs_eruption_imminent', 'botsflu_10minrate', [4.99, 5, -6, Number.NaN, 7], [0, 1, 0, Number.NaN, 1], 6],
  ['prs_eruption_occurred', 'botsflu_10minrate', [4.99, -5, 6, Number.NaN, -4.99], [0, 1, 0, Number.NaN, 0], -6],
] as const)('%s', (name, rate, rates, expected, threshold) => {
  expect([...call(named(name), 5, { [rate]: rates }).values]).toEqual(expected)
  const own = call(named(name), 5, { [rate]: rates, [`${name.slice(4)}_threshold`]: threshold }).values
  expect(own[1]).toBe(0)
})
