/** Which bins of products may follow from something that changed. */

import { annotationRow } from '../../../schemas/annotation.ts'
import type { computedStreams, deployments, resolvedStreams } from '../../../schemas/catalogue-tables.ts'
import { identifierOf, type ResolvedStream } from '../../../schemas/definitions/records.ts'
import type { AnnotationChanged } from '../../../schemas/generated/events.ts'
import { productFormulas, type productInputs } from '../../../schemas/product-tables.ts'
import { formatStreamKey, type StreamKey } from '../../../schemas/streams.ts'
import { put, type TableView, type Write } from '../../../schemas/table.ts'
import type { streamBins, streams } from '../../../schemas/tables.ts'
import { annotationsOn } from '../annotations.ts'
import { resolvedStream } from '../engine/resolved-streams.ts'
import { partsOf } from '../engine/supporting-streams.ts'
import { changedFormulas, standingScheme } from './changed-formulas.ts'
import { followersOf, outdatedWindows } from './followers.ts'
import { type Outdating, outdated, outdatedBins } from './outdated-bins.ts'

interface Reads {
  readonly bins: TableView<typeof streamBins>
  readonly streams: TableView<typeof streams>
  readonly resolved: TableView<typeof resolvedStreams>
  readonly computed: TableView<typeof computedStreams>
  readonly deployments: TableView<typeof deployments>
  readonly inputs: TableView<typeof productInputs>
  readonly formulas: TableView<typeof productFormulas>
}
export interface Range {
  readonly from: number
  readonly to: number
}
export const always: Range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** Every key of a stream, and the windows that are made of its rows; of a virtual stream those of what it is made of. */
export async function ofStream(views: Reads, stream: string, outdating: Outdating): Promise<Write[]> {
  const names = new Set([stream])
  // A set may grow while it is walked.
  for (const name of names)
    for (const host of (await resolvedStream(views.resolved, name))?.computedFrom ?? []) names.add(host)
  const write: Write[] = []
  for await (const row of views.streams.scan()) {
    if (!names.has(row.stream)) continue
    if (row.stream === stream) write.push(...(await outdatedBins(views.bins, formatStreamKey(row), always, outdating)))
    for (const one of await followersOf(views, row, always)) write.push(...outdatedWindows(one, outdating))
  }
  return write
}

/** The windows that are made of these rows, and what was made with them or with the rows themselves elsewhere. */
export async function ofRows(views: Reads, key: StreamKey, range: Range, outdating: Outdating): Promise<Write[]> {
  const data = dataOf(key, outdating.markedAt)
  const write = await ofInputs(views, key, range, data)
  for (const one of await followersOf(views, key, range)) {
    write.push(...outdatedWindows(one, outdating))
    if (one.key.stream !== key.stream) write.push(...(await ofInputs(views, one.key, one.range, data)))
  }
  return write
}

/** The instruments that are this sensor, and the products elsewhere that are made with theirs. */
export async function ofAsset(
  views: Reads,
  asset: string,
  range: Range,
  reason: string,
  markedAt: number,
): Promise<Write[]> {
  const write: Write[] = []
  for await (const row of views.deployments.scan()) {
    if (row.asset !== asset) continue
    const overlap = {
      from: Math.max(range.from, row.start),
      to: Math.min(range.to, row.stop ?? Number.POSITIVE_INFINITY),
    }
    const outdating = { reason, isForced: false, markedAt }
    write.push(...(await ofInstrument(views, row.refdes, row.deployment, overlap, outdating)))
  }
  return write
}

export async function ofInstrument(
  views: Reads,
  refdes: string,
  deployment: number,
  range: Range,
  outdating: Outdating,
): Promise<Write[]> {
  const write: Write[] = []
  for (const row of await views.streams.slice({ partition: { refdes } })) {
    if (row.deployment !== deployment) continue
    write.push(...(await outdatedBins(views.bins, formatStreamKey(row), range, outdating)))
    const within = { from: Math.max(range.from, row.first), to: Math.min(range.to, row.last + 1) }
    write.push(...(await ofRows(views, row, within, outdating)))
  }
  return write
}

/** Products of other instruments that looked for a parameter of this stream at these times. */
async function ofInputs(views: Reads, key: StreamKey, range: Range, outdating: Outdating): Promise<Write[]> {
  const stream = await resolvedStream(views.resolved, key.stream)
  if (stream === null) return []
  const own = formatStreamKey(key)
  const found = await Promise.all(
    offeredBy(stream, key.refdes).map((input) => views.inputs.slice({ partition: { input } })),
  )
  return found
    .flat()
    .filter((row) => row.stream_key !== own && row.from < range.to && row.to > range.from)
    .map((row) => outdated(row.stream_key, row.bin, outdating))
}

/** No version tells of the data of other instruments. */
function dataOf(key: StreamKey, markedAt: number): Outdating {
  return { reason: `data of ${formatStreamKey(key)}`, isForced: true, markedAt }
}

const sameTimeMicros = 60_000_000

/** Products of other instruments that looked for what is annotated. Where it was said otherwise before is not known: all times. */
export async function ofAnnotation(views: Reads, event: AnnotationChanged, markedAt: number): Promise<Write[]> {
  const { id, isExclusion, createdAt } = event
  // One that was said before may have excluded something then.
  if (!isExclusion && markedAt - createdAt < sameTimeMicros) return []
  const said = [{ ...annotationRow(event), is_removed: false, start: always.from, stop: null }]
  const write: Write[] = []
  for await (const row of views.streams.scan()) {
    if (annotationsOn(row, always, said).length === 0) continue
    const outdating = { reason: `annotation ${id}`, isForced: false, markedAt }
    write.push(...(await ofInputs(views, row, { from: row.first, to: row.last + 1 }, outdating)))
  }
  return write
}

function offeredBy(stream: ResolvedStream, refdes: string): string[] {
  const { subsite } = partsOf(refdes)
  const names = stream.parameters.flatMap((parameter) => {
    const identifier = identifierOf(parameter)
    return [...(identifier === null ? [] : [`${subsite}/${identifier}`]), `${subsite}/${stream.name}.${parameter.id}`]
  })
  return [...new Set(names)]
}

/** Streams that use a formula which is another than when products were last looked at. */
export async function ofFormulas(views: Reads, markedAt: number): Promise<Write[]> {
  const { changed, isFirst, rows } = changedFormulas(await views.formulas.slice({ partition: { shard: 0 } }))
  const known = rows.map((row) => put(productFormulas, row))
  if (isFirst || changed.size === 0) return known
  const marks: Write[] = []
  for await (const row of views.resolved.scan()) {
    const { parameters } = JSON.parse(row.body) as ResolvedStream
    const isChanged = changed.has(standingScheme.name)
    if (!parameters.some(({ derivation }) => derivation !== null && (isChanged || changed.has(derivation.text))))
      continue
    marks.push(...(await ofStream(views, row.stream, { reason: 'formulas', isForced: false, markedAt })))
  }
  // A formula is known only once its bins are listed: a kill between the two lists them again.
  return [...marks, ...known]
}
