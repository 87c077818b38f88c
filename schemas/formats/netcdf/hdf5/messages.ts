/** Bodies of the messages of an object header (HDF5 File Format Specification 3.0, IV.A.2). */
import { ByteBuilder, undefinedAddress, utf8 } from './byte-builder.ts'
import { encodeType, type H5Type } from './types.ts'

export interface Message {
  readonly type: number
  readonly body: Uint8Array
}

const build = (type: number, fill: (out: ByteBuilder) => ByteBuilder): Message => ({
  type,
  body: fill(new ByteBuilder()).done(),
})

/** A size that may grow. */
export const unlimited = -1

/** No sizes: one value. */
export function dataspace(sizes: readonly number[], most: readonly number[] = sizes): Message {
  return build(0x01, (out) => out.append(encodeSpace(sizes, most)))
}

function encodeSpace(sizes: readonly number[], most: readonly number[] = sizes): Uint8Array {
  const isScalar = sizes.length === 0
  return new ByteBuilder()
    .u8(2, sizes.length, isScalar ? 0 : 1, isScalar ? 0 : 1)
    .u64(...sizes, ...most)
    .done()
}

export const datatype = (type: H5Type): Message => build(0x03, (out) => out.append(encodeType(type)))

/** Written where chunks are absent. Null: zeros. */
export function fillValue(fill: Uint8Array | null): Message {
  const allocatedAsNeeded = 3
  const writtenIfSet = 2 << 2
  return build(0x05, (out) => {
    out.u8(3, allocatedAsNeeded | writtenIfSet | (fill === null ? 0 : 0x20))
    return fill === null ? out : out.u32(fill.length).append(fill)
  })
}

export const chunkedLayout = (index: number, sizes: readonly number[], valueBytes: number): Message =>
  build(0x08, (out) =>
    out
      .u8(3, 2, sizes.length + 1)
      .u64(index)
      .u32(...sizes, valueBytes),
  )

/** The values themselves, at most 64 KiB. */
export const compactLayout = (values: Uint8Array): Message =>
  build(0x08, (out) => out.u8(3, 0).u16(values.length).append(values))

/** Values that nobody wrote: all are the fill value. */
export const emptyLayout = (bytes: number): Message => build(0x08, (out) => out.u8(3, 1).u64(undefinedAddress, bytes))

/** Bytes of values that belong together are brought together, then deflated (zlib). */
export const filters = (valueBytes: number, deflateLevel: number): Message =>
  build(0x0b, (out) => {
    out.u8(2, valueBytes > 1 ? 2 : 1)
    if (valueBytes > 1) out.u16(2, 1, 1).u32(valueBytes)
    return out.u16(1, 1, 1).u32(deflateLevel)
  })

export const attributeInfo = (count: number): Message =>
  build(0x15, (out) => out.u8(0, 3).u16(count).u64(undefinedAddress, undefinedAddress, undefinedAddress))

/** No sizes: one value. */
export function attribute(name: string, type: H5Type, sizes: readonly number[], values: Uint8Array): Message {
  const [nameBytes, typeBytes, spaceBytes] = [utf8(name), encodeType(type), encodeSpace(sizes)]
  return build(0x0c, (out) =>
    out
      .u8(3, 0)
      .u16(nameBytes.length + 1, typeBytes.length, spaceBytes.length)
      .u8(1)
      .append(nameBytes)
      .u8(0)
      .append(typeBytes)
      .append(spaceBytes)
      .append(values),
  )
}

export const linkInfo = (count: number): Message =>
  build(0x02, (out) => out.u8(0, 3).u64(count, undefinedAddress, undefinedAddress, undefinedAddress))

/** Links stay in the header however many they are. */
export const groupInfo: Message = build(0x0a, (out) => out.u8(0, 1).u16(65_535, 6))

export function link(name: string, number: number, address: number): Message {
  const nameBytes = utf8(name)
  if (nameBytes.length > 255) throw new RangeError(`a name of ${nameBytes.length} bytes`)
  // Flags: its place in the order of creation and its encoding are said; the name's length takes one byte.
  return build(0x06, (out) => out.u8(1, 0x14).u64(number).u8(1, nameBytes.length).append(nameBytes).u64(address))
}
