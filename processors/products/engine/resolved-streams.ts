/** Resolved streams as they are kept, each version read once. */
import type { resolvedStreams } from '../../../schemas/catalogue-tables.ts'
import type { ResolvedStream } from '../../../schemas/definitions/records.ts'
import type { TableView } from '../../../schemas/table.ts'

const parsed = new Map<string, ResolvedStream>()
const mostParsed = 2_000

/** Null: no such stream is defined. */
export async function resolvedStream(
  view: TableView<typeof resolvedStreams>,
  name: string,
): Promise<ResolvedStream | null> {
  const [row] = await view.slice({ partition: { stream: name } })
  if (row === undefined) return null
  const key = `${name} ${row.version}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  if (parsed.size >= mostParsed) parsed.clear()
  const stream = JSON.parse(row.body) as ResolvedStream
  parsed.set(key, stream)
  return stream
}
