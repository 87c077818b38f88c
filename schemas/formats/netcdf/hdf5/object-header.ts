/** Object headers, version 2: the messages of a dataset or group in one piece with a checksum. */
import { ByteBuilder } from './byte-builder.ts'
import { checksum } from './checksum.ts'
import { attributeInfo, type Message } from './messages.ts'

const attributeType = 0x0c
const prefixBytes = 10
/** Type, size, flags, place in the order of creation. */
const messageHeaderBytes = 6
const mostBytes = 65_535

/** Attributes last; their order is that of creation. */
export function withAttributes(messages: readonly Message[], attributes: readonly Message[]): Message[] {
  return [...messages, attributeInfo(attributes.length), ...attributes]
}

export function headerBytes(messages: readonly Message[]): number {
  return prefixBytes + messages.reduce((sum, { body }) => sum + messageHeaderBytes + body.length, 0) + 4
}

export function encodeHeader(messages: readonly Message[]): Uint8Array {
  const size = headerBytes(messages)
  // Flags: the size of the messages takes four bytes; attributes are in the order of creation.
  const out = new ByteBuilder()
    .text('OHDR')
    .u8(2, 0x0e)
    .u32(size - prefixBytes - 4)
  let order = 0
  for (const { type, body } of messages) {
    if (body.length > mostBytes) throw new RangeError(`a message of ${body.length} bytes; at most ${mostBytes} fit`)
    out
      .u8(type)
      .u16(body.length)
      .u8(0)
      .u16(type === attributeType ? order++ : 0)
      .append(body)
  }
  return out.u32(checksum(out.done())).done()
}
