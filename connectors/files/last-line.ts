/** The last line of a file that is gone, from the bytes that were kept of it. */
import type { FilePosition } from '../../schemas/file-positions.ts'
import { type ObjectStore, rawFiles } from '../../schemas/objects.ts'
import type { Source } from '../../schemas/sources.ts'
import type { Parser } from '../connector.ts'
import { type ByteReader, tailBytes } from './identity.ts'
import { type Piece, readPiece } from './piece.ts'
import type { Kept } from './resume.ts'

/** Null: there is none. Rejects where the bytes cannot be read. */
export async function keptLastLine(
  { object, size, sha256 }: Kept,
  source: Source,
  parser: Parser,
  position: FilePosition,
  objects: ObjectStore,
): Promise<Piece | null> {
  const from = Math.max(0, position.offset - tailBytes)
  const end: Uint8Array[] = []
  let at = 0
  for await (const chunk of await objects.open({ bucket: rawFiles.name, key: object, size, sha256 })) {
    const bytes = chunk as Uint8Array
    if (at + bytes.length > from) end.push(bytes.subarray(Math.max(0, from - at)))
    at += bytes.length
  }
  return readPiece(readerOf(Buffer.concat(end), from), source, parser, position, true)
}

const readerOf = (bytes: Buffer, from: number): ByteReader => ({
  async read(buffer, offset, length, position) {
    return { bytesRead: bytes.copy(buffer, offset, position - from, position - from + length) }
  },
})
