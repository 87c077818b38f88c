/** Asks a broker which protocol versions it speaks: kafkajs checks the newest, never the oldest. */
import { Unavailable } from '../../schemas/failures.ts'
import { exchange } from './exchange.ts'

/** The versions of an API that one side speaks. */
export interface Versions {
  readonly min: number
  readonly max: number
}

/** What kafkajs 2.2.4 speaks of the APIs that we use, by API key of the protocol. */
const needed: readonly { readonly key: number; readonly name: string; readonly speaks: Versions }[] = [
  { key: 0, name: 'Produce', speaks: { min: 3, max: 7 } },
  { key: 1, name: 'Fetch', speaks: { min: 4, max: 11 } },
  { key: 2, name: 'ListOffsets', speaks: { min: 0, max: 3 } },
  { key: 3, name: 'Metadata', speaks: { min: 0, max: 6 } },
  { key: 8, name: 'OffsetCommit', speaks: { min: 0, max: 5 } },
  { key: 9, name: 'OffsetFetch', speaks: { min: 1, max: 4 } },
  { key: 10, name: 'FindCoordinator', speaks: { min: 0, max: 2 } },
  { key: 11, name: 'JoinGroup', speaks: { min: 0, max: 5 } },
  { key: 12, name: 'Heartbeat', speaks: { min: 0, max: 3 } },
  { key: 13, name: 'LeaveGroup', speaks: { min: 0, max: 3 } },
  { key: 14, name: 'SyncGroup', speaks: { min: 0, max: 3 } },
  { key: 19, name: 'CreateTopics', speaks: { min: 0, max: 3 } },
  { key: 22, name: 'InitProducerId', speaks: { min: 0, max: 1 } },
]

/** A sentence for every API that the broker and kafkajs have no common version of. */
export function missingVersions(broker: ReadonlyMap<number, Versions>): string[] {
  return needed.flatMap(({ key, name, speaks }) => {
    const offered = broker.get(key)
    if (offered === undefined) return [`${name}: not offered`]
    if (offered.min <= speaks.max && offered.max >= speaks.min) return []
    return [`${name}: the broker speaks ${offered.min}–${offered.max}, kafkajs ${speaks.min}–${speaks.max}`]
  })
}

/** ApiVersions version 0: size, API key 18, version, correlation id, client id. */
function apiVersionsRequest(clientId: string): Buffer {
  const name = Buffer.from(clientId)
  const request = Buffer.alloc(14 + name.length)
  request.writeInt32BE(10 + name.length, 0)
  request.writeInt16BE(18, 4)
  request.writeInt16BE(0, 6)
  request.writeInt32BE(1, 8)
  request.writeInt16BE(name.length, 12)
  name.copy(request, 14)
  return request
}

/** The body after the size: correlation id, error code, then key, oldest and newest version of every API. */
export function parseApiVersions(body: Buffer): Map<number, Versions> {
  const error = body.readInt16BE(4)
  if (error !== 0) throw new Error(`the broker answers ApiVersions with error ${error}`)
  const versions = new Map<number, Versions>()
  for (let api = 0; api < body.readInt32BE(6); api += 1) {
    const at = 10 + api * 6
    versions.set(body.readInt16BE(at), { min: body.readInt16BE(at + 2), max: body.readInt16BE(at + 4) })
  }
  return versions
}

const apiVersions = async (broker: string, clientId: string, timeoutMs: number): Promise<Map<number, Versions>> =>
  parseApiVersions(await exchange(broker, apiVersionsRequest(clientId), timeoutMs))

/**
 * Resolves when one of the brokers answers and speaks what kafkajs needs. Rejects with `Unavailable('kafka')` when none
 * answers, with an Error when the broker is too new or too old.
 */
export async function preflight(brokers: readonly string[], clientId: string, timeoutMs = 5_000): Promise<void> {
  const failures: string[] = []
  for (const broker of brokers) {
    let versions: Map<number, Versions>
    try {
      versions = await apiVersions(broker, clientId, timeoutMs)
    } catch (error) {
      failures.push(`${broker}: ${error instanceof Error ? error.message : String(error)}`)
      continue
    }
    const missing = missingVersions(versions)
    if (missing.length === 0) return
    throw new Error(
      `The Kafka broker ${broker} and kafkajs 2.2.4 share no version of: ${missing.join('; ')}. Use Kafka 2.1 to 4.x.`,
    )
  }
  throw new Unavailable('kafka', `no Kafka broker answers: ${failures.join('; ')}`)
}
