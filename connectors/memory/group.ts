/** A consumer group in memory: members, their partitions and the committed offsets. */
import type { SubscribeOptions } from '../../topics/broker.ts'
import type { MemoryLog } from './log.ts'

export interface GroupMember {
  readonly topics: readonly string[]
  /** The group's partitions changed hands: what was fetched and not committed comes again. */
  assign(held: ReadonlyMap<string, readonly number[]>): void
}

export class MemoryGroup {
  readonly members: GroupMember[] = []
  /** By `topic/partition`. */
  readonly committed = new Map<string, bigint>()
  readonly #log: MemoryLog

  constructor(log: MemoryLog) {
    this.#log = log
    log.events.on('grown', (topic: string) => {
      if (this.members.some((member) => member.topics.includes(topic))) this.rebalance()
    })
  }

  /** Where a partition goes on, now fixed for a group that begins at the end. */
  position(topic: string, partition: number, from: SubscribeOptions['from']): bigint {
    const key = `${topic}/${partition}`
    const committed = this.committed.get(key)
    if (committed !== undefined) return committed
    if (from === 'earliest') return 0n
    const end = BigInt(this.#log.topic(topic).partitions[partition]?.length ?? 0)
    this.committed.set(key, end)
    return end
  }

  join(member: GroupMember): void {
    this.members.push(member)
    this.rebalance()
  }

  leave(member: GroupMember): void {
    const at = this.members.indexOf(member)
    if (at < 0) return
    this.members.splice(at, 1)
    this.rebalance()
  }

  /** Partitions go to the members in turn, topic by topic. */
  rebalance(): void {
    const held = new Map(this.members.map((member) => [member, new Map<string, number[]>()]))
    for (const topic of [...new Set(this.members.flatMap((member) => member.topics))].sort()) {
      const takers = this.members.filter((member) => member.topics.includes(topic))
      const count = this.#log.topics.get(topic)?.partitions.length ?? 0
      for (let partition = 0; partition < count; partition += 1) {
        const mine = held.get(takers[partition % takers.length] as GroupMember) as Map<string, number[]>
        mine.set(topic, [...(mine.get(topic) ?? []), partition])
      }
    }
    for (const [member, partitions] of held) member.assign(partitions)
  }
}
