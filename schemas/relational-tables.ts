/** The tables whose home is PostgreSQL; the migrations make them. */
import { accessTables } from './access-tables.ts'
import { archiveTables } from './archive-tables.ts'
import { catalogueTables } from './catalogue-tables.ts'
import { jobTables } from './job-tables.ts'
import { statusTables } from './status-tables.ts'
import { streamTables } from './stream-tables.ts'

export const relationalTables = [
  ...catalogueTables,
  ...jobTables,
  ...statusTables,
  ...streamTables,
  ...accessTables,
  ...archiveTables,
] as const
