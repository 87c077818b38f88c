/** Validity bitmaps in Arrow's layout: bit per row, least significant first, 1 = has a value. */

export function bitmapBytes(rows: number): number {
  return Math.ceil(rows / 8)
}

export function fullBitmap(rows: number): Uint8Array {
  return new Uint8Array(bitmapBytes(rows)).fill(0xff)
}

export function hasBit(bitmap: Uint8Array, row: number): boolean {
  return (bitmap[row >> 3]! & (1 << (row & 7))) !== 0
}

export function setBit(bitmap: Uint8Array, row: number): void {
  bitmap[row >> 3]! |= 1 << (row & 7)
}

export function clearBit(bitmap: Uint8Array, row: number): void {
  bitmap[row >> 3]! &= ~(1 << (row & 7))
}

/** How many of the first `rows` bits are set. */
export function countSet(bitmap: Uint8Array, rows: number): number {
  let set = 0
  for (let at = 0; at < rows >> 3; at++) set += ones(bitmap[at]!)
  if ((rows & 7) !== 0) set += ones(bitmap[rows >> 3]! & ((1 << (rows & 7)) - 1))
  return set
}

function ones(byte: number): number {
  let bits = byte - ((byte >> 1) & 0x55)
  bits = (bits & 0x33) + ((bits >> 2) & 0x33)
  return (bits + (bits >> 4)) & 0x0f
}

/** Null where nothing is missing, so that readers take their short way. */
export function unlessFull(bitmap: Uint8Array, rows: number): Uint8Array | null {
  return countSet(bitmap, rows) === rows ? null : bitmap
}

/** Clears, in a full `target`, the bits that are clear in `source`. */
export function copyBits(target: Uint8Array, targetStart: number, source: Uint8Array, sourceStart: number, n: number) {
  if (((targetStart | sourceStart) & 7) === 0 && (n & 7) === 0) {
    target.set(source.subarray(sourceStart >> 3, (sourceStart + n) >> 3), targetStart >> 3)
    return
  }
  for (let at = 0; at < n; at++) {
    if (!hasBit(source, sourceStart + at)) clearBit(target, targetStart + at)
  }
}
