/** Pixels as a PNG (W3C PNG, third edition) in which nothing is deflated: it lies inside an SVG that is drawn at once. */

/** `pixels`: `width × height` places in the palette, row by row; place 0 is transparent. `palette`: red, green, blue of each. */
export function indexedPng(pixels: Uint8Array, width: number, height: number, palette: Uint8Array): Uint8Array {
  const rows = new Uint8Array((width + 1) * height)
  // Each row begins with its filter: none.
  for (let row = 0; row < height; row++)
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1)
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([8, 3], 8)
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('tRNS', Uint8Array.of(0)),
    chunk('IDAT', stored(rows)),
    chunk('IEND', new Uint8Array()),
  ])
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, content.length)
  bytes.set(new TextEncoder().encode(type), 4)
  bytes.set(content, 8)
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)))
  return bytes
}

/** A zlib stream (RFC 1950) of stored blocks (RFC 1951). */
function stored(content: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [Uint8Array.of(0x78, 0x01)]
  for (let at = 0; at < content.length; at += 65_535) {
    const block = content.subarray(at, at + 65_535)
    const isLast = at + 65_535 >= content.length
    const head = new DataView(new ArrayBuffer(5))
    head.setUint8(0, isLast ? 1 : 0)
    head.setUint16(1, block.length, true)
    head.setUint16(3, ~block.length & 0xffff, true)
    pieces.push(new Uint8Array(head.buffer), block)
  }
  const sum = new DataView(new ArrayBuffer(4))
  sum.setUint32(0, adler32(content))
  return joined([...pieces, new Uint8Array(sum.buffer)])
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1
  return crc
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0]
  for (const byte of bytes) {
    a = (a + byte) % 65_521
    b = (b + a) % 65_521
  }
  return ((b << 16) | a) >>> 0
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
