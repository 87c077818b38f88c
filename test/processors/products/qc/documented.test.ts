/** The worked example of docs/QUALITY.md is what the tests of the samples give; its numbers are those of ioos_qc 3.0. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aggregate } from '../../../../processors/products/qc/flags.ts'
import { flagged } from './flagged.ts'

const root = join(import.meta.dirname, '../../../..')
const [, example = ''] = readFileSync(join(root, 'docs/QUALITY.md'), 'utf8').split('\n## An example\n')
const rows = example
  .split('\n')
  .filter((line) => /^\| [\d.]/.test(line))
  .map((line) => line.split('|').slice(1, -1).map(Number))
const column = (at: number) => rows.map((row) => row[at] as number)

test('the example of the documentation', () => {
  const [{ qcConfig }] = JSON.parse(readFileSync(join(root, 'deploy/samples/quality-tests.json'), 'utf8')) as [
    { qcConfig: { qartod: Record<string, object> } },
  ]
  const seconds = rows.map((_, at) => 1_709_251_200 + 10 * at)
  const flags = (name: string) => flagged(name, qcConfig.qartod[name], column(0), { seconds })
  const tests = ['flat_line_test', 'gross_range_test', 'spike_test'].map(flags)
  expect(rows).toHaveLength(12)
  expect(tests).toEqual([column(2), column(3), column(4)])
  expect([
    ...aggregate(
      12,
      tests.map((one) => Uint8Array.from(one)),
    ),
  ]).toEqual(column(1))
  const range = flagged('dataqc_globalrangetest_minmax', { dat_min: -2, dat_max: 35 }, column(0))
  expect(range).toEqual(column(6))
  expect(range.map((one) => one * 128)).toEqual(column(8))
})
