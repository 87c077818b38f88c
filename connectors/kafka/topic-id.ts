/**
 * The id of a topic, which a topic of the same name that is made anew does not share. kafkajs speaks Metadata up to
 * version 6; ids came with version 10 (Kafka 2.8).
 */
import { Unavailable } from '../../schemas/failures.ts'
import { exchange } from './exchange.ts'

const version = 10
const timeoutMs = 5_000
const uuidBytes = 16

/** Size, API key 3, version, correlation id, client id, no tags; then one topic by its name. */
function metadataRequest(topic: string): Buffer {
  const name = Buffer.from(topic)
  const clientId = Buffer.from('tideline')
  const head = Buffer.alloc(10)
  head.writeInt16BE(3, 0)
  head.writeInt16BE(version, 2)
  head.writeInt32BE(1, 4)
  head.writeInt16BE(clientId.length, 8)
  const noTags = Buffer.of(0)
  const oneTopic = [Buffer.of(2), Buffer.alloc(uuidBytes), unsigned(name.length + 1), name, noTags]
  // Nothing is created; no authorised operations.
  const body = Buffer.concat([head, clientId, noTags, ...oneTopic, Buffer.of(0, 0, 0), noTags])
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length, 0)
  return Buffer.concat([size, body])
}

/** As Kafka's tools print it (base64url, 22 characters); null where there is no such topic. */
export function parseTopicId(answer: Buffer): string | null {
  let at = 4
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = answer.readUInt8(at)
      at += 1
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  const skip = (bytes: number): void => {
    at += Math.max(0, bytes)
  }
  const skipText = (): void => skip(varint() - 1)
  const skipTags = (): void => {
    for (let tags = varint(); tags > 0; tags -= 1) {
      varint()
      skip(varint())
    }
  }
  skipTags()
  at += 4
  for (let brokers = varint() - 1; brokers > 0; brokers -= 1) {
    at += 4
    skipText()
    at += 4
    skipText()
    skipTags()
  }
  skipText()
  at += 4
  if (varint() < 2) return null
  const error = answer.readInt16BE(at)
  at += 2
  skipText()
  if (error !== 0) return null
  return answer.subarray(at, at + uuidBytes).toString('base64url')
}

/** Asks the brokers in turn. Null where none knows the topic, or they are too old for ids. */
export async function topicId(brokers: readonly string[], topic: string): Promise<string | null> {
  const failures: string[] = []
  for (const broker of brokers) {
    try {
      return parseTopicId(await exchange(broker, metadataRequest(topic), timeoutMs))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      // A broker that does not know the version hangs up.
      if (reason.includes('closed before an answer')) return null
      failures.push(`${broker}: ${reason}`)
    }
  }
  throw new Unavailable('kafka', `Kafka is away while asking for the id of ${topic}: ${failures.join('; ')}`)
}

function unsigned(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  return Buffer.of(...bytes, rest)
}
