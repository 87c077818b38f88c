/**
 * The end of a file: indexes of the chunks that were written before, headers of datasets and of the root, and the
 * superblock, which goes to the start. Dimensions are HDF5's dimension scales, as NetCDF-4 lays them out; no variable may be
 * named like a dimension.
 */
import { ByteBuilder, utf8 } from './byte-builder.ts'
import { checksum } from './checksum.ts'
import { type Chunk, encodeChunkIndex } from './chunk-index.ts'
import type { Attributes, Dimension, FileContents, Variable } from './file.ts'
import { GlobalHeap } from './global-heap.ts'
import * as message from './messages.ts'
import { encodeHeader, headerBytes, withAttributes } from './object-header.ts'
import { type H5Type, sizeOf } from './types.ts'

export const superblockBytes = 48
/** Longer texts lie in a heap: a header holds no more than 64 KiB of one attribute. */
const mostInline = 60_000

/** An object whose addresses are filled in once all are known. */
interface Entry {
  readonly name: string
  readonly messages: (places: Places) => message.Message[]
  address: number
}

interface Places {
  readonly addressOf: (name: string) => number
  readonly heap: GlobalHeap
}

/** The bytes to append at `start`, and those to put at 0. */
export function assemble(contents: FileContents, start: number): { tail: Uint8Array; superblock: Uint8Array } {
  const tail = new ByteBuilder()
  const heap = new GlobalHeap()
  const entries = entriesOf(contents, heap, (chunks, sizes) => {
    const index = encodeChunkIndex(chunks, sizes, start + tail.length)
    tail.append(index.bytes)
    return index.root
  })
  const heapStart = start + tail.length
  let end = heap.place(heapStart)
  // Lengths do not depend on addresses: headers of the same length are made twice.
  const unknown: Places = { addressOf: () => 0, heap }
  for (const entry of entries) {
    entry.address = end
    end += headerBytes(entry.messages(unknown))
  }
  const addresses = new Map(entries.map(({ name, address }) => [name, address]))
  const places: Places = { addressOf: (name) => addresses.get(name)!, heap }
  const headers = entries.map((entry) => encodeHeader(entry.messages(places)))
  tail.append(heap.encode())
  for (const header of headers) tail.append(header)
  const root = entries.at(-1)!.address
  return { tail: tail.done(), superblock: superblock(end, root) }
}

function superblock(end: number, root: number): Uint8Array {
  const out = new ByteBuilder().u8(0x89).text('HDF\r\n').u8(0x1a).text('\n')
  out.u8(2, 8, 8, 0).u64(0, -1, end, root)
  return out.u32(checksum(out.done())).done()
}

type PlaceIndex = (chunks: readonly Chunk[], sizes: readonly number[]) => number

function entriesOf(contents: FileContents, heap: GlobalHeap, placeIndex: PlaceIndex): Entry[] {
  const { dimensions, variables, attributes } = contents
  const entries: Entry[] = [
    ...dimensions.map((dimension, at): Entry => dimensionEntry(dimension, at, variables)),
    ...variables.map((variable): Entry => {
      const { storage } = variable
      const index = storage.kind === 'chunks' ? placeIndex(storage.chunks, storage.sizes) : -1
      return variableEntry(variable, index, heap)
    }),
  ]
  const said = attributes.map(attributeMessage(heap))
  const root: Entry = {
    name: '/',
    address: 0,
    messages: (places) =>
      withAttributes(
        [
          message.linkInfo(entries.length),
          message.groupInfo,
          ...entries.map(({ name }, at) => message.link(name, at, places.addressOf(name))),
        ],
        said.map((attribute) => attribute(places)),
      ),
  }
  return [...entries, root]
}

/** A dataset without values: no variable is named like a dimension. */
function dimensionEntry(dimension: Dimension, number: number, variables: readonly Variable[]): Entry {
  const { name, size, isUnlimited } = dimension
  const said = `This is a netCDF dimension but not a netCDF variable. ${String(size).padStart(10)}`
  const type: H5Type = { kind: 'float', bytes: 4 }
  return {
    name,
    address: 0,
    messages: (places) =>
      withAttributes(
        [
          message.dataspace([size], [isUnlimited ? message.unlimited : size]),
          message.datatype(type),
          message.fillValue(null),
          isUnlimited ? message.chunkedLayout(-1, [1024], 4) : message.emptyLayout(size * 4),
        ],
        scaleAttributes(name, said, number, variables, places),
      ),
  }
}

/** What makes a dataset a dimension scale, and who uses it. */
function scaleAttributes(name: string, said: string, number: number, variables: readonly Variable[], places: Places) {
  const uses = variables.flatMap((variable) =>
    variable.dimensions.flatMap((dimension, at) => (dimension.name === name ? [{ variable: variable.name, at }] : [])),
  )
  const list = new ByteBuilder()
  for (const { variable, at } of uses) list.u64(places.addressOf(variable)).u32(at, 0)
  return [
    textAttribute('CLASS', 'DIMENSION_SCALE\0'),
    textAttribute('NAME', `${said}\0`),
    message.attribute('_Netcdf4Dimid', int32, [], new ByteBuilder().u32(number).done()),
    ...(uses.length === 0
      ? []
      : [message.attribute('REFERENCE_LIST', { kind: 'scaleUse' }, [uses.length], list.done())]),
  ]
}

const int32: H5Type = { kind: 'integer', bytes: 4, isSigned: true }

function variableEntry(variable: Variable, index: number, heap: GlobalHeap): Entry {
  const { name, type, dimensions, storage, fill, attributes } = variable
  const sizes = dimensions.map(({ size }) => size)
  const most = dimensions.map(({ size, isUnlimited }) => (isUnlimited ? message.unlimited : size))
  const lists = dimensions.map(() => heap.keep(8))
  const said = attributes.map(attributeMessage(heap))
  const stored = [
    message.dataspace(sizes, most),
    message.datatype(type),
    message.fillValue(fill),
    ...(storage.kind === 'values'
      ? [message.compactLayout(storage.bytes)]
      : [message.chunkedLayout(index, storage.sizes, sizeOf(type)), ...filtersOf(storage, type)]),
  ]
  const own = (places: Places): message.Message[] => {
    if (dimensions.length === 0) return []
    const references = new ByteBuilder()
    for (const [at, { name: of }] of dimensions.entries()) {
      heap.put(lists[at]!, new ByteBuilder().u64(places.addressOf(of)).done())
      references.append(heap.refer(lists[at]!, 1))
    }
    return [message.attribute('DIMENSION_LIST', { kind: 'referenceList' }, [dimensions.length], references.done())]
  }
  const messages = (places: Places) =>
    withAttributes(stored, [...own(places), ...said.map((attribute) => attribute(places))])
  return { name, address: 0, messages }
}

const filtersOf = ({ deflateLevel }: { deflateLevel: number }, type: H5Type): message.Message[] =>
  deflateLevel === 0 ? [] : [message.filters(sizeOf(type), deflateLevel)]

/** The message, once the heap has its place. */
function attributeMessage(heap: GlobalHeap) {
  return ([name, value]: Attributes[number]): ((places: Places) => message.Message) => {
    if (typeof value !== 'string') {
      const count = value.bytes.length / sizeOf(value.type)
      return () => message.attribute(name, value.type, [count], value.bytes)
    }
    const bytes = utf8(value)
    if (bytes.length <= mostInline) return () => textAttribute(name, value)
    const kept = heap.keep(bytes.length)
    return () => {
      heap.put(kept, bytes)
      return message.attribute(name, { kind: 'longText' }, [1], heap.refer(kept, bytes.length))
    }
  }
}

function textAttribute(name: string, value: string): message.Message {
  const bytes = utf8(value === '' ? ' ' : value)
  return message.attribute(name, { kind: 'text', bytes: bytes.length }, [], bytes)
}
