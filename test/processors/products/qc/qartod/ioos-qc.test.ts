// Flags of ioos_qc 3.0 on one series with a spike, flat parts and gaps, printed by ioos-qc-flags.py beside this file.
import { readFileSync } from 'node:fs'
import { qualityTestNamed, qualityTests } from '../../../../../processors/products/qc/index.ts'
import { flagged } from '../flagged.ts'

type Numbers = readonly (number | null)[]
interface Reference {
  readonly start: number
  readonly step: number
  readonly values: Numbers
  readonly whole: Numbers
  readonly depth: Numbers
  readonly lon: Numbers
  readonly lat: Numbers
  readonly cases: readonly (readonly [name: string, settings: object, flags: string])[]
}

const reference = JSON.parse(readFileSync(new URL('./ioos-qc-flags.json', import.meta.url), 'utf8')) as Reference
const { values, whole, depth, lon, lat, start, step, cases } = reference

test.each(cases)('%s %j', (name, settings, flags) => {
  const seconds = values.map((_, row) => start + row * step)
  const given = { seconds, inputs: { zinp: depth, lon, lat } }
  // In ioos_qc climatology knows no missing values: it was given none.
  const tested = name === 'climatology_test' ? whole : values
  expect(flagged(name, settings, tested, given).join('')).toBe(flags)
})

const edges: Readonly<Record<string, object>> = {
  ...Object.fromEntries(cases.map(([name, settings]) => [name, settings])),
  dataqc_globalrangetest_minmax: { dat_min: 0, dat_max: 2 },
  dataqc_localrangetest_wrapper: {
    ...{ dims: ['zinp'], datlimz: [0, 5] },
    datlim: [
      [0, 2],
      [0, 2],
    ],
  },
  dataqc_spiketest_wrapper: { acc: 0.1 },
  dataqc_polytrendtest_wrapper: {},
  dataqc_stuckvaluetest_wrapper: { reso: 0.001, num: 4 },
  dataqc_gradienttest_wrapper: { ddatdx: 1, toldat: 1 },
}
// By the flags' meaning: what is missing is missing, or not evaluated by an older test; nothing comes of nothing.
test.each(Object.entries(edges))('%s of no, one and only missing values', (name, settings) => {
  const of = (given: Numbers) =>
    flagged(name, settings, given, { inputs: { zinp: given.map(() => 1), lon: given, lat: given } })
  const missing = qualityTestNamed(name)?.standard === 'qartod' ? 9 : 2
  expect(of([])).toEqual([])
  expect(of([null])).toEqual([missing])
  expect(of([null, null, null])).toEqual([missing, missing, missing])
  expect(of([1])).toHaveLength(1)
  expect([0, 1, 2, 4]).toContain(of([1])[0])
})

test('every test is tried, but that which judges no values', () => {
  const names = qualityTests.filter((one) => one.judgesOutcomesOf === undefined).map(({ name }) => name)
  expect(Object.keys(edges).sort()).toEqual(names.sort())
})
