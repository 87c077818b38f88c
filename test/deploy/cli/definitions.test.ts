import { graphText } from '../../../deploy/cli/definitions-graph.ts'
import { readGiven, report } from '../../../deploy/cli/definitions-import.ts'
import { checkDefinitions, listDefinitions, showDefinition } from '../../../deploy/cli/definitions-show.ts'
import { changesTo } from '../../../deploy/definitions/changes.ts'
import { storeDefinitions } from '../../../processors/products/store-definitions.ts'
import { shippedDefinitions } from '../../../schemas/definitions/shipped.ts'
import { definitionsChanged } from '../../../topics/products.ts'
import { changed, parameter, stream } from '../../processors/products/definition-events.ts'
import { drive } from '../../support/drive.ts'

const pipeline = drive(storeDefinitions)
beforeAll(async () => {
  const changes = changesTo(shippedDefinitions(), new Map(), { changedBy: 'tideline', now: 1 })
  await pipeline.send(
    definitionsChanged,
    changes.map(({ event }) => event),
  )
  const broken = parameter('PD1', { derivation: { functionId: 'PFID404', bindings: {} } })
  await pipeline.send(definitionsChanged, [changed('parameter', broken), changed('stream', stream('broken', ['PD1']))])
})

async function linesOf(work: (out: (line: string) => void) => Promise<void>): Promise<string[]> {
  const lines: string[] = []
  await work((line) => lines.push(line))
  return lines
}

test('list', async () => {
  const streams = await linesOf((out) => listDefinitions(pipeline.tables, { kind: 'stream' }, out))
  expect(streams[0]).toMatch(/^STREAM +KIND +PARAMETERS +DERIVED +PROBLEMS +ABOUT$/)
  expect(streams.find((line) => line.startsWith('metbk_hourly '))).toMatch(/virtual +16 +16 +0 /)
  expect(streams.find((line) => line.startsWith('broken '))).toMatch(/stored +1 +1 +1 /)
  const functions = await linesOf((out) => listDefinitions(pipeline.tables, { kind: 'function', json: true }, out))
  expect(functions.map((line) => JSON.parse(line).id)).toContain('ctd_pracsal')
  await expect(listDefinitions(pipeline.tables, { kind: 'thing' }, () => {})).rejects.toThrow(
    /give stream, parameter, function/,
  )
})

test('show', async () => {
  const lines = await linesOf((out) => showDefinition(pipeline.tables, 'ctdbp_no_sample', false, out))
  expect(lines[0]).toMatch(/^ctdbp_no_sample: CTD samples/)
  expect(lines.find((line) => line.startsWith('practical_salinity'))).toMatch(
    / 1 +PRACSAL_L2 +ctd_pracsal \(c: CONDWAT_L1, p: PRESWAT_L1, t: TEMPWAT_L1\)$/,
  )
  const [shown] = await linesOf((out) => showDefinition(pipeline.tables, 'ctd_pracsal', false, out))
  expect(JSON.parse(shown ?? '')).toMatchObject({ kind: 'algorithm', text: 'ctd_pracsal' })
  expect(JSON.parse(shown ?? '').usedBy).toContain('ctdbp_no_sample.practical_salinity')
  await expect(showDefinition(pipeline.tables, 'none', false, () => {})).rejects.toThrow(/nothing is defined as none/)
})

test('check', async () => {
  const fine = await linesOf((out) => checkDefinitions(pipeline.tables, ['ctdbp_no_sample'], false, out))
  expect(fine).toEqual(['1 stream: nothing is wrong'])
  const lines: string[] = []
  const failed = checkDefinitions(pipeline.tables, ['broken'], true, (line) => lines.push(line))
  await expect(failed).rejects.toThrow(/2 problems in 1 stream/)
  expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['undefined', 'unknown-function'])
  await expect(checkDefinitions(pipeline.tables, ['none'], false, () => {})).rejects.toThrow(/no stream none/)
})

test('graph', async () => {
  expect(await graphText(pipeline.tables, 'ctdbp_no_sample', {})).toMatch(/^flowchart LR/)
  expect(await graphText(pipeline.tables, 'ctdbp_no_sample', { out: 'a.svg' })).toMatch(/^<svg /)
  expect(await graphText(pipeline.tables, 'ctdbp_no_sample', { out: 'a.svg', format: 'mermaid' })).toMatch(/^flowchart/)
  await expect(graphText(pipeline.tables, 'glider_gps_position', {})).rejects.toThrow(/nothing of .* is computed/)
  await expect(graphText(pipeline.tables, 'none', {})).rejects.toThrow(/no stream none/)
  await expect(graphText(pipeline.tables, 'ctdbp_no_sample', { format: 'png' })).rejects.toThrow(/give mermaid or svg/)
})

test('import wants one source, and says what was read', () => {
  expect(() => readGiven(undefined, undefined)).toThrow(/give a file, or --preload/)
  expect(() => readGiven('a', 'b')).toThrow(/give a file, or --preload/)
  expect(() => readGiven('/no/such/file', undefined)).toThrow(/cannot read .*ENOENT/)
  const lines: string[] = []
  const finding = { file: 'X.csv', line: 3, id: 'PD1', outcome: 'left-out', reason: 'it has no name' } as const
  report(
    { definitions: { parameter: [], function: [], stream: [] }, findings: [finding], changedBy: 'me' },
    undefined,
    (line) => lines.push(line),
  )
  expect(lines).toEqual([
    'read        0 parameters, 0 functions, 0 streams',
    'left-out    1 row',
    expect.stringMatching(/^FILE +LINE +ID +OUTCOME +REASON$/),
    expect.stringMatching(/^X\.csv +3 +PD1 +left-out +it has no name$/),
  ])
})
