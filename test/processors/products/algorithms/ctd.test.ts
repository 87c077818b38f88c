import type { AnyAlgorithm } from '../../../../processors/products/algorithm.ts'
import * as conductivity from '../../../../processors/products/algorithms/ctd/conductivity.ts'
import * as pressure from '../../../../processors/products/algorithms/ctd/pressure.ts'
import * as temperature from '../../../../processors/products/algorithms/ctd/temperature.ts'
import { ctdAlgorithms, ctdDensity, ctdPracsal } from '../../../../processors/products/algorithms/ctd.ts'
import { call, furthest, type Plain } from '../given.ts'

const sbe16 = { a0: 1.281651e-3, a1: 2.706002e-4, a2: -1.027561e-6, a3: 1.749446e-7 }
const sbe37 = { a0: -1.179278e-4, a1: 3.097942e-4, a2: -4.688854e-6, a3: 2.081274e-7 }
// biome-ignore format: calibration sheets
const gauge16 = {
  ptempa0: -68.7701, ptempa1: 50.54062, ptempa2: -0.2156729, ptca0: 524965.5, ptca1: 7.236201, ptca2: -0.09944859,
  ptcb0: 25.122, ptcb1: -2e-4, ptcb2: 0, pa0: 1.734723, pa1: 0.0157475, pa2: -6.519278e-10,
}
// biome-ignore format: calibration sheets
const gauge37 = {
  ptempa0: -69.53022, ptempa1: 5.115592e-2, ptempa2: -3.918145e-7, ptca0: 524720.4, ptca1: 0.9617295, ptca2: 6.296724e-3,
  ptcb0: 24.98163, ptcb1: -2.75e-4, ptcb2: 0, pa0: 0.1202594, pa1: 4.514834e-3, pa2: -1.091899e-11,
}
// biome-ignore format: calibration sheets
const quartz = {
  C1: 991.3651, C2: 1.0136e-5, C3: -1.1821e-4, D1: 0.031072, D2: 0,
  T1: 27.67412, T2: -1.08033e-4, T3: 1.0367e-6, T4: 1.68749e-9, T5: 0,
}
const cell16 = { g: -0.9721937, h: 0.1386759, i: -1.083985e-4, j: 2.632193e-5, cpcor: -9.57e-8, ctcor: 3.25e-6 }
const cell37 = { g: -0.9899853, h: 0.13141, i: -4.18171e-4, j: 4.723872e-5, cpcor: -9.57e-8, ctcor: 3.25e-6 }

// Published: data product specifications 1341-00010, -00020 and -00030; for recovered SBE 37IM the vendor's own software.
const published: readonly [AnyAlgorithm, Record<string, Plain>, number[], number][] = [
  [temperature.ctdSbe16plusTempwat, { t0: [248471], ...sbe16 }, [22.544681], 1e-6],
  [
    temperature.ctdSbe37imTempwatInstrumentRecovered,
    { t0: [366964, 499888, 465784, 500403], ...sbe37 },
    [10.9818, 3.8488, 5.452, 3.8255],
    1e-4,
  ],
  [temperature.ctdSbe37imTempwat, { t0: [340357] }, [24.0357], 1e-12],
  [temperature.ctdSbe52mpTempwat, { t0: [200000] }, [15], 1e-12],
  [pressure.ctdSbe16plusPreswat, { p0: [528418], t0: [24303], ...gauge16 }, [27.282116], 1e-6],
  [pressure.ctdSbe16plusPreswat, { p0: [528418], t0: [24303], ...gauge16, offset: 0.5 }, [27.782116], 1e-6],
  [pressure.ctdSbe16digiPreswat, { p0: [8833629], t0: [34336], ...quartz }, [49.999967], 1e-6],
  [
    pressure.ctdSbe37imPreswatInstrumentRecovered,
    { p0: [533152, 571309, 632465, 828170], pt0: [1608, 1452, 1471, 1453], ...gauge37 },
    [16.159, 134.95, 325.258, 933.882],
    5e-3,
  ],
  [pressure.ctdSbe37imPreswat, { p0: [2789], p_range_psia: 1000 }, [0.04536611], 1e-8],
  [pressure.ctdSbe52mpPreswat, { p0: [201000] }, [2000], 1e-9],
  [pressure.ctdGliderPreswat, { pr_bar: [0.9, 5.6789, 1234.5678] }, [9, 56.789, 12345.678], 1e-9],
  [conductivity.ctdSbe16plusCondwat, { c0: [1673175], t1: [22.544681], p1: [27.282116], ...cell16 }, [4.969069], 1e-6],
  [
    conductivity.ctdSbe37imCondwatInstrumentRecovered,
    {
      c0: [1564991, 1457279, 1484332, 1462659],
      t1: [10.9818, 3.8488, 5.452, 3.8255],
      p1: [16.159, 134.95, 325.258, 933.882],
      ...cell37,
      wbotc: 4.8429e-7,
    },
    [3.891373, 3.240767, 3.399795, 3.272396],
    1e-6,
  ],
  [conductivity.ctdSbe37imCondwat, { c0: [400000] }, [3.5], 1e-12],
  [conductivity.ctdSbe52mpCondwat, { c0: [305000] }, [3], 1e-12],
  [
    ctdPracsal,
    {
      c: [5.407471, 5.40788, 5.041008, 3.463402, 3.272557, 3.273035],
      t: [28, 28, 20, 6, 3, 2],
      p: [0, 10, 150, 800, 2500, 5000],
    },
    [33.495229, 33.495224, 36.995774, 34.898526, 34.999244, 34.999494],
    1e-6,
  ],
  // The specification has the older 48-term equation: up to 6e-4 kg/m³ more.
  [
    ctdDensity,
    {
      SP: [33.5, 33.5, 37, 34.9, 35, 35],
      t: [28, 28, 20, 6, 3, 2],
      p: [0, 10, 150, 800, 2500, 5000],
      lat: 15,
      lon: -55,
    },
    [1021.26851, 1021.31148, 1026.94422, 1031.13498, 1039.28768, 1050.30616],
    7e-4,
  ],
  [ctdDensity, { SP: [33.5, 35], t: [28, 2], p: [0, 5000], lat: 15, lon: -55 }, [1021.268225, 1050.305628], 1e-6],
]
test.each(published.map(([algorithm, ...rest]) => [algorithm.name, algorithm, ...rest] as const))(
  '%s gives the published values',
  (_, algorithm, given, expected, tolerance) => {
    const { values, flags } = call(algorithm, expected.length, given)
    expect(furthest(values, expected)).toBeLessThan(tolerance)
    expect(flags).toEqual([])
  },
)

test('nothing in, nothing out, without a flag', () => {
  for (const algorithm of ctdAlgorithms) {
    const missing = Object.fromEntries(Object.keys(algorithm.arguments).map((name) => [name, [Number.NaN]]))
    const none = Object.fromEntries(Object.keys(algorithm.arguments).map((name) => [name, [] as number[]]))
    expect(call(algorithm, 1, missing)).toMatchObject({ values: Float64Array.of(Number.NaN), flags: [] })
    expect(call(algorithm, 0, none)).toMatchObject({ values: new Float64Array(), flags: [] })
  }
})

test('what cannot be computed is flagged, the rest delivered', () => {
  const salinity = call(ctdPracsal, 2, { c: [-1, 4.2914], t: [15, 15], p: [0, 0] })
  expect(salinity.values[1]).toBeCloseTo(35, 2)
  expect(salinity.flags).toEqual([{ row: 0, reason: 'the conductivity is negative' }])
  const density = call(ctdDensity, 2, { SP: [35, 35], t: [0, 0], p: [0, 0], lat: [-87, -60], lon: 0 })
  expect(density.flags.map(({ row }) => row)).toEqual([0])
  const tooWarm = call(temperature.ctdSbe37imTempwatInstrumentRecovered, 1, { t0: [-5], ...sbe37 })
  expect(tooWarm.flags).toHaveLength(1)
})

test('a moving platform has the Absolute Salinity of each of its positions', () => {
  const given = { SP: 35, t: 10, p: 1000, lat: [44, -50, 44, 60], lon: [-125, 20, -125, 20] }
  const { values } = call(ctdDensity, 4, given)
  expect(values[0]).toBe(values[2])
  // By GSW-Python 3.6.23.
  const expected = [1031.4474853310267, 1031.437484002381, 1031.4474853310267, 1031.4326872786057]
  expect(furthest(values, expected)).toBeLessThan(1e-10)
})
