/**
 * The broker port. Two adapters pass one contract suite: kafkajs (connectors/kafka) and memory (connectors/memory).
 * Offsets are bigint, times are milliseconds since 1970, keys and values are bytes. Any call may reject with
 * `Unavailable('kafka', …)`.
 */

/** What headers that were given several times had before their last value, which alone is in `headers`. In order. */
export type EarlierHeaders = Readonly<Record<string, readonly Uint8Array[]>>

export interface OutgoingRecord {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers?: Readonly<Record<string, string | Uint8Array>>
  readonly earlierHeaders?: EarlierHeaders
  /** Milliseconds since 1970; default now. */
  readonly timestamp?: number
  readonly partition?: number
}

export interface IncomingRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: Readonly<Record<string, Uint8Array>>
  /** Left out where each header was given once. */
  readonly earlierHeaders?: EarlierHeaders
}

/** Records of one partition, in order, never empty. */
export interface RecordBatch {
  readonly topic: string
  readonly partition: number
  readonly records: readonly IncomingRecord[]
  /** Offset after the newest record in the partition. */
  readonly highWatermark: bigint
}

export interface BatchContext {
  /** Keeps the membership while work goes on. Call it at least every few seconds. */
  heartbeat(): Promise<void>
  /** False once the partition was revoked: stop writing. */
  isCurrent(): boolean
  /** Everything below `nextOffset` of this partition is done. */
  commit(nextOffset: bigint): Promise<void>
  /** Aborted when the subscription stops. */
  readonly signal: AbortSignal
}

export interface SubscribeOptions {
  readonly group: string
  readonly topics: readonly string[]
  /** Where a group without committed offsets begins. */
  readonly from: 'earliest' | 'latest'
  /** Partitions handled at once. Default 16. */
  readonly concurrency?: number
  /** Bytes fetched per partition. Default 4 MiB. */
  readonly maxBytesPerPartition?: number
  /** Longest wait for data on the broker. Default 200 ms. */
  readonly maxWaitMs?: number
  /** A rejection ends the subscription with `failed`; handlers retry by themselves. */
  readonly onBatch: (batch: RecordBatch, context: BatchContext) => Promise<void>
}

export type SubscriptionState = 'joining' | 'running' | 'stopped' | 'failed'

export interface Subscription {
  readonly state: SubscriptionState
  /** Topic and partition numbers now held. */
  readonly assigned: ReadonlyMap<string, readonly number[]>
  /** Resolves at the first assignment, also an empty one. */
  readonly ready: Promise<void>
  /** Resolves when stopped; rejects with the reason when it failed for good. */
  readonly finished: Promise<void>
  /** Finishes running handlers, leaves the group. Offsets that were not committed come again. */
  stop(): Promise<void>
}

export interface TopicPlan {
  readonly name: string
  readonly partitions: number
  /** Copies of each partition, of a new topic; default as the brokers are set. */
  readonly replication?: number
  readonly config: Readonly<Record<string, string>>
}

export interface TopicInfo {
  readonly name: string
  /** Another for a topic of this name that was deleted and made anew. Null: the broker is too old to tell. */
  readonly id: string | null
  readonly partitions: readonly { readonly partition: number; readonly low: bigint; readonly high: bigint }[]
  readonly config: Readonly<Record<string, string>>
}

export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  /** Null: the group never committed here. */
  readonly committed: bigint | null
  readonly high: bigint
  /** Records still to come, from the committed offset or the low watermark. */
  readonly lag: bigint
}

export interface Consumer {
  readonly group: string
  /** How many of its members read the topic. */
  readonly members: number
}

export interface BrokerAdmin {
  /** Creates what is missing, adds partitions, sets configs; never removes. Returns the names it created. */
  ensureTopics(plans: readonly TopicPlan[]): Promise<string[]>
  /** False: a topic of this name is there, and stays as it is. Of several who create one at once, one gets true. */
  createTopic(plan: TopicPlan): Promise<boolean>
  listTopics(): Promise<string[]>
  /** Null for a topic that does not exist. */
  describeTopic(name: string): Promise<TopicInfo | null>
  deleteTopics(names: readonly string[]): Promise<void>
  listGroups(): Promise<string[]>
  lag(group: string, topics: readonly string[]): Promise<PartitionLag[]>
  deleteGroup(group: string): Promise<void>
  /** Groups that have members reading the topic now, also those of other programs; by name. */
  consumersOf(topic: string): Promise<Consumer[]>
  /** By partition, the first offset at or after a time (milliseconds since 1970); the end where there is none. */
  offsetsAt(topic: string, time: number): Promise<ReadonlyMap<number, bigint>>
}

export interface Broker {
  /** All records acknowledged by all in-sync replicas when it resolves. Bounded memory: waits when too much is in flight. */
  publish(topic: string, records: readonly OutgoingRecord[]): Promise<void>
  subscribe(options: SubscribeOptions): Promise<Subscription>
  /** Reads a topic without a group, from given offsets (default the beginning) to the present end or for ever. */
  read(options: {
    readonly topic: string
    readonly from?: 'earliest' | 'latest' | ReadonlyMap<number, bigint>
    readonly follow?: boolean
    readonly signal?: AbortSignal
  }): AsyncIterable<IncomingRecord>
  readonly admin: BrokerAdmin
  ping(): Promise<void>
  close(): Promise<void>
}
