/** Types of datasets and attributes (HDF5 File Format Specification 3.0, IV.A.2.d). */
import { ByteBuilder } from './byte-builder.ts'

export type H5Type =
  | { readonly kind: 'integer'; readonly bytes: 1 | 2 | 4 | 8; readonly isSigned: boolean }
  | { readonly kind: 'float'; readonly bytes: 4 | 8 }
  /** UTF-8 of a fixed length, up to a zero if there is one: dimension scales are known by texts of this kind alone. */
  | { readonly kind: 'text'; readonly bytes: number }
  /** UTF-8 of any length, in a heap. */
  | { readonly kind: 'longText' }
  /** The address of an object. */
  | { readonly kind: 'reference' }
  | { readonly kind: 'referenceList' }
  /** What a dimension scale says of its users: object and number of the dimension. */
  | { readonly kind: 'scaleUse' }

/** Bytes of one value. */
export function sizeOf(type: H5Type): number {
  switch (type.kind) {
    case 'integer':
    case 'float':
    case 'text':
      return type.bytes
    case 'reference':
      return 8
    default:
      return 16
  }
}

export function encodeType(type: H5Type): Uint8Array {
  const out = new ByteBuilder()
  switch (type.kind) {
    case 'integer':
      return out
        .u8(0x10, type.isSigned ? 0x08 : 0, 0, 0)
        .u32(type.bytes)
        .u16(0, type.bytes * 8)
        .done()
    case 'float': {
      // Sign, exponent and mantissa of IEEE 754.
      const [exponentBits, mantissaBits, bias] = type.bytes === 4 ? [8, 23, 127] : [11, 52, 1023]
      return out
        .u8(0x11, 0x20, type.bytes * 8 - 1, 0)
        .u32(type.bytes)
        .u16(0, type.bytes * 8)
        .u8(mantissaBits, exponentBits, 0, mantissaBits)
        .u32(bias)
        .done()
    }
    case 'text':
      return out.u8(0x13, 0x10, 0, 0).u32(type.bytes).done()
    case 'longText':
      return out
        .u8(0x19, 0x01, 0x01, 0)
        .u32(16)
        .append(encodeType({ kind: 'text', bytes: 1 }))
        .done()
    case 'reference':
      return out.u8(0x17, 0, 0, 0).u32(8).done()
    case 'referenceList':
      return out
        .u8(0x19, 0, 0, 0)
        .u32(16)
        .append(encodeType({ kind: 'reference' }))
        .done()
    case 'scaleUse': {
      const number = encodeType({ kind: 'integer', bytes: 4, isSigned: true })
      return out
        .u8(0x36, 2, 0, 0)
        .u32(16)
        .text('dataset\0')
        .u8(0)
        .append(encodeType({ kind: 'reference' }))
        .text('dimension\0')
        .u8(8)
        .append(number)
        .done()
    }
  }
}
