/** Reading a stream so that products that stand in the store are read, and only the others are left to compute. */
import type { Column, ColumnBatch, ColumnType } from '../../../schemas/columns/column.ts'
import { binLength } from '../../../schemas/definitions/index.ts'
import type { Bin } from '../../instruments/bin.ts'
import type { ChunkViews } from '../../instruments/bin-reader.ts'
import { readAhead } from '../../instruments/read-ahead.ts'
import { readStream, type StreamRead } from '../../instruments/read-stream.ts'
import type { Coefficients } from '../engine/arguments.ts'
import { typeOfResult } from '../engine/operands.ts'
import type { Plan } from '../engine/plan.ts'
import type { SupportMasks } from '../engine/support-masks.ts'
import { productColumn, productVersions } from './product-version.ts'
import { standingOf } from './standing-columns.ts'

const binsAhead = 8
/** So many bins are read before the next are looked at: what was seen of them is not old by then. */
const binsAtOnce = 8

/** Bins one after another whose products stand in the same versions, or in none. */
interface Stretch {
  readonly bins: number[]
  /** By parameter name; null: to be computed. */
  readonly versions: ReadonlyMap<string, string> | null
}

/** Never empty batches by time. Where products stand they are columns of the batch; elsewhere there are samples only. */
export async function* readWithStanding(
  views: ChunkViews,
  read: StreamRead,
  plan: Plan,
  coefficients: Coefficients,
  supportMasks: SupportMasks,
): AsyncGenerator<ColumnBatch, void, void> {
  for await (const { bins, versions } of stretches(views, read, plan, coefficients, supportMasks)) {
    if (versions === null) yield* readStream(views, { ...read, bins })
    else {
      const types = typesWith(plan, read.types, versions)
      for await (const batch of readStream(views, { ...read, bins, types })) {
        if (isWhole(batch, versions)) yield named(batch, versions)
        else yield* readStream(views, { ...read, ...rangeOf(batch), bins })
      }
    }
  }
}

async function* stretches(
  views: ChunkViews,
  { streamKey, bins }: StreamRead,
  plan: Plan,
  coefficients: Coefficients,
  supportMasks: SupportMasks,
): AsyncGenerator<Stretch, void, void> {
  const length = binLength(plan.stream.name)
  const wanted = new Set(plan.wanted.map(({ name }) => name))
  const looked = readAhead(bins, { depth: binsAhead }, async (start) => {
    const bin: Bin = { streamKey, start }
    const all = productVersions(plan, coefficients, start, start + length, supportMasks)
    const versions = new Map([...all].filter(([name]) => wanted.has(name)))
    const { chunks, lacking } = await standingOf(views.stats, bin, versions)
    return { start, versions: lacking.size === 0 && chunks.length > 0 ? versions : null }
  })
  let open: Stretch | null = null
  for await (const { start, versions } of looked) {
    if (open !== null && open.bins.length < binsAtOnce && isSame(open.versions, versions)) open.bins.push(start)
    else {
      if (open !== null) yield open
      open = { bins: [start], versions }
    }
  }
  if (open !== null) yield open
}

function isSame(a: Stretch['versions'], b: Stretch['versions']): boolean {
  if (a === null || b === null) return a === b
  return [...a].every(([name, version]) => b.get(name) === version)
}

/** The samples that were wanted themselves, not those that are only computed from. */
function typesWith(plan: Plan, stored: ReadonlyMap<string, ColumnType>, versions: ReadonlyMap<string, string>) {
  const types = new Map<string, ColumnType>()
  for (const { name, derivation } of plan.wanted) {
    const type = stored.get(name)
    if (derivation === null && type !== undefined) types.set(name, type)
  }
  for (const step of plan.steps) {
    const version = versions.get(step.parameter.name)
    if (version !== undefined) types.set(productColumn(step.parameter.name, version), typeOfResult(step))
  }
  return types
}

/** A chunk that was stored since the bins were looked at has no products yet: its rows have nothing where these were NaN. */
function isWhole({ columns }: ColumnBatch, versions: ReadonlyMap<string, string>): boolean {
  return [...versions].every(([name, version]) => columns.get(productColumn(name, version))?.validity === null)
}

const rangeOf = ({ time }: ColumnBatch) => ({ from: time[0] as number, to: (time[time.length - 1] as number) + 1 })

function named(batch: ColumnBatch, versions: ReadonlyMap<string, string>): ColumnBatch {
  const columns = new Map<string, Column>(batch.columns)
  for (const [name, version] of versions) {
    const column = columns.get(productColumn(name, version))
    columns.delete(productColumn(name, version))
    if (column !== undefined) columns.set(name, column)
  }
  return { ...batch, columns }
}
