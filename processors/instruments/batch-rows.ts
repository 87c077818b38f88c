/** Rows of whole batches, with their hashes: cut, picked and put together. */
import type { Column, ColumnBatch } from '../../schemas/columns/column.ts'
import { concatenate, sliceRows, takeRows } from '../../schemas/columns/rows.ts'
import { sameType } from '../../schemas/columns/types.ts'
import type { ColumnTypes } from './merged-types.ts'
import { distinctRows, driverRanks, driverTimestamp, isAscending } from './row-order.ts'

/** Particles with the row hash of each. */
export interface HashedRows {
  readonly batch: ColumnBatch
  readonly hashes: BigUint64Array
}

const noHashes = new BigUint64Array(0)

export function typesOf(batch: ColumnBatch): ColumnTypes {
  return new Map([...batch.columns].map(([name, column]) => [name, column.type]))
}

export function sliceBatch(batch: ColumnBatch, from: number, to: number): ColumnBatch {
  if (from === 0 && to === batch.length) return batch
  return mapColumns(batch, batch.time.subarray(from, to), (column) => sliceRows(column, from, to))
}

export function takeBatch(batch: ColumnBatch, rows: Uint32Array): ColumnBatch {
  const time = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) time[i] = batch.time[rows[i] as number] as number
  return mapColumns(batch, time, (column) => takeRows(column, rows))
}

/** One batch after the other; columns of `types` only, each in that type. */
export function joinBatches(batches: readonly ColumnBatch[], types: ColumnTypes): ColumnBatch {
  const length = batches.reduce((sum, batch) => sum + batch.length, 0)
  const columns = new Map<string, Column>()
  for (const [name, type] of types) {
    const parts = batches.map((batch) => ({ column: batch.columns.get(name) ?? null, length: batch.length }))
    columns.set(name, concatenate(parts, type))
  }
  return { length, time: joinTimes(batches.map((batch) => batch.time)), columns }
}

export function joinRows(parts: readonly HashedRows[], types: ColumnTypes): HashedRows {
  const [first] = parts
  if (first !== undefined && parts.length === 1 && hasTypes(first.batch, types)) return first
  return {
    batch: joinBatches(
      parts.map((part) => part.batch),
      types,
    ),
    hashes: joinHashes(parts.map((part) => part.hashes)),
  }
}

function hasTypes(batch: ColumnBatch, types: ColumnTypes): boolean {
  if (batch.columns.size !== types.size) return false
  for (const [name, { type }] of batch.columns) {
    const wanted = types.get(name)
    if (wanted === undefined || !sameType(type, wanted)) return false
  }
  return true
}

export function sliceHashed(rows: HashedRows, from: number, to: number): HashedRows {
  return { batch: sliceBatch(rows.batch, from, to), hashes: rows.hashes.subarray(from, to) }
}

export function takeHashed(rows: HashedRows, picked: Uint32Array): HashedRows {
  const hashes = new BigUint64Array(picked.length)
  for (let i = 0; i < picked.length; i++) hashes[i] = rows.hashes[picked[i] as number] as bigint
  return { batch: takeBatch(rows.batch, picked), hashes }
}

export function joinTimes(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

export function joinHashes(parts: readonly BigUint64Array[]): BigUint64Array {
  if (parts.length === 0) return noHashes
  const joined = new BigUint64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

function mapColumns(batch: ColumnBatch, time: Float64Array, map: (column: Column) => Column): ColumnBatch {
  const columns = new Map<string, Column>()
  for (const [name, column] of batch.columns) columns.set(name, map(column))
  return { length: time.length, time, columns }
}

/** The rows by time and row hash, each once. */
export function inOrder(rows: HashedRows): HashedRows {
  if (isAscending(rows.batch.time)) return rows
  const ranks = driverRanks(rows.batch.columns.get(driverTimestamp))
  return takeHashed(rows, distinctRows(rows.batch.time, rows.hashes, ranks))
}
