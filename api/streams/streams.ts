/** Managed streams: created, shown and removed. The topic is the truth of what is there; the table adds what is said of it. */
import type { ManagedStreamChanged } from '../../schemas/generated/events.ts'
import { managedStreams } from '../../schemas/stream-tables.ts'
import {
  collisionKey,
  isDeadLetterStream,
  streamNameProblem,
  streamOfTopic,
  streamTopic,
} from '../../schemas/streams/managed-stream.ts'
import type { Row } from '../../schemas/table.ts'
import type { TopicInfo } from '../../topics/broker.ts'
import { topics } from '../../topics/index.ts'
import { managedStreamsChanged } from '../../topics/streams.ts'
import { GatewayProblem } from '../problems.ts'
import { type ControlPorts, holdsWithin, nowMicros } from './ports.ts'
import { configOf, demandSame, type StreamSettings, settingsOfRow, settingsOfTopic } from './stream-settings.ts'
import { type StreamUse, usesOf, useText } from './stream-uses.ts'

export interface ShownStream extends StreamSettings {
  readonly name: string
  readonly topic: string
  /** UTC microseconds; null: another program made the topic. */
  readonly createdAt: number | null
}

export interface StreamDetail extends ShownStream {
  /** Offsets in the partitions, first and next. */
  readonly offsets: TopicInfo['partitions']
  readonly messages: bigint
  readonly uses: readonly StreamUse[]
}

export type StreamControl = ReturnType<typeof createStreamControl>

export function createStreamControl(ports: ControlPorts) {
  const { broker, publish, tables, settleMs } = ports
  const rows = tables.view(managedStreams)

  async function names(): Promise<string[]> {
    return (await broker.admin.listTopics()).flatMap((topic) => streamOfTopic(topic) ?? [])
  }

  async function demand(name: string): Promise<TopicInfo> {
    const info = await broker.admin.describeTopic(streamTopic(name))
    if (info !== null) return info
    throw new GatewayProblem('unknown-managed-stream', `there is no stream ${name}`, { field: 'name' })
  }

  /** The same settings again are no problem; `isNew` tells. Dead letters are streams that only operations create. */
  async function create(name: string, settings: StreamSettings, by: string, isOfOperation = false) {
    const problem = streamNameProblem(name)
    if (problem !== null) {
      throw new GatewayProblem('invalid-value', `name ${problem}; got ${JSON.stringify(name)}`, { field: 'name' })
    }
    if (isDeadLetterStream(name) && !isOfOperation) {
      throw new GatewayProblem('invalid-value', 'name must not end in .dead-letters, as those of operations do', {
        field: 'name',
      })
    }
    if (topics.some((own) => own.name === name)) {
      const detail = `name must not be that of a topic of the pipeline, which is meant by it elsewhere; got ${JSON.stringify(name)}`
      throw new GatewayProblem('invalid-value', detail, { field: 'name' })
    }
    const topic = streamTopic(name)
    const before = await broker.admin.describeTopic(topic)
    const isNew = before === null && (await createTopic(name, settings))
    // Where another was faster, it may have other settings.
    const present = isNew ? null : (before ?? (await broker.admin.describeTopic(topic)))
    if (present !== null) demandSame(present, settings)
    const said = await rows.get({ name })
    const now = nowMicros()
    const createdAt = said === null || said.is_removed || isNew ? now : said.created_at
    const event = { name, ...settings, createdAt, changedBy: by, changedAt: now, isRemoved: false }
    return { stream: shown(name, settings, createdAt), isNew, isStored: await say(event) }
  }

  /** False: somebody else created it meanwhile. */
  async function createTopic(name: string, settings: StreamSettings): Promise<boolean> {
    await demandNoneNear(name)
    const { partitions, replication } = settings
    const plan = { name: streamTopic(name), partitions, config: configOf(settings) }
    return broker.admin
      .createTopic(replication === null ? plan : { ...plan, replication })
      .catch(async (error: unknown) => {
        await demandNoneNear(name)
        throw error
      })
  }

  async function demandNoneNear(name: string): Promise<void> {
    const near = (await names()).find((other) => other !== name && collisionKey(other) === collisionKey(name))
    if (near === undefined) return
    const detail = `there is a stream ${near}, and Kafka takes . and _ for the same: choose another name`
    throw new GatewayProblem('stream-exists', detail, { field: 'name' })
  }

  async function say(event: ManagedStreamChanged): Promise<boolean> {
    await publish(managedStreamsChanged, [event])
    const { name, changedAt } = event
    return holdsWithin(settleMs, async () => ((await rows.get({ name }))?.changed_at ?? 0) >= changedAt)
  }

  async function list(): Promise<ShownStream[]> {
    const said = new Map<string, Row<typeof managedStreams>>()
    for await (const row of rows.scan()) if (!row.is_removed) said.set(row.name, row)
    const present = await names()
    return await Promise.all(
      present.map(async (name) => {
        const row = said.get(name)
        if (row !== undefined) return shown(name, settingsOfRow(row), row.created_at)
        const info = await broker.admin.describeTopic(streamTopic(name))
        return shown(name, settingsOfTopic(info), null)
      }),
    )
  }

  async function show(name: string): Promise<StreamDetail> {
    const info = await demand(name)
    const row = await rows.get({ name })
    const createdAt = row === null || row.is_removed ? null : row.created_at
    const settings = { ...settingsOfTopic(info), replication: createdAt === null ? null : (row?.replication ?? null) }
    const messages = info.partitions.reduce((sum, { low, high }) => sum + (high - low), 0n)
    return { ...shown(name, settings, createdAt), offsets: info.partitions, messages, uses: await usesOf(ports, name) }
  }

  async function remove(name: string, by: string): Promise<{ readonly isStored: boolean }> {
    const info = await demand(name)
    const uses = await usesOf(ports, name)
    if (uses.length > 0) {
      const detail = `${name} is used as ${uses.map(useText).join(', ')}`
      throw new GatewayProblem('stream-in-use', detail, { field: 'name', extra: { uses } })
    }
    const { createdAt, ...settings } = shown(name, settingsOfTopic(info), null)
    await broker.admin.deleteTopics([settings.topic])
    const { partitions, retentionMs, retentionBytes, replication } = settings
    const now = nowMicros()
    const event = { name, partitions, retentionMs, retentionBytes, replication, createdAt: createdAt ?? now }
    return { isStored: await say({ ...event, changedBy: by, changedAt: now, isRemoved: true }) }
  }

  return { create, list, show, remove, demand, names }
}

const shown = (name: string, settings: StreamSettings, createdAt: number | null): ShownStream => ({
  name,
  topic: streamTopic(name),
  ...settings,
  createdAt,
})
