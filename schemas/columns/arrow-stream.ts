/**
 * Arrow IPC streams as bytes: taken apart at message boundaries, nothing decoded. An encapsulated message is
 * 0xFFFFFFFF, the length of its metadata (int32), the metadata (a flatbuffer `Message`), then `bodyLength` bytes.
 * https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format
 */
import { Reject } from '../failures.ts'

export interface ArrowMessages {
  /** The schema message, whole. */
  readonly schema: Uint8Array
  /** All messages after it (dictionaries and record batches), without the end marker. */
  readonly batches: Uint8Array
}

/** Closes a stream: continuation, then a length of zero. */
export const endOfStream: Uint8Array = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0)

const schemaHeader = 1

/** Views into `bytes`. Throws `Reject('arrow-invalid')` for anything that is not one whole IPC stream. */
export function arrowMessages(bytes: Uint8Array): ArrowMessages {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let schemaEnd = 0
  let at = 0
  while (at < bytes.length) {
    const message = messageAt(view, at)
    if (message === null) break
    if (at === 0 && message.headerType !== schemaHeader) throw invalid('it does not begin with a schema')
    if (at > 0 && message.headerType === schemaHeader) throw invalid(`a second schema at byte ${at}`)
    at = message.end
    if (schemaEnd === 0) schemaEnd = at
  }
  if (schemaEnd === 0) throw invalid('it has no schema')
  return { schema: bytes.subarray(0, schemaEnd), batches: bytes.subarray(schemaEnd, at) }
}

function messageAt(view: DataView, at: number): { headerType: number; end: number } | null {
  try {
    if (view.getUint32(at, true) !== 0xffffffff) throw invalid(`no message begins at byte ${at}`)
    const metadataLength = view.getInt32(at + 4, true)
    if (metadataLength === 0) return null
    const metadata = at + 8
    const table = metadata + view.getUint32(metadata, true)
    const headerType = field(view, table, 1)
    const body = field(view, table, 3)
    const bodyLength = body === null ? 0n : view.getBigInt64(body, true)
    const end = metadata + metadataLength + Number(bodyLength)
    if (metadataLength < 0 || bodyLength < 0n || end > view.byteLength) throw invalid(`cut short at byte ${at}`)
    return { headerType: headerType === null ? 0 : view.getUint8(headerType), end }
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`cut short at byte ${at}`)
    throw error
  }
}

/** Where a field of a flatbuffer table lies; null when it is absent and has its default. */
function field(view: DataView, table: number, index: number): number | null {
  const vtable = table - view.getInt32(table, true)
  const slot = 4 + 2 * index
  if (slot >= view.getUint16(vtable, true)) return null
  const offset = view.getUint16(vtable + slot, true)
  return offset === 0 ? null : table + offset
}

const invalid = (reason: string): Reject => new Reject('arrow-invalid', `not an Arrow IPC stream: ${reason}`)
