/** What an operation puts out: outputs to its stream, failures to its dead letters, in order, each under its own id. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Reject } from '../../schemas/failures.ts'
import { type Claim, type ObjectStore, streamObjects } from '../../schemas/objects.ts'
import { deadLetterStream } from '../../schemas/streams/managed-stream.ts'
import {
  deadLetterHeaders,
  headerText,
  messageIdHeader,
  originalHeaders,
  ownHeaders,
  passedHeaders,
} from '../../schemas/streams/message-headers.ts'
import type { ProgramFailure, ProgramOutput } from '../../schemas/streams/program-run.ts'
import type { StreamMessage, StreamPublisher } from '../../topics/stream-publisher.ts'
import { deadLetterId, type Message, outputId, streamedId } from './message.ts'

export interface OutboxOptions {
  readonly operation: string
  readonly output: string
  /** Of the output stream. */
  readonly partitions: number
  readonly publishesEmpty: boolean
  readonly objects: ObjectStore
  readonly publisher: StreamPublisher
  /** The request to try dead letters again for which this is; else empty. */
  readonly again: string
}

export interface ToPublish {
  readonly stream: string
  readonly message: StreamMessage
}

export class Outbox {
  constructor(private readonly options: OutboxOptions) {}

  /** What one message led to. */
  async outputs(from: Message, outputs: readonly ProgramOutput[]): Promise<ToPublish[]> {
    const { operation, publishesEmpty } = this.options
    const found: ToPublish[] = []
    for (const [index, output] of outputs.entries()) {
      const isEmpty = output.kind === 'bytes' && output.bytes.length === 0
      if (isEmpty && !publishesEmpty) continue
      const body = output.kind === 'bytes' ? { value: output.bytes } : await this.#upload(output.path, output.size)
      found.push(this.#output(from, outputId(operation, from.id, index), body))
    }
    return found
  }

  /** With `reply` `stream`: what was put out after a message; the `index`-th. */
  streamed(after: Message, bytes: Uint8Array, index: number): ToPublish[] {
    const { operation, publishesEmpty } = this.options
    if (bytes.length === 0 && !publishesEmpty) return []
    return [this.#output(after, streamedId(operation, after.id, bytes, index), { value: bytes })]
  }

  #output({ record }: Message, id: string, body: Pick<StreamMessage, 'value' | 'claim'>): ToPublish {
    const { output: stream, partitions } = this.options
    const { key, headers, partition } = record
    const message = { key, headers: { ...passedHeaders(headers), [messageIdHeader]: id }, ...body }
    // Without a key nothing else would keep the order.
    return { stream, message: key === null ? { ...message, partition: partition % partitions } : message }
  }

  deadLetter({ id, record }: Message, failure: ProgramFailure, tries: number): ToPublish {
    const { operation, again } = this.options
    const { key, value, headers, topic, partition, offset } = record
    const names = deadLetterHeaders
    const said: Record<string, string> = {
      [messageIdHeader]: deadLetterId(operation, id, again),
      [names.operation]: operation,
      [names.id]: id,
      [names.origin]: headerText(headers, names.origin) ?? `${topic}/${partition}/${offset}`,
      [names.code]: failure.code,
      [names.reason]: failure.reason.slice(0, 1_000),
      [names.tries]: String(tries),
      ...(failure.exitCode === null ? {} : { [names.exitCode]: String(failure.exitCode) }),
      ...(failure.signal === null ? {} : { [names.signal]: failure.signal }),
      ...(failure.stderr === '' ? {} : { [names.stderr]: failure.stderr }),
    }
    const message = { key, value: value ?? new Uint8Array(0), headers: { ...originalHeaders(headers), ...said } }
    return { stream: deadLetterStream(operation), message }
  }

  /** In order within each stream. Rejects with `Unavailable`. */
  async publish(all: readonly ToPublish[]): Promise<void> {
    const byStream = new Map<string, StreamMessage[]>()
    for (const { stream, message } of all) {
      const before = byStream.get(stream)
      if (before === undefined) byStream.set(stream, [message])
      else before.push(message)
    }
    await Promise.all([...byStream].map(([stream, messages]) => this.#send(stream, messages)))
  }

  async #send(stream: string, messages: readonly StreamMessage[]): Promise<void> {
    const { publisher } = this.options
    try {
      await publisher.publish(stream, messages)
    } catch (error) {
      if (!(error instanceof Reject)) throw error
      const [only] = messages
      if (messages.length > 1) for (const message of messages) await this.#send(stream, [message])
      // Its producer's headers fill the whole of a message: it goes without them rather than not at all.
      else if (only !== undefined) await publisher.publish(stream, [{ ...only, headers: ownHeaders(only.headers) }])
    }
  }

  /** Under its hash: what another try puts out differently does not change what was published. */
  async #upload(path: string, size: number): Promise<{ readonly value: Uint8Array; readonly claim: Claim }> {
    const hash = createHash('sha256')
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
    const key = `${this.options.output}/${hash.digest('hex')}`
    const claim = await this.options.objects.putStream(streamObjects, key, createReadStream(path), size)
    return { value: new Uint8Array(0), claim }
  }
}
