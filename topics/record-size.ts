/** How large a record is on its way: key, value and all values of its headers with their names, without its frame. Bytes. */
import type { OutgoingRecord } from './broker.ts'

export function recordBytes({ key, value, headers = {}, earlierHeaders = {} }: OutgoingRecord): number {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0)
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0)
  for (const name in earlierHeaders) for (const { length } of earlierHeaders[name] ?? []) bytes += name.length + length
  return bytes
}
