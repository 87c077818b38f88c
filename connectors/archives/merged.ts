import { recordBytes } from '../../topics/record-size.ts'
import type { ArchivedMessage } from './messages.ts'
import type { PartitionCursor } from './partition-cursor.ts'

/** With room for headers of ours below what the publisher sends at once. */
const pieceBytes = 600_000
const marksBytes = 200

/**
 * Messages of several partitions as one sequence: each partition in its order, and among partitions by timestamp. So the
 * sequence follows from the archive alone. A piece is small enough to travel as one request: of what is sent apart, the later
 * half could arrive without the earlier.
 */
export async function* merged(cursors: readonly PartitionCursor[], pieceOf: number): AsyncGenerator<ArchivedMessage[]> {
  for (const cursor of cursors) await cursor.advance()
  let piece: ArchivedMessage[] = []
  let bytes = 0
  for (;;) {
    let least: PartitionCursor | null = null
    for (const cursor of cursors) {
      if (cursor.message === null) continue
      if (least?.message == null || cursor.message.timestamp < least.message.timestamp) least = cursor
    }
    if (least?.message == null) break
    const size = marksBytes + recordBytes(least.message)
    if (piece.length >= pieceOf || (piece.length > 0 && bytes + size > pieceBytes)) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(least.message)
    bytes += size
    const loading = least.advance()
    if (loading !== undefined) await loading
  }
  if (piece.length > 0) yield piece
}
