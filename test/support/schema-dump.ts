/** What a PostgreSQL schema is made of, from the server's own catalogue: the dumps of equal schemas are equal. */
import type pg from 'pg'

const queries = [
  `SELECT c.relname, c.relkind, c.relpersistence, obj_description(c.oid, 'pg_class') AS about
     FROM pg_class c WHERE c.relnamespace = $1::regnamespace ORDER BY 1`,
  `SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, o.collname,
          pg_get_expr(d.adbin, d.adrelid) AS default, col_description(c.oid, a.attnum) AS about
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     LEFT JOIN pg_collation o ON o.oid = a.attcollation
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = $1::regnamespace AND c.relkind <> 'i' AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY 1, 2`,
  `SELECT conrelid::regclass::text AS relation, conname, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE connamespace = $1::regnamespace ORDER BY 1, 2`,
  'SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = $1 ORDER BY 1, 2',
  `SELECT proname, pg_get_functiondef(oid) AS definition FROM pg_proc
    WHERE pronamespace = $1::regnamespace AND prokind <> 'a' ORDER BY 1, 2`,
  `SELECT typname, typtype FROM pg_type WHERE typnamespace = $1::regnamespace ORDER BY 1`,
]

/** Without the schema's own name, so that two schemas may be compared; the migrations done stand at the end. */
export async function dumpSchema(client: pg.Client, schema: string): Promise<string> {
  const found: unknown[] = []
  for (const query of queries) found.push(...(await client.query(query, [schema])).rows)
  found.push(...(await client.query(`SELECT name FROM ${schema}.migrations ORDER BY run_on, id`)).rows)
  return found.map((row) => JSON.stringify(row).replaceAll(`${schema}.`, '')).join('\n')
}
