import {
  addColumn,
  ddl,
  identifier,
  insert,
  keyspaceDdl,
  removal,
  removalBefore,
  select,
} from '../../../connectors/cassandra/statements.ts'
import { defineTable, type Slice } from '../../../schemas/table.ts'
import { shapeOf } from '../../../schemas/table-checks.ts'
import { tables } from '../../../schemas/tables.ts'

const visits = defineTable({
  name: 'visits',
  about: '',
  columns: {
    place: { type: 'text', about: '' },
    day: { type: 'bigint', about: '' },
    at: { type: 'int', about: '' },
    body: { type: 'blob', about: '', nullable: true },
  },
  partitionKey: ['place', 'day'],
  clusteringKey: ['at'],
  options: 'gc_grace_seconds = 3600',
})

test('a table declaration becomes its DDL', () => {
  expect(ddl(visits, 'tideline')).toBe(`CREATE TABLE IF NOT EXISTS "tideline"."visits" (
  "place" text,
  "day" bigint,
  "at" int,
  "body" blob,
  PRIMARY KEY (("place", "day"), "at")
) WITH gc_grace_seconds = 3600`)
  const keyOnly = { ...visits, clusteringKey: [], options: undefined } as never
  expect(ddl(keyOnly, 'tideline')).toMatch(/PRIMARY KEY \(\("place", "day"\)\)\n\)$/)
  expect(addColumn(visits, 'tideline', 'body')).toBe('ALTER TABLE "tideline"."visits" ADD "body" blob')
  expect(keyspaceDdl('tideline', "{'class': 'SimpleStrategy', 'replication_factor': 3}")).toBe(
    `CREATE KEYSPACE IF NOT EXISTS "tideline" WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 3}`,
  )
})

test('rows are put and removed by their whole key', () => {
  expect(insert(visits, 'ks')).toBe('INSERT INTO "ks"."visits" ("place", "day", "at", "body") VALUES (?, ?, ?, ?)')
  expect(removal(visits, 'ks')).toBe('DELETE FROM "ks"."visits" WHERE "place" = ? AND "day" = ? AND "at" = ?')
  expect(removalBefore(visits, 'ks')).toBe(
    'DELETE FROM "ks"."visits" USING TIMESTAMP ? WHERE "place" = ? AND "day" = ? AND "at" = ?',
  )
})

test('a slice reads the columns asked for, of one partition', () => {
  const cql = (slice: Omit<Slice<typeof visits>, 'partition'>) => {
    const whole = { partition: { place: 'p', day: 1 }, ...slice } as unknown as Slice
    const has = { from: slice.from !== undefined, to: slice.to !== undefined, limit: slice.limit !== undefined }
    return select(visits, 'ks', shapeOf(visits, whole), has)
  }
  expect(cql({})).toBe('SELECT "place", "day", "at", "body" FROM "ks"."visits" WHERE "place" = ? AND "day" = ?')
  expect(cql({ columns: ['body'], from: 1, to: 2, limit: 3 })).toBe(
    'SELECT "body" FROM "ks"."visits" WHERE "place" = ? AND "day" = ? AND "at" >= ? AND "at" < ? LIMIT ?',
  )
  expect(cql({ columns: ['at'], prefix: { at: 4 } })).toBe(
    'SELECT "at" FROM "ks"."visits" WHERE "place" = ? AND "day" = ? AND "at" = ?',
  )
})

test.each(['', 'Upper', '1st', 'a-b', 'a"; DROP', 'x'.repeat(49)])('%j is no name', (name) => {
  expect(() => identifier(name)).toThrow(/cannot be a Cassandra name/)
})

test('every declared table has DDL', () => {
  for (const table of tables) expect(ddl(table, 'tideline')).toContain(`"tideline"."${table.name}"`)
})
