import { parseMigration, pathBetween, readMigrations, revisionNamed } from '../../../connectors/postgres/migrations.ts'
import { offlineSql } from '../../../connectors/postgres/offline-sql.ts'
import { homeOf } from '../../../schemas/table-checks.ts'
import { tables } from '../../../schemas/tables.ts'

const text = (database: string, n: number) =>
  `-- Up Migration\n-- Database: ${database}\nCREATE TABLE t${n} (a int);\n\n-- Down Migration\nDROP TABLE t${n};\n`
const three = ['metadata', 'monitor', 'metadata'].map((database, at) =>
  parseMigration(`000${at + 1}_t${at + 1}.sql`, text(database, at + 1)),
)

test('each migration changes the database whose tables it makes', () => {
  const shipped = readMigrations()
  for (const table of tables) {
    const home = homeOf(table)
    if (home === 'wide') continue
    const makers = shipped.filter(({ up }) => new RegExp(`^CREATE TABLE ${table.name} `, 'm').test(up))
    expect([table.name, ...makers.map(({ database }) => database)]).toEqual([
      table.name,
      home === 'monitor' ? 'monitor' : 'metadata',
    ])
  }
})

test.each([
  ['5_short.sql', text('metadata', 5), 'named like'],
  ['0005_x.sql', '-- Up Migration\nCREATE TABLE x (a int);\n', 'Down Migration'],
  ['0005_x.sql', '-- Up Migration\nCREATE TABLE x (a int);\n-- Down Migration\n', 'Down Migration'],
  ['0005_x.sql', text('monitors', 5), 'metadata or monitor; got monitors'],
])('a migration without its two halves is refused: %s %j', (file, sql, said) => {
  expect(() => parseMigration(file, sql)).toThrow(said)
})

test.each([
  ['base', 0],
  ['head', 3],
  ['2', 2],
  ['0002', 2],
  ['0003_t3', 3],
])('revision %s is %d', (name, revision) => expect(revisionNamed(name, three)).toBe(revision))

test.each(['4', '-1', 't3', ''])('there is no revision %j', (name) => {
  expect(() => revisionNamed(name, three)).toThrow(RangeError)
})

test('downwards, the last comes first', () => {
  const names = (from: number, to: number) => pathBetween(three, from, to).migrations.map(({ revision }) => revision)
  expect(names(0, 3)).toEqual([1, 2, 3])
  expect(names(3, 1)).toEqual([3, 2])
  expect(names(2, 2)).toEqual([])
})

test('the SQL of one of two databases has only its own migrations', () => {
  const of = (databases: readonly ('metadata' | 'monitor')[], from: number, to: number) =>
    [...offlineSql(three, { schema: 's', databases, from, to }).matchAll(/(?:CREATE|DROP) TABLE t(\d)/g)].map(
      ([, n]) => n,
    )
  expect(of(['metadata'], 0, 3)).toEqual(['1', '3'])
  expect(of(['monitor'], 3, 0)).toEqual(['2'])
  expect(of(['metadata', 'monitor'], 3, 1)).toEqual(['3', '2'])
})
