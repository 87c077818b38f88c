import { storeQualityTests } from '../../../processors/products/store-quality-tests.ts'
import { qualityTestVersion } from '../../../schemas/assets/quality-test.ts'
import { qualityTests } from '../../../schemas/catalogue-tables.ts'
import type { QualityTestChanged } from '../../../schemas/generated/events.ts'
import { qualityTestsChanged } from '../../../topics/products.ts'
import { drive } from '../../support/drive.ts'

const tested: QualityTestChanged = {
  refdes: 'CE02SHSM-RID27-03-CTDBPC000',
  stream: 'ctdbp_cdef_dcl_instrument',
  parameter: 'temp',
  test: 'gross_range_test',
  settings: '{"suspect_span": [6.17, 17.48], "fail_span": [-5.0, 35]}',
  inputs: {},
  source: 'ctdbp_qartod_gross_range_test_values.csv',
  version: '',
  isRemoved: false,
}

test('a quality test is kept as it was said last, and goes when it is removed', async () => {
  const pipeline = drive(storeQualityTests)
  await pipeline.send(qualityTestsChanged, tested)
  const [row] = await pipeline.rows(qualityTests)
  expect(row?.settings).toBe('{"fail_span":[-5,35],"suspect_span":[6.17,17.48]}')
  const again = {
    ...tested,
    settings: '{"fail_span":[-5,35.0],"suspect_span":[6.17,17.48]}',
    version: row?.version ?? '',
  }
  await pipeline.send(qualityTestsChanged, again)
  expect(await pipeline.rows(qualityTests)).toEqual([row])
  await pipeline.send(qualityTestsChanged, [
    { ...tested, refdes: null, stream: null, parameter: null },
    { ...tested, isRemoved: true },
  ])
  expect(await pipeline.rows(qualityTests)).toMatchObject([{ refdes: '*', stream: '*', parameter: '*' }])
  expect(qualityTestVersion(again)).toBe(row?.version)
})

test.each<[Partial<QualityTestChanged>, RegExp]>([
  [{ refdes: 'CE02SHSM-RID27-03' }, /^refdes "CE02SHSM-RID27-03" must look like/],
  [{ stream: 'CTDBP' }, /^stream "CTDBP"/],
  [{ parameter: 'sea temp' }, /^parameter "sea temp"/],
  [{ test: 'range_test' }, /^test range_test is unknown; there are gross_range_test, /],
  [{ settings: '[1, 2]' }, /^settings "\[1, 2\]" must be a JSON object/],
  [{ settings: '{"suspect_span": [1, 2]}' }, /^settings: gross_range_test\.fail_span is missing/],
  [{ settings: '{"fail_span": [5, 1]}' }, /^settings: gross_range_test\.fail_span must be \[least, largest\]/],
  [{ inputs: { zinp: 'depth' } }, /^inputs\.zinp is unknown; gross_range_test looks at no other series/],
  [
    { inputs: { zinp: 'a b' } },
    /^inputs\.zinp "a b" must be a parameter, a data product like PRESWAT_L1, or stream.parameter/,
  ],
  [{ version: 'abc' }, /^version abc is not that of the fields/],
])('the quality test %j is refused, and the reason names the field', async (part, reason) => {
  const pipeline = drive(storeQualityTests)
  await pipeline.send(qualityTestsChanged, [{ ...tested, ...part }, tested])
  expect(pipeline.rejected()).toEqual([
    expect.objectContaining({ code: 'quality-test-invalid', reason: expect.stringMatching(reason) }),
  ])
  expect(await pipeline.rows(qualityTests)).toHaveLength(1)
})

test.each([
  ['climatology_test', '{"config":[{"tspan":[1,3],"vspan":[0,9],"period":"month"}]}', { zinp: 'pressure' }],
  ['dataqc_localrangetest_wrapper', '{"datlim":[[0,1],[0,2]],"datlimz":[0,9],"dims":["z"]}', { z: 'pressure' }],
])('%s may look at other series', async (name, settings, inputs) => {
  const pipeline = drive(storeQualityTests)
  await pipeline.send(qualityTestsChanged, { ...tested, test: name, settings, inputs })
  expect(pipeline.rejected()).toEqual([])
})
