import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { algorithmsOfPython } from '../../../processors/products/algorithms/index-of-samples.ts'
import { checkStream } from '../../../processors/products/check-definitions.ts'
import { knownStreams } from '../../../processors/products/known-streams.ts'
import { providersOf, resolveStream } from '../../../processors/products/resolve-stream.ts'
import { readCsv } from '../../../schemas/csv.ts'
import { type PreloadFiles, preloadFiles, readPreload } from '../../../schemas/definitions/preload.ts'

const heads = {
  'ParameterDefs.csv':
    'scenario,name,netcdf_name,id,parametertype,dimensions,valueencoding,codeset,unitofmeasure,fillvalue,displayname,precision,visible,parameterfunctionid,parameterfunctionmap,standardname,dataproductidentifier,description,longname,datalevel',
  'ParameterFunctions.csv': 'scenario,id,functiontype,function,args,description',
  'ParameterDictionary.csv':
    'scenario,id,name,parameterids,temporalparameter,streamdependency,streamtype,streamcontent',
  'BinSizes.csv': 'stream,binsize',
}
type File = keyof typeof heads

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const row = (file: File, cells: Readonly<Record<string, string>>) =>
  heads[file]
    .split(',')
    .map((name) => quoted(cells[name] ?? ''))
    .join(',')
const filesOf = (rows: Partial<Record<File, readonly Readonly<Record<string, string>>[]>>): PreloadFiles =>
  Object.fromEntries(
    preloadFiles.map((file) => [
      file,
      [heads[file], ...(rows[file] ?? []).map((cells) => row(file, cells))].join('\r\n'),
    ]),
  ) as unknown as PreloadFiles

const plain = { id: 'PD1', name: 'x', parametertype: 'quantity', valueencoding: 'int32' }
const parameterOf = (cells: Readonly<Record<string, string>>) => {
  const functions = [{ id: 'PFID1', functiontype: 'PythonFunction', function: 'identity' }]
  const files = filesOf({ 'ParameterDefs.csv': [{ ...plain, ...cells }], 'ParameterFunctions.csv': functions })
  const { definitions, findings } = readPreload(files)
  return {
    parameter: definitions.parameter[0],
    reasons: findings.map(({ outcome, reason }) => `${outcome}: ${reason}`),
  }
}

test('fields in quotes may hold commas, quotes and line breaks; lines are counted', () => {
  const rows = readCsv('\uFEFFa,b\r\n"1, ""2""\nmore",x\r\n\r\n3,\n4')
  expect(rows.map((one) => [one.line, one.field('a'), one.field('b'), one.field('c')])).toEqual([
    [2, '1, "2"\nmore', 'x', ''],
    [5, '3', '', ''],
    [6, '4', '', ''],
  ])
})

test.each<[string, Record<string, string>, object]>([
  ['an encoding', { valueencoding: 'float32' }, { type: { scalar: 'float32' }, dimensions: [] }],
  ['an array', { parametertype: 'array<quantity>' }, { type: { scalar: 'int32', list: 'varying' } }],
  [
    'dimensions, not of rows',
    {
      parametertype: 'function',
      parameterfunctionid: 'PFID1',
      parameterfunctionmap: '{"x":"CC_w"}',
      dimensions: '["-obs","wavelength"]',
    },
    { type: { scalar: 'int32', list: 'varying' }, dimensions: ['-obs', 'wavelength'] },
  ],
  ['a name in files', { netcdf_name: 'y' }, { fileName: 'y' }],
  ['the same name in files', { netcdf_name: 'x' }, { fileName: null }],
  ['a fill value', { fillvalue: '-1.00E+08' }, { fill: -1e8 }],
  ['NaN as fill value', { fillvalue: 'nan' }, { fill: null }],
  ['a fill value of texts', { valueencoding: 'string', fillvalue: '-9999' }, { fill: '-9999' }],
  ['a code set', { codeset: '{0:"Off", 1:"On",-99:"empty"}' }, { codes: { 0: 'Off', 1: 'On', '-99': 'empty' } }],
  [
    'an identifier with its level',
    { dataproductidentifier: 'TMPATUR_L1', datalevel: 'L1' },
    { dataProductIdentifier: 'TMPATUR', level: 'L1' },
  ],
  [
    'a level that the identifier alone says',
    { dataproductidentifier: 'DOCONCF_L0' },
    { dataProductIdentifier: 'DOCONCF', level: 'L0' },
  ],
  [
    'a level that contradicts',
    { dataproductidentifier: 'X_L0', datalevel: 'L1' },
    { dataProductIdentifier: 'X_L0', level: 'L1' },
  ],
  ['names to show', { displayname: 'Shown', longname: '' }, { longName: 'Shown' }],
  ['what is hidden', { visible: 'FALSE' }, { isVisible: false }],
])('%s is read', (_what, cells, expected) => {
  const { parameter, reasons } = parameterOf(cells)
  expect(parameter).toMatchObject(expected)
  expect(reasons).toEqual([])
})

test('every kind of reference is read', () => {
  const map = {
    a: 'PD193',
    b: 'CC_a0',
    c: 'dpi_PRESWAT_L1',
    d: 2.5,
    e: '-7',
    f: 'wavss_a.PD2787',
    g: ['PD1', 'dpi_DOCONCS-DEG_L1', 'None'],
  }
  const { parameter } = parameterOf({ parameterfunctionid: 'PFID1', parameterfunctionmap: JSON.stringify(map) })
  expect(parameter?.derivation).toEqual({
    functionId: 'PFID1',
    bindings: {
      a: [{ from: 'parameter', id: 'PD193' }],
      b: [{ from: 'calibration', name: 'CC_a0' }],
      c: [{ from: 'identifier', identifier: 'PRESWAT_L1' }],
      d: [{ from: 'constant', value: 2.5 }],
      e: [{ from: 'constant', value: -7 }],
      f: [{ from: 'stream', stream: 'wavss_a', id: 'PD2787' }],
      g: [{ from: 'parameter', id: 'PD1' }, { from: 'identifier', identifier: 'DOCONCS-DEG_L1' }, { from: 'nothing' }],
    },
  })
})

test.each<[string, Record<string, string>, string]>([
  ['no encoding', { valueencoding: '' }, 'left-out: its value encoding is empty'],
  ['a wrong id', { id: 'PDX' }, 'left-out: the id is not like'],
  ['a wrong name', { name: '1st' }, 'left-out: name is "1st"'],
  ['a wrong level', { datalevel: 'L9' }, 'left-out: level is "L9"'],
  ['a fill value that is no number', { fillvalue: 'empty' }, 'in-part: its fill value empty is no number'],
  ['a damaged code set', { codeset: '{0:Off' }, 'in-part: its code set'],
  ['damaged dimensions', { dimensions: 'bin' }, 'in-part: its dimensions bin'],
  ['a damaged map', { parameterfunctionid: 'PFID1', parameterfunctionmap: '{' }, 'in-part: the map is no JSON'],
  [
    'an unknown reference',
    { parameterfunctionid: 'PFID1', parameterfunctionmap: '{"a":"QQ1"}' },
    'in-part: a comes from "QQ1"',
  ],
  [
    'an unknown function',
    { parameterfunctionid: 'PFID2', parameterfunctionmap: '{"a":"PD1"}' },
    'in-part: no function PFID2',
  ],
])('%s is reported', (_what, cells, reason) => {
  expect(parameterOf(cells).reasons).toEqual([expect.stringContaining(reason)])
})

test('functions are algorithms by name, expressions by text, and never Python source', () => {
  const functions = [
    { id: 'PFID1', functiontype: 'PythonFunction', function: 'ctd_density', description: 'Density' },
    { id: 'PFID2', functiontype: 'NumexprFunction', function: 'p * arctan2(a, 1e5)', args: "['p', 'a']" },
    { id: 'PFID3', functiontype: 'PythonFunction', function: '[[x]]' },
    { id: 'PFID4', functiontype: 'PythonFunction', function: '__import__("os")' },
    { id: 'PFID5', functiontype: 'NumexprFunction', function: 'trhph_', args: "['p']" },
    { id: 'PFID6', functiontype: 'QCPythonFunction', function: 'spike' },
    { id: 'PFID1', functiontype: 'PythonFunction', function: 'other' },
    { id: 'Identifier', scenario: 'DOC', function: 'The name of it' },
  ]
  const { definitions, findings } = readPreload(filesOf({ 'ParameterFunctions.csv': functions }), { '[[x]]': 'nested' })
  expect(definitions.function).toEqual([
    { id: 'PFID1', kind: 'algorithm', text: 'ctd_density', description: 'Density' },
    { id: 'PFID2', kind: 'expression', text: 'p * arctan2(a, 1e5)', description: null },
    { id: 'PFID3', kind: 'algorithm', text: 'nested', description: null },
  ])
  expect(findings.map(({ line, id, outcome }) => [line, id, outcome])).toEqual([
    [5, 'PFID4', 'left-out'],
    [6, 'PFID5', 'left-out'],
    [7, 'PFID6', 'left-out'],
    [8, 'PFID1', 'left-out'],
    [9, 'Identifier', 'documentation'],
  ])
})

test('streams have their parameters, time, dependency and bin size; what they lack is reported', () => {
  const { definitions, findings } = readPreload(
    filesOf({
      'ParameterDefs.csv': [plain, { ...plain, id: 'PD2', name: 'y' }],
      'ParameterDictionary.csv': [
        {
          id: 'DICT1',
          name: 'raw',
          parameterids: 'PD1, PD2,PD3',
          temporalparameter: 'PD1',
          streamtype: 'Science',
          streamcontent: 'Data',
        },
        { id: 'DICT2', name: 'hourly', parameterids: 'PD2', streamdependency: 'DICT1,DICT9' },
      ],
      'BinSizes.csv': [
        { stream: 'raw', binsize: '60' },
        { stream: 'nobody', binsize: '60' },
        { stream: 'hourly', binsize: '' },
      ],
    }),
  )
  const hourly = { id: 'DICT2', name: 'hourly', parameters: ['PD2'], timeParameter: null, computedFrom: ['raw'] }
  expect(definitions.stream).toEqual([
    {
      id: 'DICT1',
      name: 'raw',
      about: 'Science: Data',
      parameters: ['PD1', 'PD2'],
      timeParameter: 'PD1',
      computedFrom: [],
      binMinutes: 60,
    },
    { ...hourly, about: '', binMinutes: 1440 },
  ])
  expect(findings.map(({ file, id, reason }) => `${file} ${id} ${reason}`)).toEqual([
    'ParameterDictionary.csv DICT1 no parameter PD3 is defined: left out',
    'ParameterDictionary.csv DICT2 it is computed from DICT9, which is not defined: left out',
    'BinSizes.csv nobody no stream has this name',
    'BinSizes.csv hourly its size (empty) is no number of minutes',
  ])
})

test('a stream whose time is computed from another stream is a virtual one', () => {
  const clock = { parametertype: 'function', parameterfunctionid: 'PFID1', parameterfunctionmap: '{"t":"raw.PD1"}' }
  const { definitions } = readPreload(
    filesOf({
      'ParameterFunctions.csv': [{ id: 'PFID1', functiontype: 'PythonFunction', function: 'identity' }],
      'ParameterDefs.csv': [plain, { ...plain, ...clock, id: 'PD2', name: 'clock' }],
      'ParameterDictionary.csv': [
        { id: 'DICT1', name: 'virtual', parameterids: 'PD2', temporalparameter: 'PD2' },
        { id: 'DICT2', name: 'raw', parameterids: 'PD1' },
      ],
    }),
  )
  expect(definitions.stream[0]?.computedFrom).toEqual(['raw'])
})

const folder = join(import.meta.dirname, '../../../../shared/data/ooi')

test('the real preload database is read whole: each of its rows is used or reported', () => {
  if (!existsSync(folder)) {
    process.stdout.write(`${folder} is absent: the real preload database was not read\n`)
    return
  }
  const texts = preloadFiles.map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const)
  const { definitions, findings } = readPreload(
    Object.fromEntries(texts) as unknown as PreloadFiles,
    algorithmsOfPython,
  )
  const { parameter, function: functions, stream } = definitions
  // Counted in the files: 3781 rows with an id of a parameter, 219 of a function, 572 of a stream.
  expect([parameter.length, functions.length, stream.length]).toEqual([3781 - 3, 219 - 8, 572])
  expect(parameter.filter(({ derivation }) => derivation !== null)).toHaveLength(312)
  const kinds = new Map<string, number>()
  for (const { derivation } of parameter) {
    for (const { from } of Object.values(derivation?.bindings ?? {}).flat()) kinds.set(from, (kinds.get(from) ?? 0) + 1)
  }
  expect(Object.fromEntries(kinds)).toEqual({
    parameter: 957,
    calibration: 701,
    identifier: 77,
    constant: 27,
    stream: 19,
    nothing: 2,
  })
  const virtual = stream.filter(({ computedFrom }) => computedFrom.length > 0)
  expect(virtual.map(({ name, computedFrom }) => `${name} < ${computedFrom.join(', ')}`).sort()).toEqual([
    'botpt_nano_sample_15s < botpt_nano_sample',
    'botpt_nano_sample_24hr < botpt_nano_sample_15s',
    'metbk_hourly < metbk_a_dcl_instrument, metbk_a_dcl_instrument_recovered',
  ])
  const rows = texts.map(([, text]) => readCsv(text).length).reduce((sum, count) => sum + count, 0)
  const leftOut = findings.filter(({ outcome }) => outcome !== 'in-part').length
  const bins = new Set(stream.map(({ name }) => name))
  const usedBins = readCsv(texts[3]?.[1] ?? '').filter((one) => bins.has(one.field('stream'))).length
  const idleBins = findings.filter(
    ({ file, reason }) => file === 'BinSizes.csv' && !reason.startsWith('no stream'),
  ).length
  expect(parameter.length + functions.length + stream.length + usedBins - idleBins + leftOut).toBe(rows)
  expect(
    Object.fromEntries(
      stream.flatMap(({ name, computedFrom }) => (computedFrom.length > 0 ? [[name, computedFrom]] : [])),
    ),
  ).toEqual({
    metbk_hourly: ['metbk_a_dcl_instrument', 'metbk_a_dcl_instrument_recovered'],
    botpt_nano_sample_15s: ['botpt_nano_sample'],
    botpt_nano_sample_24hr: ['botpt_nano_sample_15s'],
  })
  expect(findings.find(({ id }) => id === 'PFID68')?.reason).toContain('trhph_')
  expect(findings.find(({ id }) => id === 'PD1072')?.outcome).toBe('in-part')
})

test('of the real preload database every derived parameter but the damaged one has its function, and no cycle', () => {
  if (!existsSync(folder)) return
  const texts = preloadFiles.map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const)
  const { definitions: set } = readPreload(Object.fromEntries(texts) as unknown as PreloadFiles, algorithmsOfPython)
  const definitions = {
    parameter: new Map(set.parameter.map((one) => [one.id, one])),
    function: new Map(set.function.map((one) => [one.id, one])),
    stream: new Map(set.stream.map((one) => [one.name, one])),
  }
  const providers = providersOf(definitions)
  const resolved = set.stream.map((one) => resolveStream(one, definitions, providers))
  const known = knownStreams(resolved)
  const problems = resolved.flatMap((one) => checkStream(one, known))
  const others = problems.filter(({ kind }) => kind !== 'unit-mismatch')
  expect(others.map(({ stream, parameter, kind }) => `${kind} ${stream} ${parameter ?? ''}`).sort()).toEqual([
    'undefined echo_sounding ',
    'undefined metbk_sample ',
    'unknown-function metbk_sample PD1072',
  ])
  // Two of the faults that it really has: a temperature said to be in volts, velocities in m/s for a function of mm/s.
  const units = problems.filter(({ kind }) => kind === 'unit-mismatch').map(({ parameter }) => parameter)
  expect(units).toEqual(expect.arrayContaining(['PD938', 'PD3652']))
})
