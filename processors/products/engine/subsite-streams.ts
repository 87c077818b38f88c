/** The streams of a subsite, deployments joined: those that are stored, and the virtual ones that can be had of them. */
import type { computedStreams, resolvedStreams } from '../../../schemas/catalogue-tables.ts'
import type { TableView } from '../../../schemas/table.ts'
import type { streams } from '../../../schemas/tables.ts'
import { windowOfStream } from '../standing/window-streams.ts'
import { resolvedStream } from './resolved-streams.ts'
import { partsOf, type StreamSummary } from './supporting-streams.ts'

interface Views {
  readonly streams: TableView<typeof streams>
  readonly computed: TableView<typeof computedStreams>
  readonly resolved: TableView<typeof resolvedStreams>
}
type Summary = Omit<StreamSummary, 'depth'>

export async function streamsOfSubsite(views: Views, subsite: string): Promise<Summary[]> {
  const joined = new Map<string, Summary>()
  for await (const { refdes, method, stream, count, first, last } of views.streams.scan()) {
    if (partsOf(refdes).subsite !== subsite) continue
    const key = `${refdes}/${method}/${stream}`
    const known = joined.get(key) ?? { refdes, method, stream, count: 0, first, last }
    joined.set(key, {
      ...known,
      count: known.count + count,
      first: Math.min(known.first, first),
      last: Math.max(known.last, last),
    })
  }
  return withComputed(views, [...joined.values()])
}

async function withComputed(views: Views, stored: readonly Summary[]): Promise<Summary[]> {
  const followers: { host: string; stream: string }[] = []
  for await (const row of views.computed.scan()) followers.push(row)
  const all = [...stored]
  // A list may grow while it is walked.
  for (const one of all) {
    for (const { stream } of followers.filter(({ host }) => host === one.stream)) {
      const isKnown = ({ refdes, method, stream: of }: Summary) =>
        refdes === one.refdes && method === one.method && of === stream
      const resolved = all.some(isKnown) ? null : await resolvedStream(views.resolved, stream)
      const length = resolved === null ? undefined : windowOfStream(resolved)?.lengthMicros
      if (length === undefined) continue
      const count = 1 + Math.floor((one.last - one.first) / length)
      all.push({ ...one, stream, count, root: one.root ?? one.stream })
    }
  }
  return all
}
