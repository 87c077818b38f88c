import { fittedTest } from '../../../processors/products/qc/kept-test.ts'
import { readQcParameters } from '../../../schemas/assets/qc-parameters.ts'
import { readQualityLookup } from '../../../schemas/assets/quality-lookup.ts'
import { readQualityRecords } from '../../../schemas/assets/quality-records.ts'

const said = (text: string, beside: Readonly<Record<string, string>> = {}) => {
  const { events, problems, ignored } = readQualityLookup(text, 'a.csv', (path) => beside[path] ?? null, fittedTest)
  const briefly = events.map(({ refdes, stream, parameter, test, settings, inputs }) => {
    const scope = `${refdes}/${stream}/${parameter}`
    return {
      scope,
      test,
      settings: JSON.parse(settings) as unknown,
      ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
    }
  })
  return { said: briefly, problems: problems.map(({ line, reason }) => `${line}: ${reason}`), ignored }
}

test('a QARTOD table of OOI is read, as Python wrote it', () => {
  const head = 'subsite,node,sensor,stream,parameters,qcConfig,source,notes'
  const rows = [
    `CE02SHBP,LJ01D,06-CTDBPN106,ctdbp_no_sample,{'inp': 'practical_salinity'},"{'qartod': {'gross_range_test': {'suspect_span': [30.54, 35.57], 'fail_span': [0.0, 42.0]}}}",vendor,`,
    `CE01ISSM,SBD17,06-CTDBPC000,ctdbp_cdef_dcl_instrument,"{'tinp': 'time', 'inp': 'temp'}","{'qartod': {'flat_line_test': {'suspect_threshold': 0, 'fail_threshold': 0, 'tolerance': 0.0001}}}",off,`,
    `CE01ISSM,SBD17,06-CTDBPC000,ctdbp_cdef_dcl_instrument,"{'inp': 'temp'}","{'qartod': {'gross_range_test': {'suspect_span': [40, 50], 'fail_span': [0, 42]}}}",wrong,`,
  ]
  const found = said([head, ...rows].join('\n'))
  expect(found.said).toEqual([
    {
      scope: 'CE02SHBP-LJ01D-06-CTDBPN106/ctdbp_no_sample/practical_salinity',
      test: 'gross_range_test',
      settings: { suspect_span: [30.54, 35.57], fail_span: [0, 42] },
    },
  ])
  expect(found.ignored).toBe(1)
  expect(found.problems).toEqual([
    '4: temp of CE01ISSM-SBD17-06-CTDBPC000: settings: gross_range_test.suspect_span [40, 50] must lie within fail_span [0, 42]',
  ])
})

test('a climatology stands in a table of its own: months across, depths down', () => {
  const head = 'subsite,node,sensor,stream,parameters,climatologyTable,source,notes'
  const table = ',"[1, 1]","[2, 2]"\n"[0, 30]","[11.2, 17.1]","[11.8, 15.7]"\n'
  const row = (zinp: string) =>
    `CP01CNSM,MFD37,03-CTDBPD000,ctdbp_cdef_dcl_instrument,"{'inp': 'temp', 'tinp': 'time', 'zinp': '${zinp}'}",climatology_tables/t.csv,,`
  const withDepth = said(`${head}\n${row('pressure')}`, { 'climatology_tables/t.csv': table })
  expect(withDepth.said).toMatchObject([
    {
      settings: {
        config: [
          { tspan: [1, 1], vspan: [11.2, 17.1], period: 'month', zspan: [0, 30] },
          { tspan: [2, 2], vspan: [11.8, 15.7], period: 'month', zspan: [0, 30] },
        ],
      },
      inputs: { zinp: 'pressure' },
    },
  ])
  const without = said(`${head}\n${row('None')}`, { 'climatology_tables/t.csv': table })
  expect(without.said).toMatchObject([{ settings: { config: [{ tspan: [1, 1], vspan: [11.2, 17.1] }, {}] } }])
  expect(without.said[0]?.inputs).toBeUndefined()
  expect(said(`${head}\n${row('None')}`).problems).toEqual([
    '2: climatologyTable climatology_tables/t.csv is missing, or no table of ranges',
  ])
  expect(said(table)).toEqual({ said: [], problems: [], ignored: 0 })
})

const columns = 'ReferenceDesignator,ParameterID_R,ParameterID_T'
const ctd = 'CE01ISSM-MFD37-03-CTDBPC000'

test.each([
  [
    `${columns},GlobalRangeMin,GlobalRangeMax,_Units\n${ctd},ctdbp_seawater_temperature,temp,-2,40,deg_C`,
    [{ settings: { dat_min: -2, dat_max: 40 } }, { scope: `${ctd}/null/temp`, test: 'dataqc_globalrangetest_minmax' }],
  ],
  [
    `${columns},SpikeTest_ACC,SpikeTest_N,SpikeTest_L\n${ctd},temp,temp,0.002,11,15`,
    [{ test: 'dataqc_spiketest_wrapper', settings: { acc: 0.002, N: 11, L: 15 } }],
  ],
  [
    `${columns},UnitsStuckValueTest,StuckValueTest_ResolutionR,StuckValueTest_NumRepeatValues\n${ctd},temp,temp,deg C,0.0001,20`,
    [{ test: 'dataqc_stuckvaluetest_wrapper', settings: { reso: 0.0001, num: 20 } }],
  ],
  [
    `${columns},TrendTest_TimeIntLengthDays,TrendTest_PolynomialOrder,TrendTest_nstd\n${ctd},temp,temp,365,1,3`,
    [{ test: 'dataqc_polytrendtest_wrapper', settings: { ord_n: 1, nstd: 3 } }],
  ],
  [
    `${columns},GradientTest_dataproductx,GradientTest_ddatdx,GradientTest_mindx,GradientTest_startdat,GradientTest_toldat\n${ctd},density,density,pressure,[0 0.5],0.1,<empty>,2`,
    [{ settings: { ddatdx: [0, 0.5], mindx: 0.1, toldat: 2 }, inputs: { x: 'pressure' } }],
  ],
  [
    `${columns},LocalRange_Datlim,LocalRange_DatlimZ,LocalRange_Z\n${ctd},temp,temp,"[4, 25; 4, 20]",[20; 30],PRESWAT_L1`,
    [
      {
        settings: {
          datlim: [
            [4, 25],
            [4, 20],
          ],
          datlimz: [20, 30],
          dims: ['PRESWAT_L1'],
        },
      },
    ],
  ],
])('an older table is told by its columns: %#', (text, expected) => {
  expect(said(text)).toMatchObject({ said: expected, problems: [] })
})

test('rows without thresholds are passed over; wrong ones are named', () => {
  const head = `${columns},StuckValueTest_ResolutionR,StuckValueTest_NumRepeatValues`
  const found = said(`${head}\n${ctd},tp_sea,tp_sea,,\n${ctd},bback,bback,20,0`)
  expect(found.ignored).toBe(1)
  expect(found.problems).toEqual([
    `3: bback of ${ctd}: settings: dataqc_stuckvaluetest_wrapper.num must be a whole number of at least 2, not 0`,
  ])
  expect(said('a,b\n1,2').problems[0]).toContain('1: its columns must be')
})

test('records of the quality service are read; null is everything', () => {
  const record = (fields: object) => ({ '@class': '.QartodTestRecord', id: 1, source: '', ...fields })
  const spans = { suspect_span: [28, 33.8], fail_span: [0, 42] }
  const { events, problems } = readQualityRecords(
    JSON.stringify([
      record({
        refDes: { subsite: 'CE04OSPS', node: 'SF01B', sensor: '2A-CTDPFA107', full: true },
        stream: 'ctdpf_sbe43_sample',
        parameters: '{"inp": "pressure", "zinp": null}',
        qcConfig: JSON.stringify({ qartod: { gross_range_test: spans, spike_test: { fail_threshold: 2 } } }),
      }),
      record({ refDes: null, stream: null, parameters: null, qcConfig: { qartod: { gross_range_test: spans } } }),
      record({ refDes: null, stream: null, parameters: '{"inp"', qcConfig: '' }),
    ]),
    'a.json',
    fittedTest,
  )
  expect(events.map(({ refdes, stream, parameter, test }) => [refdes, stream, parameter, test])).toEqual([
    ['CE04OSPS-SF01B-2A-CTDPFA107', 'ctdpf_sbe43_sample', 'pressure', 'gross_range_test'],
    ['CE04OSPS-SF01B-2A-CTDPFA107', 'ctdpf_sbe43_sample', 'pressure', 'spike_test'],
    [null, null, null, 'gross_range_test'],
  ])
  expect(problems).toEqual([{ line: null, reason: 'record 3: parameters must be an object like {"inp": "temp"}' }])
})

const limit = (qcId: string, parameter: string, valueType: string, value: unknown, refDes: unknown = null) => ({
  qcParameterPK: { qcId, parameter, streamParameter: 'temp', refDes },
  value,
  valueType,
})

test('limits of the older tests are gathered from one record each', () => {
  const { tests, problems } = readQcParameters(
    [
      limit('dataqc_stuckvaluetest_wrapper', 'x', 'VECTOR', 'data'),
      limit('dataqc_stuckvaluetest_wrapper', 'reso', 'FLOAT', '0.5'),
      limit('dataqc_stuckvaluetest_wrapper', 'num', 'INT', '20'),
      limit('dataqc_gradienttest_wrapper', 'ddatdx', 'LIST', '[-50 50]'),
      limit('dataqc_gradienttest_wrapper', 'x', 'VECTOR', 'pressure'),
      limit('dataqc_gradienttest_wrapper', 'strict_validation', 'INT', 0),
      limit('dataqc_spiketest_wrapper', 'acc', 'FLOAT', 'much'),
      limit('', 'acc', 'FLOAT', 1),
      { value: 1 },
    ],
    'qcParameters',
  )
  expect(tests).toEqual([
    {
      refdes: null,
      parameter: 'temp',
      test: 'dataqc_stuckvaluetest_wrapper',
      settings: { reso: 0.5, num: 20 },
      inputs: {},
    },
    {
      refdes: null,
      parameter: 'temp',
      test: 'dataqc_gradienttest_wrapper',
      settings: { ddatdx: [-50, 50] },
      inputs: { x: 'pressure' },
    },
  ])
  expect(problems).toEqual([
    'qcParameters/6/value "much" must be of its valueType, "FLOAT"',
    'qcParameters/7/qcParameterPK/qcId must be a text',
    'qcParameters/8 must have a qcParameterPK',
  ])
})

test('such limits are kept too, for the instrument that they name', () => {
  const refDes = { subsite: 'CE04OSPS', node: 'SF01B', sensor: '4A-NUTNRA102', full: true }
  const { events } = readQualityRecords(
    JSON.stringify([limit('dataqc_spiketest_wrapper', 'acc', 'FLOAT', '0.5', refDes)]),
    'qc.json',
    fittedTest,
  )
  expect(events).toMatchObject([
    { refdes: 'CE04OSPS-SF01B-4A-NUTNRA102', stream: null, parameter: 'temp', settings: '{"acc":0.5}' },
  ])
})
