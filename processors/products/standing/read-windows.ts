/** The windows of a virtual stream: those that stand in the store are read, and only the others are computed. */
import { binLength } from '../../../schemas/definitions/index.ts'
import { formatStreamKey } from '../../../schemas/streams.ts'
import { binOf } from '../../instruments/bin.ts'
import { readAhead } from '../../instruments/read-ahead.ts'
import type { Rows } from '../engine/evaluate.ts'
import { sliceRun } from '../engine/runs.ts'
import type { SeriesContext, SeriesRequest } from '../engine/series.ts'
import { firstAt } from '../engine/windows.ts'
import { productVersions } from './product-version.ts'
import { readWindowChunk } from './window-chunk.ts'
import { WindowInputReader } from './window-inputs.ts'
import { type Reach, reachOf, rootOf, windowColumns, windowsKey } from './window-streams.ts'

type Compute = (request: SeriesRequest, context: SeriesContext) => AsyncGenerator<Rows, void, void>

const binsAhead = 4

export async function* readWindows(
  request: SeriesRequest,
  context: SeriesContext,
  compute: Compute,
): AsyncGenerator<Rows, void, void> {
  const reach = reachOf(request.plan)
  const extent = reach === null ? null : await extentOf(request, context, reach)
  if (reach === null || extent === null) return yield* compute(request, context)
  let left = request.limit
  for await (const rows of inTurn(request, context, compute, reach, extent)) {
    const count = Math.min(left, rows.batch.length)
    if (count > 0) yield { deployment: rows.deployment, batch: sliceRun(rows.batch, 0, count) }
    left -= count
    if (left <= 0) return
  }
}

interface Range {
  readonly from: number
  readonly to: number
}

interface Extent extends Range {
  readonly deployments: readonly number[]
}

/** Where windows may be; null: nowhere that is known. */
async function extentOf(
  { refdes, method, plan, deployment, from, to }: SeriesRequest,
  { views }: SeriesContext,
  { before, after }: Reach,
): Promise<Extent | null> {
  const prefix = { method, stream: rootOf(plan).stream.name }
  const rows = await views.streams.slice({ partition: { refdes }, prefix })
  const chosen = rows.filter((row) => deployment === null || row.deployment === deployment)
  const first = chosen.reduce((least, one) => Math.min(least, one.first), Number.POSITIVE_INFINITY)
  const last = chosen.reduce((most, one) => Math.max(most, one.last), Number.NEGATIVE_INFINITY)
  const extent = { from: Math.max(from, first - after), to: Math.min(to, last + before) }
  return extent.from < extent.to ? { ...extent, deployments: chosen.map((one) => one.deployment) } : null
}

async function* inTurn(
  request: SeriesRequest,
  context: SeriesContext,
  compute: Compute,
  reach: Reach,
  extent: Extent,
): AsyncGenerator<Rows, void, void> {
  const stream = request.plan.stream.name
  const length = binLength(stream)
  const bins: number[] = []
  for (let bin = binOf(stream, extent.from); bin < extent.to; bin += length) bins.push(bin)
  const reader = new WindowInputReader(context.views)
  const looked = readAhead(bins, { depth: binsAhead }, async (start) => {
    const found = extent.deployments.map((number) => standing(request, context, reader, reach, start, number))
    const all = await Promise.all(found)
    return { start, rows: all.every((one) => one !== null) ? all.flat() : null }
  })
  /** Bins one after another that are computed together. */
  let open = null as Range | null
  for await (const { start, rows } of looked) {
    const range = { from: Math.max(start, request.from), to: Math.min(start + length, request.to) }
    if (rows === null) open = { from: open?.from ?? range.from, to: range.to }
    else {
      if (open !== null) yield* compute({ ...request, ...open }, context)
      open = null
      for (const { deployment, batch } of rows) {
        const part = sliceRun(batch, firstAt(batch.time, range.from), firstAt(batch.time, range.to))
        if (part.length > 0) yield { deployment, batch: part }
      }
    }
  }
  // The list of streams may not know the newest rows yet.
  const end = (bins.at(-1) ?? extent.from) + length
  const rest = { from: open?.from ?? Math.max(end, request.from), to: request.to }
  if (rest.from < rest.to) yield* compute({ ...request, ...rest }, context)
}

/** Of one bin and deployment: its windows, none where nothing makes any; null: they do not stand as they are asked for. */
async function standing(
  { refdes, method, plan }: SeriesRequest,
  context: SeriesContext,
  reader: WindowInputReader,
  reach: Reach,
  start: number,
  deployment: number,
): Promise<Rows[] | null> {
  const length = binLength(plan.stream.name)
  const range = { from: start - reach.before, to: start + length + reach.after }
  const root = formatStreamKey({ refdes, method, stream: rootOf(plan).stream.name, deployment })
  const inputs = await reader.of(root, plan, range.from, range.to)
  if (inputs === null) return []
  const { usable, concern, supportMasks = new Map() } = context
  if (usable !== undefined && concern?.({ deployment, first: inputs.first, last: inputs.last }) !== false) return null
  const coefficients = await context.coefficients(refdes, deployment)
  const all = productVersions(plan, coefficients, range.from, range.to, supportMasks)
  const given = windowColumns(plan)
  const wanted = plan.wanted.filter(({ name }) => given.has(name))
  const versions = new Map(wanted.map(({ name }) => [name, all.get(name) ?? '']))
  const bin = { streamKey: windowsKey({ refdes, method, stream: plan.stream.name, deployment }), start }
  const batch = await readWindowChunk(context.views.data, bin, inputs.id, versions)
  return batch === null ? null : [{ deployment, batch }]
}
