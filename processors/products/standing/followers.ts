/** Streams whose windows are made of the rows of another, and of theirs, with the times that follow from a range of it. */
import type { computedStreams, resolvedStreams } from '../../../schemas/catalogue-tables.ts'
import { binLength } from '../../../schemas/definitions/index.ts'
import type { StreamKey } from '../../../schemas/streams.ts'
import type { TableView, Write } from '../../../schemas/table.ts'
import type { streams } from '../../../schemas/tables.ts'
import { binOf } from '../../instruments/bin.ts'
import { resolvedStream } from '../engine/resolved-streams.ts'
import { type Outdating, outdated } from './outdated-bins.ts'
import { reachOfStream, windowsKey } from './window-streams.ts'

interface Views {
  readonly computed: TableView<typeof computedStreams>
  readonly resolved: TableView<typeof resolvedStreams>
  readonly streams: TableView<typeof streams>
}

interface Range {
  readonly from: number
  readonly to: number
}

export interface Follower {
  readonly key: StreamKey
  /** Of the stamps of its windows: finite. */
  readonly range: Range
}

/** `range` of rows of the stream key, which may be without end. */
export async function followersOf(views: Views, key: StreamKey, range: Range): Promise<Follower[]> {
  const { refdes, method, stream, deployment } = key
  const own = await resolvedStream(views.resolved, stream)
  const names = await computedFrom(views, stream)
  if (own === null || names.length + Number(reachOfStream(own, true) !== null) === 0) return []
  const extent = await views.streams.get({ refdes, method, stream, deployment })
  // The list of streams may not know the newest rows yet: what was told of them is finite.
  const told = [range.from, range.to].filter(Number.isFinite)
  const known = extent === null ? told : [extent.first, extent.last + 1, ...told]
  if (known.length === 0) return []
  const rows = { from: Math.min(...known), to: Math.max(...known) }
  const root = reachOfStream(own, false) ?? { before: 0, after: 0 }
  const found = new Map<string, Follower>()
  const visit = async (name: string, { before, after }: { before: number; after: number }): Promise<void> => {
    const resolved = found.has(name) ? null : await resolvedStream(views.resolved, name)
    const reach = resolved === null ? null : reachOfStream(resolved, true)
    if (reach === null) return
    const all = { before: before + reach.before, after: after + reach.after }
    const stamps = {
      from: Math.max(range.from, rows.from) - all.after,
      to: Math.min(range.to, rows.to) + all.before,
    }
    found.set(name, { key: { ...key, stream: name }, range: stamps })
    for (const next of await computedFrom(views, name)) await visit(next, all)
  }
  await visit(stream, root)
  for (const name of names) await visit(name, root)
  return [...found.values()]
}

async function computedFrom({ computed }: Views, host: string): Promise<string[]> {
  return (await computed.slice({ partition: { host } })).map(({ stream }) => stream)
}

export function outdatedWindows({ key, range }: Follower, outdating: Outdating): Write[] {
  const marks: Write[] = []
  for (let bin = binOf(key.stream, range.from); bin < range.to; bin += binLength(key.stream)) {
    marks.push(outdated(windowsKey(key), bin, outdating))
  }
  return marks
}
