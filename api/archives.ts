/** What the gateway knows of archives and replays, and how it asks for them. */
import { randomBytes } from 'node:crypto'
import { archives, replayStates, replays } from '../schemas/archive-tables.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import type { TableStore } from '../schemas/table.ts'
import { archiveStatus } from '../topics/archive-status.ts'
import { archivesChanged, replaysAdvanced, replaysRequested } from '../topics/archives.ts'
import type { Broker } from '../topics/broker.ts'
import { topics } from '../topics/index.ts'
import { planReplay, type ReplayPlan, type ReplayWish, replayRequest } from '../topics/replay-plan.ts'
import { adviceOn, topicNamed } from '../topics/topic-names.ts'
import { GatewayProblem } from './problems.ts'
import type { Publish } from './publish.ts'
import { type ShownReplay, shownReplay } from './shown-replay.ts'
import { formatTime } from './times.ts'

export type Archives = ReturnType<typeof createArchives>

/**
 * Whoever reaches the gateway may publish to a stream and archive it. Were that replayed onto a topic of the pipeline, or old
 * wishes onto their own, anyone could change what takes a user.
 */
function demandHarmless(topic: string, onto: string): void {
  const own = topics.find(({ name }) => name === onto)
  if (own === undefined || (topic === onto && own.owner !== 'streams')) return
  const detail = `onto must be a stream, or the topic itself; onto ${onto} of the pipeline only the command line replays`
  throw new GatewayProblem('invalid-value', detail, { field: 'onto' })
}

export function createArchives(ports: {
  readonly broker: Broker
  readonly objects: ObjectStore
  readonly tables: TableStore
  readonly publish: Publish
}) {
  const { broker, tables, publish } = ports
  const [wishes, asked, states] = [tables.view(archives), tables.view(replays), tables.view(replayStates)]

  /** The topic that is meant, though it may be gone; throws a problem where nothing is known under the name. */
  async function archivedTopic(name: string): Promise<string> {
    const topic = topicNamed(name, await broker.admin.listTopics())
    if (topic !== null) return topic
    for (const one of [`stream.${name}`, name]) if ((await wishes.get({ topic: one })) !== null) return one
    throw new GatewayProblem('unknown-archive', `${name} was never archived`, { field: 'topic' })
  }

  async function presentTopic(name: string, field: string): Promise<string> {
    const present = await broker.admin.listTopics()
    const topic = topicNamed(name, present)
    if (topic !== null) return topic
    throw new GatewayProblem('unknown-topic', `there is no topic ${name}: ${adviceOn(name, present)}`, { field })
  }

  async function wishOf(topic: string) {
    const row = await wishes.get({ topic })
    return {
      topic,
      isArchived: row?.is_wanted ?? false,
      includesReplayed: row?.includes_replayed ?? false,
      since: row === null ? null : formatTime(row.changed_at),
    }
  }

  return {
    async list() {
      const found = []
      for await (const { topic } of wishes.scan()) found.push(await wishOf(topic))
      return found.sort((a, b) => (a.topic < b.topic ? -1 : 1))
    },

    async status(name: string) {
      const topic = await archivedTopic(name)
      const [wish, status] = await Promise.all([wishOf(topic), archiveStatus(ports, topic)])
      if (wish.since === null && status.archived.length === 0) {
        throw new GatewayProblem('unknown-archive', `${topic} was never archived`, { field: 'topic' })
      }
      return { ...wish, ...status }
    },

    async change(name: string, isWanted: boolean, includesReplayed: boolean) {
      const topic = isWanted ? await presentTopic(name, 'topic') : await archivedTopic(name)
      const changedAt = Date.now() * 1000
      await publish(archivesChanged, [{ topic, isWanted, includesReplayed, changedAt }])
      return { topic, isArchived: isWanted, includesReplayed, since: formatTime(changedAt) }
    },

    async plan(wish: Omit<ReplayWish, 'onto'> & { readonly onto: string | null }): Promise<ReplayPlan> {
      const topic = await archivedTopic(wish.topic)
      const onto = wish.onto === null ? topic : await presentTopic(wish.onto, 'onto')
      demandHarmless(topic, onto)
      const plan = await planReplay(ports, { ...wish, topic, onto }, Date.now())
      if (!('field' in plan)) return plan
      const field = plan.field === 'keepsTimestamps' ? 'timestamps' : plan.field
      const code = plan.field === 'topic' ? 'unknown-archive' : 'invalid-value'
      const detail = plan.reason.startsWith('must ') ? `${field} ${plan.reason}` : plan.reason
      throw new GatewayProblem(code, detail, { field })
    },

    /** Resolves with the id of the replay. */
    async ask(plan: ReplayPlan, range: Pick<ReplayWish, 'from' | 'to'>, rate: number | null): Promise<string> {
      const replay = randomBytes(8).toString('hex')
      await publish(replaysRequested, [replayRequest(plan, range, { replay, rate, now: Date.now() })])
      return replay
    },

    /** Newest first. */
    async replays(): Promise<ShownReplay[]> {
      const found: ShownReplay[] = []
      for await (const row of asked.scan()) found.push(shownReplay(row, await states.get({ replay: row.replay })))
      return found.sort((a, b) => (a.requestedAt < b.requestedAt ? 1 : -1))
    },

    async replay(id: string): Promise<ShownReplay> {
      const row = await asked.get({ replay: id })
      if (row !== null) return shownReplay(row, await states.get({ replay: id }))
      throw new GatewayProblem('unknown-replay', `no replay ${id}; one just asked for may take seconds to show`, {
        field: 'replay',
      })
    },

    async cancel({ id, messages }: ShownReplay): Promise<void> {
      await publish(replaysAdvanced, [
        { replay: id, step: 'cancelled', messages, problem: null, at: Date.now() * 1000 },
      ])
    },
  }
}
