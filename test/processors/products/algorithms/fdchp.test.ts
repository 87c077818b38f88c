import {
  type BurstGiven,
  buoyancyFlux,
  momentumFlux,
  windOf,
} from '../../../../processors/products/algorithms/fdchp/burst.ts'
import { filtered, highPass } from '../../../../processors/products/algorithms/fdchp/high-pass.ts'
import { despike, detrend, mean, unwrap } from '../../../../processors/products/algorithms/fdchp/series.ts'
import { fdchpAlgorithms } from '../../../../processors/products/algorithms/fdchp.ts'
import { call, operand } from '../given.ts'
import { fixedWindows } from '../windows.ts'
import { type Burst, mapBurst, readBurst } from './fdchp-burst.ts'

const hour = 3_600_000_000
const burst = readBurst()
const spread = (values: Float64Array) => {
  const level = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - level) ** 2)))
}

/** The unit tests of ion-functions, from the Matlab code of J. Edson: momentum along and across, buoyancy; and winds. */
const published = {
  fluxes: [
    [-0.350371566926, 0.115496951668, -0.008274161328],
    [-0.410571629711, 0.092164914869, -0.006687641111],
    [-0.080418722438, -0.001432879153, -0.004455583513],
  ],
  winds: [
    ['fdc_windtur_north', -0.5011625586110554, 3.9363550354343246],
    ['fdc_windtur_west', -5.559373650355524, 3.4844006495394644],
    ['fdc_windtur_up', 0.5509162872369869, 0.4191059753708253],
  ],
} as const

describe('products of a burst', () => {
  // Fifty stray records in the hour before: too few for a burst.
  const stray = 50
  const rows = stray + burst.sonicU.length
  const given = mapBurst(burst, (values) => {
    const all = new Float64Array(rows)
    all.set(values, stray)
    return all
  })
  const time = Float64Array.from({ length: rows }, (_, row) => (row < stray ? row : hour / 1e5 + row - stray + 1) * 1e5)
  const windows = fixedWindows(time, hour)
  const product = (name: string) => {
    const algorithm = fdchpAlgorithms.find((one) => one.name === name)
    if (algorithm === undefined) throw new Error(name)
    return call(algorithm, rows, { ...given, lat: 38.5 }, { time, windows })
  }

  test.each([
    ['fdc_fluxmom_alongwind', 0],
    ['fdc_fluxmom_crosswind', 1],
    ['fdc_fluxhot', 2],
  ] as const)('%s is the published flux; a burst too short has none, and says so', (name, index) => {
    const { values, flags } = product(name)
    expect(values).toHaveLength(2)
    expect(values[0]).toBeNaN()
    expect(Math.abs((values[1] as number) - published.fluxes[0][index])).toBeLessThan(index === 2 ? 2e-6 : 5e-5)
    expect(flags).toEqual([{ row: 0, reason: 'a burst of 50 records: at least 11700 are needed' }])
  })
  test.each(published.winds)('%s has the published mean and spread', (name, level, deviation) => {
    const { values, width } = product(name)
    expect(width).toBe(11_400)
    expect(values.subarray(0, width).every(Number.isNaN)).toBe(true)
    expect(mean(values.subarray(width))).toBeCloseTo(level, 3)
    expect(spread(values.subarray(width))).toBeCloseTo(deviation, 3)
  })
  test('temperatures and their times are those of the records between the edges', () => {
    const { values, width } = product('fdc_tmpatur')
    const speeds = burst.sonicT.subarray(300, 11_700)
    expect(values.subarray(width)).toEqual(speeds.map((speed) => (speed * 0.01) ** 2 / 403 - 273.15))
    const times = product('fdc_time_L1').values.subarray(width)
    expect([times[0], times.at(-1)]).toEqual([30.1, 1170].map((seconds) => 2_208_988_800 + 3600 + seconds))
    expect(product('fdc_time_L2').values[1]).toBe(2_208_988_800 + 3600 + 600)
  })
})

describe('other bursts', () => {
  const fluxes = (of: Burst, lat: number) => {
    const entries = Object.entries({ ...of, lat }).map(([name, value]) => [name, operand(value)])
    const given = Object.fromEntries(entries) as BurstGiven & { sonicT: BurstGiven['sonicU'] }
    const rows = Math.min(12_000, of.sonicU.length)
    const wind = windOf(given, 0, rows)
    return [momentumFlux(wind, 0), momentumFlux(wind, 1), buoyancyFlux(wind, given.sonicT, 0, rows)]
  }
  const worst = (found: readonly number[], expected: readonly number[]) =>
    Math.max(...found.map((value, index) => Math.abs(value - (expected[index] as number))))

  test('one of too few records is filled up', () => {
    const short = mapBurst(burst, (values, name) => {
      const part = values.slice(0, 11_985)
      return name === 'sonicW' ? part.reverse() : part
    })
    expect(worst(fluxes(short, -11.8), published.fluxes[1])).toBeLessThan(5e-5)
  })
  // The published values rest on a filter that had lost digits; sosfiltfilt of SciPy agrees with ours to 1e-11.
  test('one whose compass is good takes its yaw from it', () => {
    const steady = mapBurst(burst, (values) => {
      const part = values.subarray(4000, 8000)
      return Float64Array.from({ length: 12_000 }, (_, row) => part[row % 4000] as number)
    })
    const found = fluxes(steady, -76.1)
    expect(worst(found, published.fluxes[2])).toBeLessThan(1e-4)
    expect(worst(found, [-0.08041490099607695, -0.001459162146129871, -0.004455812199947787])).toBeLessThan(1e-5)
  })
  test('spikes, in the first record too, cost nothing; a missing wind does', () => {
    const spiked = mapBurst(burst, (values, name) => {
      const part = values.slice(0, 12_000)
      if (name === 'rateX' || name === 'accY') part[0] = part[5000] = 99_999.9
      return part
    })
    expect(worst(fluxes(spiked, 38.5), published.fluxes[0])).toBeLessThan(2e-4)
    const holed = mapBurst(burst, (values, name) => (name === 'sonicU' ? values.with(6000, Number.NaN) : values))
    expect(fluxes(holed, 38.5).every(Number.isNaN)).toBe(true)
  })
})

describe('pieces', () => {
  // scipy 1.x: sosfiltfilt(butter(*buttord(wp, 0.7 wp, 10, 25), 'high', output='sos'), x, padlen=15).
  test.each([
    [12, [-0.17777483880891576, -0.09469821082200935, -0.3632459329510074, 0.7481859700464976, -0.070070049344511]],
    [240, [0.09469251724346134, 0.2094540173733085, -0.5015888499714947, 1.085884815093566, 0.5043572324075791]],
  ])('the filter of %i s is that of SciPy', (period, expected) => {
    const values = Float64Array.from(
      { length: 400 },
      (_, i) => Math.sin(i * 0.07) + (0.3 * ((i * 7919) % 13)) / 13 + 0.002 * i,
    )
    const found = filtered(highPass(1 / period, 10), values)
    for (const [index, at] of [0, 1, 57, 200, 399].entries()) expect(found[at]).toBeCloseTo(expected[index]!, 9)
  })
  test('a spike becomes its nearest neighbour, of two alike the later; at the ends the only one', () => {
    const quiet = Float64Array.from({ length: 600 }, (_, i) => i % 2)
    const spiked = quiet.slice()
    for (const row of [0, 20, 30, 31]) spiked[row] = 1000
    spiked[599] = Number.NaN
    const expected = quiet.with(0, 1).with(20, 1).with(30, 1).with(31, 0).with(599, 0)
    expect(despike(spiked)).toEqual(expected)
  })
  test('a straight line has no trend left; angles make no jumps', () => {
    for (const value of detrend(Float64Array.from({ length: 50 }, (_, i) => 3 - 0.25 * i)))
      expect(value).toBeCloseTo(0, 12)
    expect(Array.from(unwrap(Float64Array.of(3, -3, -2.9, 3)), (one) => +one.toFixed(6))).toEqual([
      3, 3.283185, 3.383185, 3,
    ])
  })
})
