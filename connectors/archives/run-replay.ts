/** Publishes the messages of an archive again, from where it was left. */

import { marksRoomBytes, originHeader } from '../../schemas/archives/format.ts'
import { listArchive, lossText, type SegmentEntry, segmentsWithin } from '../../schemas/archives/segments.ts'
import type { SchemaRegistry } from '../../schemas/avro/registry.ts'
import { Reject } from '../../schemas/failures.ts'
import type { ReplayRequested } from '../../schemas/generated/events.ts'
import type { ObjectStore } from '../../schemas/objects.ts'
import type { Broker, OutgoingRecord } from '../../topics/broker.ts'
import { recordBytes } from '../../topics/record-size.ts'
import { subjectOf } from '../../topics/topic.ts'
import { merged } from './merged.ts'
import type { ArchivedMessage } from './messages.ts'
import { Pace } from './pace.ts'
import { PartitionCursor } from './partition-cursor.ts'
import { type Marks, replayed } from './replay-messages.ts'
import { type KeptPositions, ReplayProgress } from './replay-position.ts'
import { SchemaIds } from './schema-ids.ts'

export interface ReplayPorts {
  readonly broker: Broker
  readonly objects: ObjectStore
  readonly registry: SchemaRegistry
  readonly kept: KeptPositions
}

export interface ReplayControl {
  readonly signal: AbortSignal
  /** Before each piece; throws when the replay is to end here. */
  check(): Promise<void>
  /** From time to time, once it is kept: published so far. */
  onKept(messages: number): Promise<void>
  readonly keepMs: number
}

/** Partitions whose segments are in memory at once. */
const partitionsAtOnce = 8
const messagesAtOnce = 2_000

/** Resolves with the number of messages published in all. */
export async function runReplay(request: ReplayRequested, ports: ReplayPorts, control: ReplayControl): Promise<number> {
  const { broker, objects, registry, kept } = ports
  const { from, to } = request
  const target = await broker.admin.describeTopic(request.onto)
  if (target === null) throw new Error(`the topic ${request.onto} is gone`)
  const segments = await segmentsOf(request, objects)
  const partitions = [...new Set(segments.map(({ partition }) => partition))].sort((a, b) => a - b)
  const progress = await ReplayProgress.resume(broker, kept, request, archivedTo(segments))
  const schemas = new SchemaIds(registry, subjectOf(request.onto))
  const marks = { ...request, ...(await partitioning(request, partitions, target.partitions.length, broker)) }
  const pace = new Pace(request.rate)
  let keptAt = performance.now()
  const cursorOf = (partition: number): PartitionCursor =>
    new PartitionCursor(
      segments.filter((one) => one.partition === partition),
      {
        objects,
        startAt: progress.startAt(partition),
        wants: ({ timestamp, offset }) =>
          offset < progress.endAt(partition) && (from === null || timestamp >= from) && (to === null || timestamp < to),
        onSchemas: (found) => schemas.learn(found),
      },
    )
  for (let at = 0; at < partitions.length; at += partitionsAtOnce) {
    const cursors = partitions.slice(at, at + partitionsAtOnce).map(cursorOf)
    for await (const piece of merged(cursors, pace.pieceOf(messagesAtOnce))) {
      await control.check()
      const todo = piece.filter(({ partition, offset }) => progress.isToDo(partition, Number(offset)))
      await publish(todo, request.onto, marks, schemas, broker)
      progress.messages += todo.length
      for (const { partition, offset } of piece) progress.passed(partition, Number(offset) + 1)
      if (performance.now() - keptAt >= control.keepMs) {
        await progress.keep()
        await control.onKept(progress.messages)
        keptAt = performance.now()
      }
      await pace.sent(todo.length, control.signal)
    }
  }
  await progress.keep()
  return progress.messages
}

function archivedTo(segments: readonly SegmentEntry[]): Map<number, number> {
  const ends = new Map<number, number>()
  for (const { partition, next } of segments) ends.set(partition, Math.max(next, ends.get(partition) ?? 0))
  return ends
}

async function segmentsOf(request: ReplayRequested, objects: ObjectStore): Promise<SegmentEntry[]> {
  const archive = (await listArchive(objects, request.topic)).get(request.topicId)
  if (archive === undefined) throw new Error(`the archive of ${request.topic} is gone`)
  const { segments, lost } = await segmentsWithin(objects, archive, request)
  if (lost[0] !== undefined) throw new Error(lossText(lost[0]))
  return segments
}

async function partitioning(
  { topic, topicId }: ReplayRequested,
  archived: readonly number[],
  partitions: number,
  broker: Broker,
): Promise<Pick<Marks, 'partitions' | 'samePartitions'>> {
  const source = await broker.admin.describeTopic(topic)
  const before = source?.id === topicId ? source.partitions.length : (archived.at(-1) ?? 0) + 1
  return { partitions, samePartitions: before === partitions }
}

async function publish(
  messages: readonly ArchivedMessage[],
  onto: string,
  marks: Marks,
  schemas: SchemaIds,
  broker: Broker,
): Promise<void> {
  if (messages.length === 0) return
  const records = messages.map((message) => replayed(message, marks, schemas))
  await broker.publish(onto, records).catch((error: unknown) => {
    throw error instanceof Reject && error.code === 'too-large' ? tooLarge(records, onto, error) : error
  })
}

/** A large message is published alone, so it is the largest of those. */
function tooLarge(records: readonly OutgoingRecord[], onto: string, cause: Reject): Error {
  const sized = records.map((record) => ({ origin: record.headers?.[originHeader], size: recordBytes(record) }))
  const [largest] = sized.sort((a, b) => b.size - a.size)
  const text = `${largest?.origin}, ${largest?.size} bytes with the headers of the replay and its frame besides, is more than ${onto} takes`
  return new Error(`${text}: raise its max.message.bytes by ${marksRoomBytes}, and replay again`, { cause })
}
