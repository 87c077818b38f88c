import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newAnnotation } from '../../api/annotations.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { changesTo } from '../../deploy/assets/changes.ts'
import { readCalibrations, readDeployments } from '../../deploy/assets/files.ts'
import { bodyOf, list as listAnnotations } from '../../deploy/cli/annotations.ts'
import { list as listCalibrations } from '../../deploy/cli/calibrations.ts'
import { list as listDeployments } from '../../deploy/cli/deployments.ts'
import { report } from '../../deploy/cli/import-assets.ts'
import { annotations, calibrations, deployments } from '../../schemas/catalogue-tables.ts'
import { put } from '../../schemas/table.ts'
import { calibrationsChanged } from '../../topics/products.ts'

const about = { topic: calibrationsChanged, noun: 'coefficient' }
const ctd = 'CE02SHSM-RID27-03-CTDBPC000'
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tideline-assets-'))
  mkdirSync(join(folder, 'OPTAAD'))
  const head = 'serial,name,value,notes\n'
  writeFileSync(join(folder, 'OPTAAD/S1__20150409.csv'), `${head}1,CC_a0,1,\n1,CC_taarray,SheetRef:CC_taarray,\n`)
  writeFileSync(join(folder, 'OPTAAD/S1__20150409__CC_taarray.ext'), '1,2\n3,4\n')
  writeFileSync(join(folder, 'S2__20150409.csv'), `${head}2,CC_a0,1,\n2,CC_a1,none at all,\n`)
  writeFileSync(
    join(folder, 'answer.json'),
    JSON.stringify([
      {
        deploymentNumber: 1,
        eventStartTime: 0,
        sensor: { uid: 'S3', calibration: [{ name: 'CC_a0', calData: [{ value: 1, eventStartTime: 0 }] }] },
      },
    ]),
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a folder is read file by file; of one with a bad row nothing is used', () => {
  const said: string[] = []
  const { events, badFiles } = report(readCalibrations([folder]), about, (line) => said.push(line))
  expect(events.map(({ asset, name, value }) => [asset, name, value])).toEqual([
    ['S1', 'CC_a0', '1'],
    ['S1', 'CC_taarray', '[[1,2],[3,4]]'],
    ['S3', 'CC_a0', '1'],
  ])
  expect(badFiles).toBe(1)
  expect(said).toEqual([
    `${join(folder, 'S2__20150409.csv')}:3: CC_a1: "none at all" must be a number, arrays of numbers of one shape, or SheetRef:<name>`,
    'read        3 files, 3 coefficients',
  ])
})

test('what two files say differently is said', () => {
  const said: string[] = []
  const [file] = [...readCalibrations([join(folder, 'OPTAAD')])]
  const event = { ...(file?.events[0] as NonNullable<typeof file>['events'][number]), version: 'another' }
  report(
    [...(file === undefined ? [] : [file]), { path: 'x.csv', events: [event], problems: [], ignored: 0 }],
    about,
    (line) => said.push(line),
  )
  expect(said[0]).toMatch(/^x.csv: S1\/CC_a0\/\d+ is said otherwise in .*S1__20150409.csv; this one counts$/)
})

test('an answer that does not say its instrument is about the one that is given', () => {
  const [file] = [...readDeployments([join(folder, 'answer.json')], new Map(), ctd)]
  expect(file?.events).toMatchObject([{ refdes: ctd, deployment: 1, asset: 'S3' }])
  expect(() => [...readDeployments([join(folder, 'nowhere')], new Map(), null)]).toThrow('name what exists')
})

describe('what differs', () => {
  const event = (key: string, version: string, source = 'a.csv') => ({ key, version, source, isRemoved: false })
  const keyOf = (one: { readonly key: string }) => one.key
  const told = new Map(
    [
      event('same', '1'),
      event('other', '1'),
      event('gone', '1'),
      event('elsewhere', '1', 'b.csv'),
      { ...event('back', '1'), isRemoved: true },
    ].map((one) => [one.key, one]),
  )
  const events = [event('same', '1', 'moved.csv'), event('other', '2'), event('new', '1'), event('back', '1')]
  const sources = new Set(['a.csv'])

  test('is told; what is the same is not', () => {
    const { added, changed, removed, unchanged } = changesTo(events, told, keyOf, { isPruning: false, sources })
    expect([added.map(keyOf), changed.map(keyOf), removed, unchanged]).toEqual([['new', 'back'], ['other'], [], 1])
  })

  test('and what its file has no longer, when asked to prune', () => {
    const { removed } = changesTo(events, told, keyOf, { isPruning: true, sources })
    expect(removed).toEqual([{ ...event('gone', ''), isRemoved: true }])
  })
})

describe('lists', () => {
  const tables = createMemoryTables()
  const place = {
    latitude: 0,
    longitude: -124.5,
    depth: 7,
    water_depth: null,
    details: '{"model":"SBE"}',
    version: 'v',
  }
  const calibration = (name: string, start: number, value: string) =>
    put(calibrations, { asset: 'S1', name, start, stop: null, value, source: 'f.csv', version: 'v' })
  beforeAll(() =>
    tables.apply([
      put(deployments, { refdes: ctd, deployment: 2, start: 2_000_000, stop: null, asset: '', ...place }),
      put(deployments, { refdes: ctd, deployment: 1, start: 0, stop: 1_000_000, asset: 'S1', ...place }),
      calibration('CC_a0', 0, '1.5'),
      calibration('CC_a0', 5_000_000, `[${new Array(50).fill('1.25').join(',')}]`),
    ]),
  )

  test('deployments', async () => {
    const said: string[] = []
    await listDeployments(tables.view(deployments), ctd, false, (line) => said.push(line))
    expect(said).toEqual([
      'NUMBER  START                 STOP                  LATITUDE  LONGITUDE  DEPTH  SENSOR',
      '1       1970-01-01T00:00:00Z  1970-01-01T00:00:01Z  0         -124.5     7      S1',
      '2       1970-01-01T00:00:02Z  still deployed        0         -124.5     7',
    ])
    await listDeployments(tables.view(deployments), undefined, true, (line) => said.push(line))
    expect(JSON.parse(said[3] as string)).toMatchObject({ refdes: ctd, deployment: 1, details: { model: 'SBE' } })
    await listDeployments(tables.view(deployments), 'X', false, (line) => said.push(line))
    expect(said.at(-1)).toBe('X has no deployments')
  })

  test.each(['S1', ctd])('calibrations of %s', async (word) => {
    const said: string[] = []
    await listCalibrations(tables, word, false, (line) => said.push(line))
    expect(said).toEqual([
      'SENSOR  NAME   START                 STOP                  SOURCE  VALUE',
      'S1      CC_a0  1970-01-01T00:00:00Z  1970-01-01T00:00:05Z  f.csv   1.5',
      expect.stringMatching(/^S1 {6}CC_a0 {2}1970-01-01T00:00:05Z {24}f.csv {3}\[1.25,.*…$/),
    ])
  })
})

describe('annotations', () => {
  test('options say what a body of the gateway would', () => {
    const said = {
      refdes: ctd,
      parameters: 'temp, salinity',
      start: '2024-01-01T00:00:00Z',
      exclude: true,
      author: 'me',
    } as const
    const { isExclusion, parameters, author } = newAnnotation(bodyOf('Fouled.', said), null, 0)
    expect({ isExclusion, parameters, author }).toEqual({
      isExclusion: true,
      parameters: ['temp', 'salinity'],
      author: 'me',
    })
  })

  test('are listed by start', async () => {
    const tables = createMemoryTables()
    const about = {
      node: null,
      sensor: null,
      method: null,
      stream: null,
      parameters: '[]',
      qc_flag: null,
      author: 'me',
    }
    const said = { created_at: 0, is_removed: false, text: 'Said\nso.' }
    const row = (id: string, subsite: string, start: number, is_exclusion: boolean) =>
      put(annotations, { id, subsite, ...about, start: start * 1e6, stop: null, is_exclusion, ...said })
    await tables.apply([row('b', 'CE02SHSM', 5, true), row('a', 'CE02SHSM', 1, false), row('c', 'CE04OSSM', 0, false)])
    const lines: string[] = []
    await listAnnotations(tables.view(annotations), ctd, {}, (line) => lines.push(line))
    expect(lines).toEqual([
      'ID  ABOUT     START                 STOP  FLAG      TEXT',
      'a   CE02SHSM  1970-01-01T00:00:01Z  open            Said so.',
      'b   CE02SHSM  1970-01-01T00:00:05Z  open  excludes  Said so.',
    ])
    const bad = listAnnotations(tables.view(annotations), undefined, { start: 'then' }, () => {})
    await expect(bad).rejects.toThrow('--start must be an ISO-8601 time')
  })
})
