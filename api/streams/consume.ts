/** One answer of a long poll: messages, and the position to go on from. */
import type { Broker, IncomingRecord } from '../../topics/broker.ts'
import { seenOf, wholeBytes } from '../../topics/stream-reader.ts'
import { GatewayProblem } from '../problems.ts'
import type { MessagesQuery } from '../stream-schemas.ts'
import { acceptedTime, parseTime } from '../times.ts'
import type { Managed } from './managed.ts'
import { shownMessage } from './message-json.ts'
import { formatPosition, type Position, parsePosition } from './position.ts'

const answerBytes = 4 * 1_048_576
const defaults = { count: 100, waitSeconds: 20 }

/** Kafka's own words do, too. Throws a `GatewayProblem` for what can not be begun from. */
export async function startOf(
  broker: Broker,
  topic: string,
  { from = 'end', group }: Pick<MessagesQuery, 'from' | 'group'>,
): Promise<'earliest' | 'latest' | Position> {
  if (from === 'beginning' || from === 'earliest') return 'earliest'
  if (from === 'end' || from === 'latest') return 'latest'
  if (group !== undefined) {
    const detail = `from must be beginning or end for a group, whose position is kept; got ${JSON.stringify(from)}`
    throw new GatewayProblem('invalid-value', detail, { field: 'from' })
  }
  const time = parseTime(from)
  if (time !== null) return broker.admin.offsetsAt(topic, Math.ceil(time / 1000))
  if (/^[0-9]+:/.test(from)) return parsePosition(from, 'from')
  const accepted = `beginning, end, a position like 0:12,1:5, or ${acceptedTime}`
  throw new GatewayProblem('invalid-value', `from must be ${accepted}; got ${JSON.stringify(from)}`, { field: 'from' })
}

export async function consume(
  { broker, sessions, reader }: Managed,
  topic: string,
  query: MessagesQuery,
  gone: AbortSignal,
) {
  const { group, commit = 'next-poll', position, count = defaults.count, wait = defaults.waitSeconds } = query
  const start = await startOf(broker, topic, query)
  if (group === undefined) {
    if (position !== undefined || query.commit !== undefined) {
      const detail = 'group is required where a position is committed: without one, the client keeps it'
      throw new GatewayProblem('missing-value', detail, { field: 'group' })
    }
    return readOnce({ broker, reader }, topic, start, { count, waitMs: wait * 1000, gone })
  }
  const done = position === undefined ? null : parsePosition(position, 'position')
  return sessions.use(topic, group, start === 'latest' ? 'latest' : 'earliest', async (session) => {
    // Nobody there any longer: nothing is said to be done with.
    if (gone.aborted) return { messages: [], position: '' }
    if (done !== null) await session.commit(done)
    else if (commit === 'next-poll') await session.commitAnswered()
    const found = await session.poll({ maxRecords: count, maxBytes: answerBytes, waitMs: wait * 1000, signal: gone })
    const messages = (await seenOf(reader, found)).map(shownMessage)
    const position = after(new Map(), found)
    // Not before: what could not be put together was not answered.
    if (!gone.aborted) session.answered(position)
    return { messages, position: formatPosition(position) }
  })
}

function after(position: Position, records: readonly IncomingRecord[]): Position {
  return new Map([...position, ...records.map(({ partition, offset }) => [partition, offset + 1n] as const)])
}

interface ReadOptions {
  readonly count: number
  readonly waitMs: number
  readonly gone: AbortSignal
}

/** Without a group: what there is; if there is nothing, the first that comes. */
async function readOnce(
  { broker, reader }: Pick<Managed, 'broker' | 'reader'>,
  topic: string,
  start: 'earliest' | 'latest' | Position,
  { count, waitMs, gone }: ReadOptions,
) {
  const begin = await positionOf(broker, topic, start)
  const found: IncomingRecord[] = []
  let bytes = 0
  const take = async (follow: boolean, signal: AbortSignal, enough: number) => {
    for await (const record of broker.read({ topic, from: begin, follow, signal })) {
      bytes += wholeBytes(record)
      if (found.length > 0 && bytes > answerBytes) return
      found.push(record)
      if (found.length >= enough) return
    }
  }
  await take(false, gone, count)
  if (found.length === 0 && waitMs > 0 && !gone.aborted) {
    await take(true, AbortSignal.any([gone, AbortSignal.timeout(waitMs)]), 1)
  }
  return { messages: (await seenOf(reader, found)).map(shownMessage), position: formatPosition(after(begin, found)) }
}

/** Of every partition. What is beyond the end was seen of a former stream of the name: this one is seen from its beginning. */
export async function positionOf(
  broker: Broker,
  topic: string,
  start: 'earliest' | 'latest' | Position,
): Promise<Position> {
  const partitions = (await broker.admin.describeTopic(topic))?.partitions ?? []
  return new Map(
    partitions.map(({ partition, low, high }) => {
      if (start === 'earliest') return [partition, low]
      if (start === 'latest') return [partition, high]
      const wanted = start.get(partition) ?? low
      return [partition, wanted > high ? low : wanted]
    }),
  )
}
