/** Files in the forms of OOI's asset-management; the values are made up. */
import { readAssetAnswer } from '../../../schemas/assets/asset-answer.ts'
import { calibrationFileName, readCalibrationFile } from '../../../schemas/assets/calibration-file.ts'
import { readAssetList, readDeploymentSheet } from '../../../schemas/assets/deployment-sheet.ts'
import { numberOrNull, utcMicros } from '../../../schemas/assets/reading.ts'

const micros = (iso: string) => Date.parse(iso) * 1000

describe('deployment sheets', () => {
  const head =
    'CUID_Deploy,deployedBy,CUID_Recover,recoveredBy,Reference Designator,deploymentNumber,versionNumber,startDateTime,' +
    'stopDateTime,mooring.uid,node.uid,sensor.uid,lat,lon,orbit,deployment_depth,water_depth,notes'
  const row = (...[refdes, number, start, stop, sensor, lat, lon, depth, water, notes = '']: string[]) =>
    `C1,,C2,,${refdes},${number},1,${start},${stop},M1,,${sensor},${lat},${lon},250,${depth},${water},${notes}`
  const ctd = 'CE02SHSM-RID27-03-CTDBPC000'
  const read = (...rows: string[]) => readDeploymentSheet([head, ...rows].join('\r\n'), 'CE02SHSM_Deploy.csv', assets)
  const assets = readAssetList(
    "ASSET_UID,LEGACY_ASSET_UID,TYPE,Manufacturer,Model,Manufacturer's Serial No./Other Identifier,Firmware Version\n" +
      'S1,,Sensor,Sea-Bird,SBE 16plus,16-50001,\n',
  )

  test('a row is a deployment, with what the list of assets says of its sensor', () => {
    const { events, problems, ignored } = read(
      row(ctd, '1', '2015-04-02T20:15:00', '2015-09-22T07:48:00', 'S1', '0', '-124.30388', '7', '80', '"a, ""b"""'),
      row(ctd, '#2', '2016-04-02T20:15:00', '', 'S1', '44.6', '-124.3', '7', '80'),
      row(ctd, '12', '2016-04-02T20:15:00', '', '', '44.6', '-124.3', 'N/A', ''),
      ',,,,,,,,,,,,,,,,,',
    )
    expect([problems, ignored]).toEqual([[], 1])
    expect(events).toMatchObject([
      {
        refdes: ctd,
        deployment: 1,
        start: micros('2015-04-02T20:15:00Z'),
        stop: micros('2015-09-22T07:48:00Z'),
        asset: 'S1',
        latitude: 0,
        longitude: -124.30388,
        depth: 7,
        waterDepth: 80,
        details: {
          manufacturer: 'Sea-Bird',
          model: 'SBE 16plus',
          serialNumber: '16-50001',
          notes: 'a, "b"',
          mooring: 'M1',
        },
        source: 'CE02SHSM_Deploy.csv',
      },
      { deployment: 12, stop: null, asset: '', depth: null, waterDepth: null },
    ])
    expect(events[0]?.version).toMatch(/^[0-9a-f]{32}$/)
  })

  test('columns may come in any order, after a byte order mark', () => {
    const { events } = readDeploymentSheet(
      `\uFEFFdeploymentNumber,Reference Designator,sensor.uid,startDateTime,stopDateTime,lat,lon\n3,${ctd},S1,2015-04-02T20:15:00,,1,2\n`,
      'x.csv',
      new Map(),
    )
    expect(events).toMatchObject([{ deployment: 3, latitude: 1, longitude: 2, depth: null }])
  })

  test.each([
    [[ctd, 'one', '2015-04-02T20:15:00', '', 'S1', '1', '2', '7', '80'], /^deploymentNumber "one"/],
    [[ctd, '1', '2015-02-30T20:15:00', '', 'S1', '1', '2', '7', '80'], /^startDateTime "2015-02-30/],
    [[ctd, '1', '2015-04-02T20:15:00', 'soon', 'S1', '1', '2', '7', '80'], /^stopDateTime "soon"/],
    [[ctd, '1', '2015-04-02T20:15:00', '2015-04-01T20:15:00', 'S1', '1', '2', '7', '80'], /^stop 2015-04-01/],
    [[ctd, '1', '2015-04-02T20:15:00', '', 'S1', 'north', '2', '7', '80'], /^lat "north"/],
    [['CTD', '1', '2015-04-02T20:15:00', '', 'S1', '1', '2', '7', '80'], /^refdes "CTD"/],
  ])('the row %j is reported by its line', (cells, reason) => {
    const good = row(ctd, '9', '2015-04-02T20:15:00', '', 'S1', '1', '2', '7', '80')
    expect(read(good, row(...cells)).problems).toEqual([{ line: 3, reason: expect.stringMatching(reason) }])
  })

  test('a deployment that stands twice is reported, and a sheet without its columns', () => {
    const good = row(ctd, '9', '2015-04-02T20:15:00', '', 'S1', '1', '2', '7', '80')
    expect(read(good, good).problems).toEqual([{ line: 3, reason: `${ctd}/9 stands on line 2 too` }])
    expect(readDeploymentSheet('a,b\n1,2\n', 'x', assets).problems[0]?.reason).toContain('lacks Reference Designator')
  })
})

describe('calibration files', () => {
  const name = 'CGINS-OPTAAD-00123__20150409.csv'
  const read = (rows: string, sheets: Record<string, string> = {}) =>
    readCalibrationFile(`serial,name,value,notes\n${rows}`, name, (sheet) => sheets[sheet] ?? null)

  test('numbers, arrays and sheets beside the file', () => {
    const { events, problems } = read(
      '123,CC_tcal,22.0,\n123,CC_scale,.0121,as a person writes it\n123,CC_cwlngth,"[400.5, 404.4]",\n' +
        '123,CC_grid,"[[1, 2], [3, 4]]",\n123,CC_tcarray,SheetRef:CC_tcarray,\n\n',
      { 'CGINS-OPTAAD-00123__20150409__CC_tcarray.ext': '1,2,3\r\n-0.4,5e-1,6\r\n' },
    )
    expect(problems).toEqual([])
    expect(events.map((event) => [event.name, event.value])).toEqual([
      ['CC_tcal', '22'],
      ['CC_scale', '0.0121'],
      ['CC_cwlngth', '[400.5,404.4]'],
      ['CC_grid', '[[1,2],[3,4]]'],
      ['CC_tcarray', '[[1,2,3],[-0.4,0.5,6]]'],
    ])
    const about = { asset: 'CGINS-OPTAAD-00123', start: micros('2015-04-09T00:00:00Z'), stop: null, source: name }
    for (const event of events) expect(event).toMatchObject(about)
  })

  test('a coefficient may stand twice with one value, not with two', () => {
    expect(read('1,CC_a0,1.0,\n1,CC_a0,1,\n').problems).toEqual([])
    expect(read('1,CC_a0,1.0,\n1,CC_a0,2,\n').problems).toEqual([{ line: 3, reason: 'CC_a0 has two values' }])
  })

  test.each([
    ['1,CC_a0,about 3,', {}, /^CC_a0: "about 3" must be a number/],
    ['1,CC_a0,,', {}, /^CC_a0: "" must be a number/],
    ['1,CC_a0,"[1, [2]]",', {}, /^CC_a0: /],
    ['1,a b,1,', {}, /^name "a b"/],
    ['1,CC_x,SheetRef:CC_x,', {}, /^CC_x: the file of its values \(…__CC_x.ext\) is missing/],
    [
      '1,CC_x,SheetRef:CC_x,',
      { 'CGINS-OPTAAD-00123__20150409__CC_x.ext': '1,2\n3\n' },
      /line 2 of its file has 1 numbers/,
    ],
    ['1,CC_x,SheetRef:CC_x,', { 'CGINS-OPTAAD-00123__20150409__CC_x.ext': '1,b\n' }, /line 1 .* no number/],
  ])('the row %s is reported by its line', (row, sheets, reason) => {
    expect(read(row, sheets as Record<string, string>).problems).toEqual([
      { line: 2, reason: expect.stringMatching(reason) },
    ])
  })

  test('the name says asset and day', () => {
    expect(calibrationFileName('A_B__20150230.csv')).toBeNull()
    expect(calibrationFileName('readme.csv')).toBeNull()
    expect(readCalibrationFile('serial,name,value\n', 'readme.csv', () => null).problems[0]?.line).toBeNull()
    expect(read('').problems).toEqual([{ line: null, reason: 'it has no coefficients' }])
  })
})

describe("the asset service's answer", () => {
  const start = Date.UTC(2015, 3, 2)
  const calData = (value: unknown, more: object = {}) => ({
    value,
    eventStartTime: start,
    eventStopTime: null,
    ...more,
  })
  const event = (more: object = {}, calibration: object[] = []) => ({
    deploymentNumber: 1,
    eventStartTime: start,
    eventStopTime: start + 1_000,
    referenceDesignator: 'CE02SHSM-RID27-03-CTDBPC000',
    location: { latitude: 44.6, longitude: -124.3, depth: 7 },
    sensor: { uid: 'S1', serialNumber: '50001', manufacturer: 'Sea-Bird', modelNumber: 'SBE 16plus', calibration },
    ...more,
  })
  const read = (answer: unknown, refdes: string | null = null) =>
    readAssetAnswer(JSON.stringify(answer), 'cal.json', refdes)

  test('gives deployments and calibrations', () => {
    const { deployments, calibrations } = read([
      event({}, [
        { name: 'CC_a0', calData: [calData(1.5), calData(2.5, { eventStartTime: start + 5 })] },
        { name: 'CC_m', calData: [{ ...calData(undefined), values: [1, 2, 3, 4, 5, 6], dimensions: [2, 3] }] },
      ]),
    ])
    expect([deployments.problems, calibrations.problems]).toEqual([[], []])
    expect(deployments.events).toMatchObject([
      {
        start: start * 1000,
        stop: (start + 1_000) * 1000,
        latitude: 44.6,
        depth: 7,
        asset: 'S1',
        details: { model: 'SBE 16plus' },
      },
    ])
    expect(calibrations.events.map(({ name, start: from, value }) => [name, from / 1000 - start, value])).toEqual([
      ['CC_a0', 0, '1.5'],
      ['CC_a0', 5, '2.5'],
      ['CC_m', 0, '[[1,2,3],[4,5,6]]'],
    ])
  })

  test('may say the same with each deployment, not something else', () => {
    const coefficient = (value: number) => [{ name: 'CC_a0', calData: [calData(value)] }]
    const twice = read([event({}, coefficient(1)), event({ deploymentNumber: 2 }, coefficient(1))])
    expect([twice.deployments.events.length, twice.calibrations.events.length]).toEqual([2, 1])
    const other = read([event({}, coefficient(1)), event({ deploymentNumber: 2 }, coefficient(2))])
    expect(other.calibrations.problems[0]?.reason).toMatch(/^event 2, CC_a0: .* said twice/)
  })

  test('needs a reference designator: its own, or the one asked for', () => {
    const bare = event({ referenceDesignator: undefined })
    expect(read([bare]).deployments.problems[0]?.reason).toMatch(/^event 1: refdes/)
    expect(read([bare], 'CE02SHSM-RID27-03-CTDBPC000').deployments.problems).toEqual([])
    const parts = { subsite: 'CE02SHSM', node: 'RID27', sensor: '03-CTDBPC000' }
    expect(read([event({ referenceDesignator: parts })]).deployments.events[0]?.refdes).toBe(
      'CE02SHSM-RID27-03-CTDBPC000',
    )
  })

  test('what is wrong is said', () => {
    expect(readAssetAnswer('{', 'x', null).deployments.problems[0]?.reason).toMatch(/^it is no JSON/)
    expect(read([]).deployments.problems[0]?.reason).toMatch(/list of deployments/)
    expect(read([event({ eventStartTime: 'then' })]).deployments.problems[0]?.reason).toMatch(/eventStartTime/)
    const ragged = read([event({}, [{ name: 'CC_m', calData: [calData([[1], [2, 3]])] }])])
    expect(ragged.calibrations.problems[0]?.reason).toMatch(/CC_m: value must be/)
  })
})

test('times are UTC, numbers are numbers', () => {
  expect(utcMicros('2015-04-02T20:15:00')).toBe(micros('2015-04-02T20:15:00Z'))
  expect(utcMicros('2015-04-02')).toBe(micros('2015-04-02T00:00:00Z'))
  expect(utcMicros('2015-04-02 20:15:00.25Z')).toBe(micros('2015-04-02T20:15:00.250Z'))
  for (const wrong of ['', '2015-13-01', '2015-04-31', '2015-04-02T24:00:00', '04/02/2015'])
    expect(utcMicros(wrong)).toBeNull()
  expect(['', 'N/A', '0', '-.5', '1e3', '+2'].map(numberOrNull)).toEqual([null, null, 0, -0.5, 1000, 2])
  for (const wrong of ['1,5', '0x10', '12m', '1e']) expect(numberOrNull(wrong)).toBeNaN()
})
