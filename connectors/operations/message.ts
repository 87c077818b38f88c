/** A message of an operation's input: its id, its bytes, and the ids of what is made of it. */
import { hash } from 'node:crypto'
import type { ObjectStore } from '../../schemas/objects.ts'
import { claimOf, deadLetterHeaders, headerText, messageIdOf } from '../../schemas/streams/message-headers.ts'
import type { ProgramInput } from '../../schemas/streams/program-run.ts'
import type { IncomingRecord } from '../../topics/broker.ts'

export interface Message {
  readonly record: IncomingRecord
  readonly id: string
  /** A text: why its claim check can not be read. */
  readonly input: ProgramInput | string
}

/**
 * `topicId` tells topics of one name apart. An id that a producer or another operation gave goes on through the chain; a dead
 * letter is the message that it was.
 */
export function messageOf(record: IncomingRecord, topicId: string, objects: Pick<ObjectStore, 'open'>): Message {
  const { topic, partition, offset, headers } = record
  const given = headerText(headers, deadLetterHeaders.id) ?? messageIdOf(headers)
  const id = given ?? digest([topic, topicId, String(partition), String(offset)])
  return { record, id, input: inputOf(record, objects) }
}

/** The same for the same message at each try, whoever tries: of the output, `index` counts what one message led to. */
export const outputId = (operation: string, messageId: string, index: number): string =>
  digest([operation, messageId, String(index)])
/**
 * Where nobody can tell what led to what, and another try may put it out after another message: by its bytes, too, so that no
 * two outputs are taken for one. `index` counts what came after one message.
 */
export const streamedId = (operation: string, after: string, bytes: Uint8Array, index: number): string =>
  digest([operation, after, hash('sha256', bytes, 'hex'), String(index)])
/** `again`: the request to try dead letters again, whose failures are news. */
export const deadLetterId = (operation: string, messageId: string, again: string): string =>
  digest([operation, messageId, 'dead', again])

const digest = (parts: readonly string[]): string => hash('sha256', parts.join('\0'), 'hex').slice(0, 32)

function inputOf({ headers, value }: IncomingRecord, objects: Pick<ObjectStore, 'open'>): ProgramInput | string {
  const claim = claimOf(headers)
  if (typeof claim === 'string') return claim
  if (claim !== null) return { size: claim.size, open: () => objects.open(claim) }
  const bytes = value ?? new Uint8Array(0)
  return {
    size: bytes.length,
    held: bytes,
    async open() {
      return (async function* () {
        if (bytes.length > 0) yield bytes
      })()
    },
  }
}
