/** Definitions over the real services: told, stored, resolved, and followed by running processes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ResolvedStream } from '../../schemas/definitions/records.ts'
import { useBed } from '../support/bed.ts'

const bed = useBed()
const own = (text: string) =>
  JSON.stringify({
    parameters: [
      { id: 'trial.counts', name: 'counts', units: 'counts' },
      {
        id: 'trial.volts',
        name: 'volts',
        units: 'V',
        derivation: { functionId: 'to_volts', bindings: { n: [{ from: 'parameter', id: 'trial.counts' }] } },
      },
    ],
    functions: [{ id: 'to_volts', kind: 'expression', text }],
    streams: [{ name: 'trial', parameters: ['trial.counts', 'trial.volts'] }],
  })

async function importOwn(text: string): Promise<string> {
  const file = join(bed.pipeline.folder, 'own.json')
  writeFileSync(file, own(text))
  return await bed.pipeline.tideline(['definitions', 'import', file])
}
const shown = () => bed.pipeline.json<ResolvedStream>('/definitions/streams/trial')

test('the shipped definitions are there after provisioning, and nothing is wrong with them', async () => {
  await bed.pipeline.until('the shipped definitions are resolved', 240_000, async () => {
    const { streams } = await bed.pipeline.json<{ streams: object[] }>('/definitions/streams')
    return streams.length > 100
  })
  expect(await bed.pipeline.tideline(['provision'])).toMatch(/definitions +0 told/)
  expect(await bed.pipeline.tideline(['definitions', 'check'])).toMatch(/nothing is wrong/)
}, 600_000)

test('an own definition is stored when the command returns, and a change is followed without a restart', async () => {
  expect(await importOwn('n / 13107.0')).toMatch(/differs +4 new, 0 changed[\s\S]*stored +4/)
  const first = await shown()
  expect(first.parameters[1]?.derivation?.text).toBe('n / 13107.0')
  expect(await importOwn('n / 13107.0')).toMatch(/differs +0 new, 0 changed/)
  expect(await importOwn('n / 6553.5')).toMatch(/differs +0 new, 1 changed[\s\S]*stored +1/)
  const second = await shown()
  expect(second.parameters[1]?.derivation?.text).toBe('n / 6553.5')
  expect(second.version).not.toBe(first.version)
  const told = await bed.pipeline.tideline([
    'consume',
    'products.streams-resolved',
    '--from',
    'earliest',
    '--until-end',
    '--json',
  ])
  const last = told
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).value)
    .findLast(({ stream }) => stream === 'trial')
  expect(last).toEqual({ stream: 'trial', version: second.version, previousVersion: first.version })
}, 600_000)

test('a wrong definition is rejected with its reason, and harms nobody', async () => {
  const event = {
    kind: 'parameter',
    id: 'trial.counts',
    body: '{}',
    changedBy: 'test',
    changedAt: '2030-01-01T00:00:00Z',
  }
  await bed.pipeline.tideline(['produce', 'products.definitions-changed'], `${JSON.stringify(event)}\n`)
  await bed.pipeline.until('it is rejected', 240_000, async () =>
    (await bed.pipeline.tideline(['rejected', 'list'])).includes('definition-invalid'),
  )
  expect((await shown()).problems).toEqual([])
}, 600_000)

test('a definition is removed, and what depended on it says so', async () => {
  const { pipeline } = bed
  expect(await pipeline.tideline(['definitions', 'remove', 'to_volts', '--dry-run'])).toMatch(
    /2 dependents, none in use/,
  )
  expect(await pipeline.tideline(['definitions', 'remove', 'to_volts'])).toMatch(/stored +1/)
  expect((await shown()).problems).toHaveLength(1)
  expect(await pipeline.tideline(['definitions', 'remove', 'trial'])).toMatch(/0 dependents, none in use\nstored +1/)
  const response = await fetch(`${pipeline.url}/definitions/streams/trial`)
  await response.body?.cancel()
  expect(response.status).toBe(404)
}, 600_000)
