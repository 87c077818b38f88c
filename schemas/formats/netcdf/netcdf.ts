/**
 * NetCDF-4, CF-1.11 and ACDD-1.3: an HDF5 file whose chunks are written as rows come; indexes and headers follow at the
 * end, and the 48 bytes at the start are known last. Memory holds two blocks of rows and the places of the chunks.
 *
 * The HDF5 library compiled for JavaScript was tried first: it deflates on the caller's thread, half as fast as Node's
 * zlib, cannot take deflated chunks, and wants a file system under it.
 */
import type { Column, ColumnBatch } from '../../columns/column.ts'
import { integersOfDoubles } from '../../columns/doubles.ts'
import { alignedColumns } from '../align.ts'
import type { DatasetDescription, Json } from '../described.ts'
import type { FileFormat, Pieces, RowWriter, WriterOptions } from '../row-writer.ts'
import { blockRows, type PendingChunk } from './chunked-variable.ts'
import { fileContents } from './contents.ts'
import { withOneOfEachAxis } from './coordinates.ts'
import { assemble, superblockBytes } from './hdf5/assemble.ts'
import { Observed } from './observed.ts'
import { type Place, placesOf } from './places.ts'
import { type FileOptions, type PlannedVariable, planVariable } from './plan-variable.ts'
import { timeDescription } from './time-variable.ts'

export const netcdf: FileFormat = {
  name: 'netcdf',
  mediaType: 'application/x-netcdf',
  extension: 'nc',
  headBytes: superblockBytes,
  open: (options) => new NetcdfWriter(options),
}

const defaultLevel = 4

class NetcdfWriter implements RowWriter {
  private readonly options: FileOptions
  private described!: DatasetDescription
  /** Time, the columns of the data, then places that differ by row. */
  private planned: PlannedVariable[] = []
  private places: Place[] = []
  private readonly observed = new Observed()
  private inBlock = 0
  private hasCut = false
  /** Chunks of the block before the last, being deflated. */
  private pending: PendingChunk[] = []
  private at = superblockBytes
  private superblock = new Uint8Array(superblockBytes)

  constructor({ classic = false, deflateLevel = defaultLevel }: WriterOptions) {
    this.options = { isClassic: classic, deflateLevel }
  }

  async *begin(described: DatasetDescription): Pieces {
    const variables = withOneOfEachAxis(described.variables)
    this.described = { ...described, variables }
    this.places = placesOf(described)
    const byRow = this.places.filter(({ value }) => value === null).map(({ described: one }) => one)
    const all = [timeDescription, ...variables, ...byRow]
    this.planned = all.map((one) => planVariable(one, this.options))
    yield new Uint8Array(superblockBytes)
  }

  async *write(batch: ColumnBatch): Pieces {
    this.observed.addTimes(batch)
    const columns = this.columnsOf(batch)
    for (let from = 0; from < batch.length; ) {
      const to = Math.min(batch.length, from + blockRows - this.inBlock)
      for (const [index, { chunked }] of this.planned.entries()) chunked.field.add(columns[index]!, from, to)
      this.inBlock += to - from
      from = to
      if (this.inBlock === blockRows) yield* this.cut(false)
    }
  }

  private columnsOf(batch: ColumnBatch): Column[] {
    const { variables } = this.described
    const aligned = alignedColumns(variables, batch)
    for (const [index, one] of variables.entries()) this.observed.addPlaces(one, aligned[index]!)
    const byRow = this.places.filter(({ value }) => value === null)
    const placed = byRow.map((place) => place.column(batch))
    for (const [index, { described }] of byRow.entries()) this.observed.addPlaces(described, placed[index]!)
    const values = integersOfDoubles(batch.time)
    const time: Column = { type: timeDescription.type, length: batch.length, values, validity: null, offsets: null }
    return [time, ...aligned, ...placed]
  }

  /** One block is deflated while the next is gathered. */
  private async *cut(isLast: boolean): Pieces {
    const isOnly = isLast && !this.hasCut
    this.hasCut = true
    const cut = this.planned.flatMap(({ chunked }) => chunked.cut(isOnly))
    // A failure is told when its turn comes, not before.
    for (const { filtered } of cut) filtered.catch(() => {})
    const due = this.pending
    this.pending = cut
    this.inBlock = 0
    for (const { filtered, placed } of due) {
      const one = await filtered
      placed(this.at, one)
      this.at += one.bytes.length
      yield one.bytes
    }
  }

  async *end(closing: Json = null): Pieces {
    yield* this.cut(true)
    yield* this.cut(true)
    const contents = fileContents(this.described, this.planned, this.places, this.observed, {
      isClassic: this.options.isClassic,
      closing,
    })
    const { tail, superblock } = assemble(contents, this.at)
    this.superblock = new Uint8Array(superblock)
    yield tail
  }

  head(): Uint8Array {
    return this.superblock
  }
}
