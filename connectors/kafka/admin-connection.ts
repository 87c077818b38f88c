/** The connection of the administration: made anew when it failed, or when it would. */
import { type Client, unavailable } from './client.ts'

export type KafkaAdmin = ReturnType<Client['admin']>

export interface AdminConnection {
  /** Rejects with `Unavailable`; `doing` completes the sentence "Kafka is away while …". */
  ask<T>(doing: string, work: (admin: KafkaAdmin) => Promise<T>): Promise<T>
  /** Offsets of the topic are asked for. */
  asked(topic: string): void
  /**
   * kafkajs asks again and again for topics whose offsets it once told, and fails for seconds when somebody else deleted one:
   * the connection is dropped where such a topic is not present. True when it was.
   */
  forgetGone(present: readonly string[]): boolean
  close(): Promise<void>
}

export function createAdminConnection(client: Client): AdminConnection {
  let connected: Promise<KafkaAdmin> | null = null
  const asked = new Set<string>()
  /** How many ask now, by connection. */
  const asking = new Map<Promise<KafkaAdmin>, number>()

  async function connect(): Promise<KafkaAdmin> {
    const admin = client.admin()
    await admin.connect()
    return admin
  }

  const end = (one: Promise<KafkaAdmin>): Promise<void> => one.then((admin) => admin.disconnect()).catch(() => {})

  /** The next one asks anew; those who ask now may finish. */
  function drop(): void {
    const old = connected
    connected = null
    asked.clear()
    if (old !== null && !asking.has(old)) void end(old)
  }

  return {
    async ask(doing, work) {
      connected ??= connect()
      const mine = connected
      asking.set(mine, (asking.get(mine) ?? 0) + 1)
      try {
        return await work(await mine)
      } catch (error) {
        if (connected === mine) drop()
        throw unavailable(error, doing)
      } finally {
        const others = (asking.get(mine) ?? 1) - 1
        if (others > 0) asking.set(mine, others)
        else asking.delete(mine)
        if (others === 0 && connected !== mine) void end(mine)
      }
    },

    asked: (topic) => void asked.add(topic),

    forgetGone(present) {
      const isGone = [...asked].some((topic) => !present.includes(topic))
      if (isGone) drop()
      return isGone
    },

    async close() {
      const mine = connected
      connected = null
      if (mine !== null) await end(mine)
    },
  }
}
