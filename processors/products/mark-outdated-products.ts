import { deployments, identifierStreams, resolvedStreams } from '../../schemas/catalogue-tables.ts'
import { identifierOf, type ResolvedStream } from '../../schemas/definitions/records.ts'
import { outdatedProducts, productFormulas, productInputs } from '../../schemas/product-tables.ts'
import { formatStreamKey, type StreamKey } from '../../schemas/streams.ts'
import { put, type Write } from '../../schemas/table.ts'
import { streamBins, streams } from '../../schemas/tables.ts'
import { binsRecounted } from '../../topics/instruments.ts'
import { minuteTicked } from '../../topics/pipeline.ts'
import { calibrationsChanged, deploymentsChanged, streamsResolved } from '../../topics/products.ts'
import { defineProcessor, type Views } from '../processor.ts'
import { resolvedStream } from './engine/resolved-streams.ts'
import { partsOf } from './engine/supporting-streams.ts'
import { changedFormulas } from './standing/changed-formulas.ts'
import { type Outdating, outdated, outdatedBins } from './standing/stream-products.ts'

const reads = {
  bins: streamBins,
  streams,
  resolved: resolvedStreams,
  identifiers: identifierStreams,
  deployments,
  inputs: productInputs,
  formulas: productFormulas,
}
type Reads = Views<typeof reads>
interface Range {
  readonly from: number
  readonly to: number
}
const always: Range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

export const markOutdatedProducts = defineProcessor({
  name: 'mark-outdated-products',
  about: 'Lists the bins whose products may follow from something that changed, and only them.',
  consumes: [streamsResolved, calibrationsChanged, deploymentsChanged, binsRecounted, minuteTicked],
  produces: [],
  reads,
  writes: [outdatedProducts, productFormulas],
  async process(events, views) {
    const write: Write[] = []
    const recounted = new Map<string, { key: StreamKey; range: Range; markedAt: number }>()
    for (const input of events) {
      const markedAt = input.time
      switch (input.topic) {
        case 'products.streams-resolved': {
          const { stream, version, previousVersion } = input.value
          if (version === previousVersion) break
          write.push(
            ...(await ofStream(views, stream, { reason: `definitions of ${stream}`, isForced: false, markedAt })),
          )
          break
        }
        case 'products.calibrations-changed': {
          const { asset, name, start, stop } = input.value
          const range = { from: start, to: stop ?? Number.POSITIVE_INFINITY }
          write.push(...(await ofAsset(views, asset, range, `${name} of ${asset}`, markedAt)))
          break
        }
        case 'products.deployments-changed': {
          const { refdes, deployment } = input.value
          const outdating = { reason: `deployment ${deployment} of ${refdes}`, isForced: false, markedAt }
          write.push(...(await ofInstrument(views, refdes, deployment, always, outdating)))
          break
        }
        case 'instruments.bins-recounted': {
          const { value } = input
          const range = { from: value.first, to: value.last + 1 }
          recounted.set(`${formatStreamKey(value)} ${value.bin}`, { key: value, range, markedAt })
          break
        }
        case 'clock.minute-ticked':
          write.push(...(await ofFormulas(views, markedAt)))
      }
    }
    for (const { key, range, markedAt } of recounted.values())
      write.push(...(await ofInputs(views, key, range, markedAt)))
    return { write }
  },
})

/** Every key of a stream. */
async function ofStream(views: Reads, stream: string, outdating: Outdating): Promise<Write[]> {
  const write: Write[] = []
  for await (const row of views.streams.scan()) {
    if (row.stream === stream) write.push(...(await outdatedBins(views.bins, formatStreamKey(row), always, outdating)))
  }
  return write
}

/** The instruments that are this sensor, and the products elsewhere that are made with theirs. */
async function ofAsset(views: Reads, asset: string, range: Range, reason: string, markedAt: number): Promise<Write[]> {
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

async function ofInstrument(
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
    write.push(...(await ofInputs(views, row, within, outdating.markedAt)))
  }
  return write
}

/** Products of other instruments that looked for a parameter of this stream at these times. */
async function ofInputs(views: Reads, key: StreamKey, range: Range, markedAt: number): Promise<Write[]> {
  const stream = await resolvedStream(views.resolved, key.stream)
  if (stream === null) return []
  const own = formatStreamKey(key)
  const found = await Promise.all(
    offeredBy(stream, key.refdes).map((input) => views.inputs.slice({ partition: { input } })),
  )
  return found
    .flat()
    .filter((row) => row.stream_key !== own && row.from < range.to && row.to > range.from)
    .map((row) => outdated(row.stream_key, row.bin, { reason: `data of ${own}`, isForced: true, markedAt }))
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
async function ofFormulas(views: Reads, markedAt: number): Promise<Write[]> {
  const { changed, isFirst, rows } = changedFormulas(await views.formulas.slice({ partition: { shard: 0 } }))
  const known = rows.map((row) => put(productFormulas, row))
  if (isFirst || changed.size === 0) return known
  const marks: Write[] = []
  for await (const row of views.resolved.scan()) {
    const { parameters } = JSON.parse(row.body) as ResolvedStream
    if (!parameters.some(({ derivation }) => derivation !== null && changed.has(derivation.text))) continue
    marks.push(...(await ofStream(views, row.stream, { reason: 'formulas', isForced: false, markedAt })))
  }
  // A formula is known only once its bins are listed: a kill between the two lists them again.
  return [...marks, ...known]
}
