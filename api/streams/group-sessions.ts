/** The consumer groups that are held open for pollers, each until nobody polled for a while. */
import type { Broker } from '../../topics/broker.ts'
import { GatewayProblem } from '../problems.ts'
import { demandFreeGroup } from './consumer-groups.ts'
import { GroupSession } from './group-session.ts'

export interface GroupSessions {
  /** The session of a group on a topic, opened if need be. */
  open(topic: string, group: string, from: 'earliest' | 'latest'): Promise<GroupSession>
  /** The same for the length of `work`: one at a time. */
  use<T>(
    topic: string,
    group: string,
    from: 'earliest' | 'latest',
    work: (session: GroupSession) => Promise<T>,
  ): Promise<T>
  /** Sessions on a topic, closed. */
  close(topic?: string): Promise<void>
}

export const idleMs = 60_000
const maxSessions = 500

export function createGroupSessions(broker: Broker, keptMs = idleMs): GroupSessions {
  const sessions = new Map<string, { readonly topic: string; readonly session: Promise<GroupSession> }>()
  /** The end of the last use, by key: uses of one session follow each other. */
  const turns = new Map<string, Promise<unknown>>()
  let sweeping: NodeJS.Timeout | null = null

  async function opened(key: string, topic: string, group: string, from: 'earliest' | 'latest'): Promise<GroupSession> {
    const present = sessions.get(key)
    if (present !== undefined) {
      const session = await present.session
      if (session.isUsable) return session
      if (sessions.get(key) === present) sessions.delete(key)
      await session.close().catch(() => {})
      return opened(key, topic, group, from)
    }
    if (sessions.size >= maxSessions) {
      const detail = `${maxSessions} consumer groups are open at this gateway`
      throw new GatewayProblem('too-many-consumers', detail, { retryAfterSeconds: keptMs / 1000 })
    }
    const session = new GroupSession(broker, group, topic)
    const opening = demandFreeGroup(broker, group)
      .then(() => session.open(from))
      .then(() => session)
    sessions.set(key, { topic, session: opening })
    sweeping ??= setInterval(sweep, Math.max(100, keptMs / 10)).unref()
    try {
      return await opening
    } catch (error) {
      sessions.delete(key)
      await session.close().catch(() => {})
      throw error
    }
  }

  async function sweep(): Promise<void> {
    for (const [key, { session: opening }] of sessions) {
      const session = await opening.catch(() => null)
      if (session === null || session.waiting > 0 || Date.now() - session.lastUsed < keptMs) continue
      sessions.delete(key)
      await session.close().catch(() => {})
    }
    if (sessions.size > 0 || sweeping === null) return
    clearInterval(sweeping)
    sweeping = null
  }

  const keyOf = (topic: string, group: string) => JSON.stringify([topic, group])

  return {
    async open(topic, group, from) {
      const session = await opened(keyOf(topic, group), topic, group, from)
      session.lastUsed = Date.now()
      return session
    },

    async use(topic, group, from, work) {
      const key = keyOf(topic, group)
      const before = turns.get(key) ?? Promise.resolve()
      const mine = before
        .catch(() => {})
        .then(async () => {
          const session = await opened(key, topic, group, from)
          session.waiting += 1
          try {
            return await work(session)
          } finally {
            session.waiting -= 1
            session.lastUsed = Date.now()
          }
        })
      turns.set(key, mine)
      try {
        return await mine
      } finally {
        if (turns.get(key) === mine) turns.delete(key)
      }
    },

    async close(topic) {
      const doomed = [...sessions].filter(([, one]) => topic === undefined || one.topic === topic)
      for (const [key] of doomed) sessions.delete(key)
      await Promise.allSettled(doomed.map(async ([, { session }]) => (await session).close()))
    },
  }
}
