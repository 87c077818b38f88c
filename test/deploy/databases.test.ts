import { currentLines, rangeOf } from '../../deploy/cli/db.ts'
import { databasesOf } from '../../deploy/databases.ts'
import { loadConfig } from '../../deploy/settings.ts'

const one = 'postgres://tideline:secret@db/all'
const other = 'postgres://tideline:secret@db/monitor'
const of = (environment: Record<string, string>) =>
  databasesOf(loadConfig({ TIDELINE_NAMESPACE: 'trial', ...environment })).map(({ url, schema, databases }) => [
    url,
    schema,
    ...databases,
  ])

test.each([
  ['one URL', { TIDELINE_POSTGRES_URL: one }, [[one, 'tideline_trial', 'metadata', 'monitor']]],
  [
    'the monitor apart',
    { TIDELINE_POSTGRES_URL: one, MONITOR_URL: other },
    [
      [one, 'tideline_trial', 'metadata'],
      [other, 'tideline_trial', 'monitor'],
    ],
  ],
  [
    'both, written in two ways',
    { METADATA_URL: one, MONITOR_URL: 'postgresql://else@db:5432/all?sslmode=disable' },
    [[one, 'tideline_trial', 'metadata', 'monitor']],
  ],
])('%s', (_, environment, expected) => expect(of(environment as Record<string, string>)).toEqual(expected))

test('a database without a URL is asked for', () => {
  expect(() => of({ MONITOR_URL: other })).toThrow('TIDELINE_POSTGRES_URL is not set')
})

const numbered = (text: string) => (text === 'base' ? 0 : text === 'head' ? 5 : Number(text))
test.each([
  ['up', true, undefined, [0, 5]],
  ['up', true, '3', [0, 3]],
  ['up', '2:4', undefined, [2, 4]],
  ['up', '3', undefined, [0, 3]],
  ['down', true, undefined, [5, 0]],
  ['down', true, '2', [5, 2]],
  ['down', '4:base', undefined, [4, 0]],
] as const)('--sql %s %s %s', (direction, sql, revision, expected) => {
  expect(rangeOf(direction, sql, revision, numbered)).toEqual(expected)
})

test.each([
  ['up', '4:2', undefined, 'leads down: tideline db downgrade'],
  ['down', '2:4', undefined, 'leads up: tideline db upgrade'],
  ['up', '1:2:3', undefined, 'give two revisions as A:B'],
  ['up', '1:2', '3', 'not both'],
] as const)('--sql %s %s %s is refused', (direction, sql, revision, said) => {
  expect(() => rangeOf(direction, sql, revision, numbered)).toThrow(said)
})

test('both databases are shown, without a password', () => {
  const migration = { file: '', up: '', down: '' }
  const migrations = [
    { ...migration, revision: 1, name: '0001_a', database: 'metadata' as const },
    { ...migration, revision: 2, name: '0002_b', database: 'monitor' as const },
  ]
  const lines = currentLines(
    [
      { url: one, schema: 's', databases: ['metadata'], applied: [{ name: '0001_a', at: new Date(0) }] },
      { url: other, schema: 's', databases: ['monitor'], applied: [] },
    ],
    migrations,
  )
  expect(lines[1]).toMatch(/^metadata +0001_a +head +1970-01-01T00:00:00Z +s +db\/all$/)
  expect(lines[2]).toMatch(/^monitor +base +1 to do +s +db\/monitor$/)
})
