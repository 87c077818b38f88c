/** Asking the pipeline: a request event out, the parts of its answer back, joined by a request id. */
import { createHash, randomBytes } from 'node:crypto'
import type { EventCodec } from '../schemas/avro/codec.ts'
import { Reject } from '../schemas/failures.ts'
import type { DataRequested, EstimateRequested, ParticlesRequested } from '../schemas/generated/events.ts'
import type { Log } from '../schemas/log.ts'
import { answers, type ObjectStore } from '../schemas/objects.ts'
import type { Broker, IncomingRecord } from '../topics/broker.ts'
import { estimatesRequested } from '../topics/exports.ts'
import { particlesAnswered, particlesRequested } from '../topics/instruments.ts'
import { dataRequested } from '../topics/products.ts'
import { subjectOf, type Topic } from '../topics/topic.ts'
import { type AnswerPart, PendingAnswer, withFirst } from './answer.ts'
import type { GatewayMetrics } from './metrics.ts'
import { GatewayProblem } from './problems.ts'
import { openReplies } from './replies.ts'

/** Resolves with the first part at hand; rejects with a `GatewayProblem`, or the signal's reason. */
export type Ask<T = ParticlesRequested> = (request: T, signal: AbortSignal) => Promise<AsyncIterable<AnswerPart>>

export interface Asker {
  /** For particles as they are stored. */
  readonly ask: Ask<ParticlesRequested>
  /** For data with derived products. */
  readonly askData: Ask<DataRequested>
  /** For how much an export would be. */
  readonly askEstimate: Ask<EstimateRequested>
  health(): { ready: boolean; reason: string | null }
  /** Fails what is pending, leaves the answer topic. */
  close(): Promise<void>
}

export interface AskerOptions {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly objects: Pick<ObjectStore, 'read' | 'put'>
  readonly metrics: GatewayMetrics
  readonly log: Log
  readonly subject?: (topicName: string) => string
  /** Milliseconds from asking to the first part. Default 60 s. */
  readonly firstPartMs?: number
  /** Milliseconds from a part to the next. Default 60 s. */
  readonly betweenPartsMs?: number
  /** Answers in flight, default 256; beyond it `too-many-pending`. */
  readonly maxPending?: number
  /** Inline bytes held for one answer, default 1 MiB; more go to the object store until they are read. */
  readonly maxHeldBytes?: number
}

const text = new TextDecoder()
/** Ended requests whose further parts are counted as late. */
const rememberedEnds = 2000

export async function openAsker(options: AskerOptions): Promise<Asker> {
  const { broker, codec, objects, metrics, log } = options
  const { firstPartMs = 60_000, betweenPartsMs = 60_000, maxPending = 256, maxHeldBytes = 1_048_576 } = options
  const gateway = randomBytes(8).toString('hex')
  const encoderOf = <T>(topic: Topic<T>) => codec.encoder((options.subject ?? subjectOf)(topic.name), topic.schema)
  const byId = new Map<string, PendingAnswer>()
  const byRequest = new Map<string, PendingAnswer>()
  const open = new Set<PendingAnswer>()
  const ended = new Set<string>()
  let asked = 0
  let closed = false

  const replies = await openReplies({
    broker,
    topic: particlesAnswered.name,
    group: `gateway-${gateway}`,
    log,
    onRecord,
    onBroken: (reason) => failAll(new GatewayProblem('service-unavailable', `answers are not received: ${reason}`)),
  })

  async function onRecord(record: IncomingRecord): Promise<void> {
    const header = record.headers['request-id']
    if (header === undefined) return
    const requestId = text.decode(header)
    const answer = byId.get(requestId)
    if (answer === undefined) {
      if (ended.has(requestId)) metrics.lateParts.inc()
      return
    }
    try {
      await answer.accept(await codec.decode(particlesAnswered.schema, record.value))
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      log.error({ requestId, topic: record.topic, partition: record.partition, offset: record.offset, error }, detail)
      answer.fail(new GatewayProblem(error instanceof Reject ? 'answer-invalid' : 'service-unavailable', detail))
    }
  }

  function begin(content: string, publish: (requestId: string) => Promise<void>): PendingAnswer {
    asked += 1
    // An id of this asking alone: an earlier asking of the same never answers it. One asking may still be computed
    // more than once (a retry, a redelivery); its parts tell whether they continue each other.
    const requestId = digest(`${content} ${gateway} ${asked}`)
    const answer = new PendingAnswer(requestId, {
      firstPartMs,
      betweenPartsMs,
      maxHeldBytes,
      fetch: (claim) => objects.read(claim),
      layAside: (part, arrow) => objects.put(answers, `gateway/${requestId}/${part}`, arrow),
      onSettled(settled) {
        if (byRequest.get(content) === settled) byRequest.delete(content)
        if (!byId.delete(requestId)) return
        if (settled.problem !== null) metrics.failedAnswers.inc({ code: settled.problem.code })
        ended.add(requestId)
        if (ended.size > rememberedEnds) for (const oldest of ended) return void ended.delete(oldest)
      },
      onAbandoned(abandoned) {
        open.delete(abandoned)
        metrics.pendingAnswers.set(open.size)
      },
    })
    byId.set(requestId, answer)
    byRequest.set(content, answer)
    open.add(answer)
    metrics.pendingAnswers.set(open.size)
    publish(requestId).catch((error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error)
      answer.fail(new GatewayProblem('service-unavailable', detail, { retryAfterSeconds: 5 }, { cause: error }))
    })
    return answer
  }

  async function publish(topicName: string, requestId: string, value: Uint8Array): Promise<void> {
    const headers = {
      'request-id': requestId,
      'reply-topic': particlesAnswered.name,
      deadline: String(Date.now() + firstPartMs),
    }
    await broker.publish(topicName, [{ key: Buffer.from(requestId), value, headers }])
  }

  async function askFor(
    question: unknown,
    publishIt: (requestId: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<AsyncIterable<AnswerPart>> {
    if (closed) throw new GatewayProblem('stopping', 'the gateway is stopping', { retryAfterSeconds: 5 })
    const health = replies.health()
    if (!health.ready) {
      const detail = `answers are not received: ${health.reason}`
      throw new GatewayProblem('service-unavailable', detail, { retryAfterSeconds: 5 })
    }
    const content = digest(JSON.stringify(question))
    let answer = byRequest.get(content)
    if (answer !== undefined) metrics.sharedAnswers.inc()
    else if (open.size >= maxPending) {
      throw new GatewayProblem('too-many-pending', `${open.size} requests are in flight`, { retryAfterSeconds: 2 })
    } else answer = begin(content, publishIt)
    const observe = metrics.firstPartSeconds.startTimer()
    const parts = answer.read(signal)
    // Also frees an answer whose parts were never asked for: a client may hang up before its first byte.
    signal.addEventListener('abort', () => void parts.return(), { once: true })
    const first = await parts.next()
    observe()
    return first.done === true ? parts : withFirst(first.value, parts)
  }

  async function askerOn<T>(topic: Topic<T>, normalise: (request: T) => unknown): Promise<Ask<T>> {
    const encode = await encoderOf(topic)
    return (request, signal) => {
      const publishIt = (requestId: string) => publish(topic.name, requestId, encode(request))
      return askFor([topic.name, normalise(request)], publishIt, signal)
    }
  }
  const ask = await askerOn(particlesRequested, normalised)
  const timeless = ({ requestedAt: _, ...question }: DataRequested) => question
  const askData = await askerOn(dataRequested, timeless)
  const askEstimate = await askerOn(estimatesRequested, ({ request, file }) => [timeless(request), file])

  function failAll(problem: GatewayProblem): void {
    for (const answer of byId.values()) answer.fail(problem)
  }

  return {
    ask,
    askData,
    askEstimate,
    health: () => replies.health(),
    async close() {
      closed = true
      failAll(new GatewayProblem('stopping', 'the gateway is stopping'))
      await replies.close()
    },
  }
}

/** Equal questions have equal texts: fields in one order, no parameter named twice. */
function normalised(request: ParticlesRequested): unknown[] {
  const { refdes, method, stream, deployment, start, stop, parameters, limit } = request
  return [refdes, method, stream, deployment, start, stop, parameters && [...new Set(parameters)], limit]
}

/** 32 hexadecimal characters of the SHA-256. */
const digest = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 32)
