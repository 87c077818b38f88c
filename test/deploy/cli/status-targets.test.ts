import type { Command } from 'commander'
import { createProgram, everyCommand } from '../../../deploy/cli/program.ts'
import { type AddOptions, list, optionsOf, targetOf } from '../../../deploy/cli/status-targets.ts'

const now = 1_709_251_200_000_000
const url = 'https://hooks.example.org/tideline'

test('the options of a target are its fields', () => {
  const all: AddOptions = { webhook: url, form: 'original', refdes: 'CE02*', site: ['CE02SHSM'], state: ['failed'] }
  expect(targetOf('ops', all, now)).toEqual({
    ...{ name: 'ops', kind: 'webhook', url, form: 'original', addresses: [], refdes: 'CE02*', sites: ['CE02SHSM'] },
    ...{ states: ['failed'], minChanges: 10, everyMinutes: 5, plots: 'troubled', since: now, isRemoved: false },
  })
})

test.each<[string, string, AddOptions]>([
  ['give one of', 'ops', {}],
  ['give one of', 'ops', { log: true, webhook: url }],
  ['name', 'Ops', { log: true }],
  ['url', 'ops', { webhook: 'ftp://example.org' }],
  ['url must hold no user', 'ops', { webhook: 'https://user:password@example.org' }],
  ['form', 'ops', { webhook: url, form: 'xml' }],
  ['addresses', 'ops', { email: ['ops'] }],
  ['addresses', 'ops', { email: ['a@b.org, c@d.org'] }],
  ['everyMinutes', 'ops', { email: ['ops@example.org'], every: 7 }],
  ['plots', 'ops', { digest: ['ops@example.org'], plots: 'some' }],
  ['refdes', 'ops', { log: true, refdes: 'ce02' }],
  ['sites', 'ops', { log: true, site: ['CE02SHSM-RID27'] }],
  ['states', 'ops', { log: true, state: ['dead'] }],
])('%s is told of %s with %p', (beginning, name, options) => {
  expect(() => targetOf(name, options, now)).toThrow(beginning)
})

test('targets are listed with what they are told of', () => {
  const lines: string[] = []
  const targets = [
    targetOf('daily', { digest: ['ops@example.org'], site: ['CE02SHSM'] }, now),
    targetOf('ops', { webhook: url, form: 'original' }, now),
  ]
  list(targets, false, (line) => lines.push(line))
  expect(lines).toEqual([
    'NAME   KIND     TO                                             ONLY',
    'daily  digest   ops@example.org                                site CE02SHSM; plots: troubled',
    'ops    webhook  https://hooks.example.org/tideline (original)  -',
  ])
})

const addArguments = ['status', 'targets', 'add', 'ops', '--log']

async function optionsGiven(...more: string[]): Promise<AddOptions> {
  const program = createProgram('0.0.0')
  const add = everyCommand(program).find((one) => one.name() === 'add' && one.parent?.name() === 'targets')
  let got: AddOptions = {}
  add?.action((_name: string, _options: object, command: Command) => {
    got = optionsOf(command)
  })
  await program.parseAsync([...addArguments, ...more], { from: 'user' })
  return got
}

test('options that the command above has, too, reach the target; those that it has alone are refused', async () => {
  const given = await optionsGiven('--refdes', 'CE02*', '--state', 'failed')
  expect(given).toEqual({ log: true, refdes: 'CE02*', state: ['failed'] })
  await expect(optionsGiven('--stream', 'a')).rejects.toThrow('--stream is no option of a target')
  await expect(optionsGiven('--status', 'failed')).rejects.toThrow('--status is no option of a target')
})
