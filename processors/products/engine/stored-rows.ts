/** The stored rows of a stream, deployments in turn by time. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import { formatStreamKey } from '../../../schemas/streams.ts'
import type { Row } from '../../../schemas/table.ts'
import type { streams } from '../../../schemas/tables.ts'
import { binOf } from '../../instruments/bin.ts'
import { mergeDeployments } from '../../instruments/merge-deployments.ts'
import { readStream } from '../../instruments/read-stream.ts'
import { streamTypes } from '../../instruments/stream-types.ts'
import { readWithStanding } from '../standing/read-standing.ts'
import type { Rows } from './evaluate.ts'
import type { SeriesContext, SeriesRequest, SeriesViews } from './series.ts'

/** `withStanding`: products that stand in the store come as columns of the rows. */
export async function* storedRows(
  { refdes, method, plan, deployment, from, to, limit }: SeriesRequest,
  { views, coefficients, supportMasks = new Map(), onRead }: SeriesContext,
  withStanding: boolean,
): AsyncGenerator<Rows, void, void> {
  const stream = plan.stream.name
  const rows = await views.streams.slice({ partition: { refdes }, prefix: { method, stream }, columns: ['deployment'] })
  const chosen = rows.filter((row) => deployment === null || row.deployment === deployment)
  const keys = chosen.map((row) => formatStreamKey({ refdes, method, stream, deployment: row.deployment }))
  const seen = await streamTypes(views.columns, keys)
  const types = new Map<string, ColumnType>()
  for (const name of plan.stored) {
    const type = seen.get(name)
    if (type !== undefined) types.set(name, type)
  }
  const sources = await Promise.all(
    keys.map(async (streamKey, at) => {
      const bins = await binsIn(views.bins, streamKey, stream, from, to)
      const read = { streamKey, bins, types, from, to, limit, ...(onRead === undefined ? {} : { onRead }) }
      const { deployment: number } = chosen[at] as Row<typeof streams>
      return {
        deployment: number,
        notBefore: Math.max(bins[0] ?? Number.NEGATIVE_INFINITY, from),
        batches: withStanding
          ? readWithStanding(views, read, plan, await coefficients(refdes, number), supportMasks)
          : readStream(views, read),
      }
    }),
  )
  yield* mergeDeployments(sources)
}

async function binsIn(view: SeriesViews['bins'], streamKey: string, stream: string, from: number, to: number) {
  const rows = await view.slice({
    partition: { stream_key: streamKey },
    ...(Number.isFinite(from) ? { from: binOf(stream, from) } : {}),
    ...(Number.isFinite(to) ? { to } : {}),
    columns: ['bin'],
  })
  return rows.map((row) => row.bin)
}
