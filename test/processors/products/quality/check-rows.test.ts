/** Flags of rows as they come are those of the whole series, however the rows were batched. */
import fc from 'fast-check'
import { Notes } from '../../../../processors/products/engine/notes.ts'
import type { Plan } from '../../../../processors/products/engine/plan.ts'
import { qualityTestNamed } from '../../../../processors/products/qc/index.ts'
import { runQualityTest, settingsOf } from '../../../../processors/products/qc/quality-test.ts'
import { checkedRows } from '../../../../processors/products/quality/check-rows.ts'
import type { ChosenTest } from '../../../../processors/products/quality/choose-tests.ts'
import { planQuality } from '../../../../processors/products/quality/quality-plan.ts'
import type { Column, ColumnBatch } from '../../../../schemas/columns/column.ts'
import { stored } from '../engine/definitions.ts'

const temp = stored('temp', { fill: -9999 })
const depth = stored('depth')
const spectrum = stored('spectrum', { type: { scalar: 'float64', list: 'varying' } })

function chosen(parameter: typeof temp, name: string, given: Record<string, unknown>, inputs = {}): ChosenTest {
  const test = qualityTestNamed(name)
  if (test === null) throw new Error(name)
  const settings = settingsOf(test, given)
  const reach = test.reach?.(settings) ?? {}
  const named = new Map(Object.entries<typeof temp>(inputs))
  const common = { parameter, test, settings, reach, scope: 'test', said: given }
  return { ...common, inputs: named, needed: [...named.keys()], remarks: [], lacking: null }
}

const tests = [
  chosen(temp, 'spike_test', { suspect_threshold: 1, fail_threshold: 2 }),
  chosen(temp, 'flat_line_test', { suspect_threshold: 4, fail_threshold: 9, tolerance: 1.5 }),
  chosen(temp, 'attenuated_signal_test', { suspect_threshold: 2, fail_threshold: 1.1 }),
  chosen(temp, 'density_inversion_test', { suspect_threshold: -1 }, { zinp: depth }),
  chosen(temp, 'dataqc_spiketest_wrapper', { acc: 0.5, N: 1, L: 5 }),
  chosen(temp, 'dataqc_stuckvaluetest_wrapper', { reso: 0.5, num: 3 }),
  chosen(temp, 'dataqc_gradienttest_wrapper', { ddatdx: 2, toldat: 1, period: 15 }),
  chosen(temp, 'dataqc_polytrendtest_wrapper', { ord_n: 1, nstd: 2, period: 15 }),
  chosen(spectrum, 'gross_range_test', { fail_span: [0, 4] }),
]
const columns = [temp, spectrum].map((parameter) => ({
  name: parameter.name,
  parameter,
  type: parameter.type,
  missing: null,
}))
const wanted = { wanted: [temp, depth, spectrum] } as unknown as Plan
const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const plan = planQuality({ tests, besides: [], refused: [] }, columns, wanted)

interface Given {
  readonly deployment: number
  readonly temp: number
  readonly depth: number
  readonly step: number
}

function doubles(values: readonly number[]): Column {
  return {
    type: { scalar: 'float64' },
    length: values.length,
    values: Float64Array.from(values),
    validity: null,
    offsets: null,
  }
}

function batchOf(rows: readonly (Given & { readonly at: number })[]): ColumnBatch {
  const lists = rows.map(({ temp: value, depth: length }) => Array.from({ length }, () => value))
  const offsets = Int32Array.from([0, ...lists].map((_, row) => lists.slice(0, row).flat().length))
  const list = { ...doubles(lists.flat()), type: spectrum.type, length: rows.length, offsets }
  return {
    length: rows.length,
    time: Float64Array.from(rows, ({ at }) => at * 1e6),
    columns: new Map([
      ['temp', doubles(rows.map(({ temp: value }) => value))],
      ['depth', doubles(rows.map(({ depth: value }) => value))],
      ['spectrum', list],
    ]),
  }
}

const row: fc.Arbitrary<Given> = fc.record({
  deployment: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.constant(2)),
  temp: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.constantFrom(-9999, Number.NaN)),
  depth: fc.integer({ min: 0, max: 3 }),
  step: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 12 })),
})

test('flags do not depend on the batches', async () => {
  const property = fc.asyncProperty(
    fc.array(row, { minLength: 1, maxLength: 40 }),
    fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }),
    fc.boolean(),
    async (given, sizes, isLastKnown) => {
      let at = 0
      const rows = given.map((one) => {
        at += one.step
        return { ...one, at }
      })
      /** Runs of one deployment, cut at the sizes in turn. */
      async function* source() {
        let from = 0
        for (let turn = 0; from < rows.length; turn++) {
          const { deployment } = rows[from] as Given
          let to = from + 1
          const size = sizes[turn % sizes.length] as number
          while (to < rows.length && to - from < size && rows[to]?.deployment === deployment) to++
          yield { deployment, batch: batchOf(rows.slice(from, to)) }
          from = to
        }
      }
      const lastOf = (deployment: number) =>
        isLastKnown ? (rows.findLast((one) => one.deployment === deployment)?.at ?? 0) * 1e6 : Number.POSITIVE_INFINITY
      const found: { deployment: number; batch: ColumnBatch }[] = []
      const checking = { plan, range: always, lastOf, openPeriods: source, notes: new Notes() }
      for await (const one of checkedRows(source(), checking)) found.push(one)
      expect(found.flatMap(({ batch }) => [...batch.time])).toEqual(rows.map((one) => one.at * 1e6))
      expect(found.flatMap(({ deployment, batch }) => [...batch.time].map(() => deployment))).toEqual(
        rows.map(({ deployment }) => deployment),
      )
      for (const deployment of [1, 2]) {
        const own = rows.filter((one) => one.deployment === deployment)
        const flagged = found.filter((one) => one.deployment === deployment)
        const column = (name: string) =>
          flagged.flatMap(({ batch }) => [...((batch.columns.get(name) as Column).values as Uint8Array)])
        const values = Float64Array.from(own, (one) => (one.temp === -9999 ? Number.NaN : one.temp))
        const series = { values, width: 1, time: Float64Array.from(own, (one) => one.at * 1e6) }
        const zinp = Float64Array.from(own, (one) => one.depth)
        const alone = (name: string) => {
          const one = tests.find(({ test: { name: own }, parameter }) => own === name && parameter === temp)
          return [...runQualityTest((one as ChosenTest).test, series, (one as ChosenTest).settings as never, { zinp })]
        }
        for (const name of ['spike_test', 'flat_line_test', 'attenuated_signal_test', 'density_inversion_test']) {
          expect(column(`temp_qartod_${name}`)).toEqual(alone(name))
        }
        const bits = { spiketest: 4, stuckvaluetest: 16, gradienttest: 32, polytrendtest: 8 }
        for (const [name, bit] of Object.entries(bits)) {
          const outcomes = alone(`dataqc_${name}_wrapper`)
          expect(column('temp_qc_executed').map((mask) => (mask & bit) !== 0)).toEqual(outcomes.map((one) => one !== 2))
          expect(column('temp_qc_results').map((mask) => (mask & bit) !== 0)).toEqual(outcomes.map((one) => one === 1))
        }
        const inside = own.flatMap((one) => Array.from({ length: one.depth }, () => one.temp))
        const range = inside.map((value) => (Number.isNaN(value) ? 9 : value < 0 || value > 4 ? 4 : 1))
        expect(column('spectrum_qartod_gross_range_test')).toEqual(range)
        expect(column('spectrum_qartod_results')).toEqual(range)
      }
    },
  )
  await fc.assert(property, { numRuns: 300 })
})

test('rows do not wait for a deployment that is over', async () => {
  const given = (deployment: number, at: number) => ({ deployment, temp: 1, depth: 0, step: 0, at })
  let taken = 0
  async function* source() {
    for (const at of [0, 1, 2, 3]) {
      taken = at
      const rows = [given(at === 0 ? 1 : 2, at)]
      yield { deployment: at === 0 ? 1 : 2, batch: batchOf(rows) }
    }
  }
  const spike = planQuality({ tests: tests.slice(0, 1), besides: [], refused: [] }, columns, wanted)
  const lastOf = (deployment: number) => (deployment === 1 ? 0 : 3e6)
  const rows = checkedRows(source(), { plan: spike, range: always, lastOf, openPeriods: source, notes: new Notes() })
  const seen: number[][] = []
  for await (const { deployment, batch } of rows) seen.push([deployment, batch.time[0] as number, taken])
  expect(seen).toEqual([
    [1, 0, 1],
    [2, 1e6, 2],
    [2, 2e6, 3],
    [2, 3e6, 3],
  ])
})
