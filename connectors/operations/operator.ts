/**
 * Makes true what is wished of operations, as this process' share. What is wished is looked up again and again. Any number of
 * executors look; the members of an operation's consumer group tell how many run it already.
 */
import { hostname } from 'node:os'
import { operationGroup, streamTopic } from '../../schemas/streams/managed-stream.ts'
import type { Connector } from '../connector.ts'
import type { OperationPorts, WantedOperation } from './ports.ts'
import { problemOf, type Replica, startReplica } from './replica.ts'
import { Report } from './report.ts'

export interface OperatorOptions extends OperationPorts {
  /** Operations as they are wished now. */
  wanted(): Promise<readonly WantedOperation[]>
  /** What runs when this process stops may take so long to end. Milliseconds. */
  readonly graceMs: number
  /** Between two looks at what is wished. Default 2000 ms. */
  readonly lookMs?: number
  /** An output that nobody has wanted for so long stops an operation on demand. Default 10,000 ms. */
  readonly lingerMs?: number
}

interface Running {
  readonly generation: number
  readonly replicas: Map<string, Replica>
  /** Tells why none runs here. */
  idle: Report | null
  isGivenUp: boolean
  notBefore: number
  wantedAt: number
  looks: number
}

/** After a replica failed for a reason that is not its program's. */
const againMs = 5_000
/** Of looks, how many go by between two counts of the members elsewhere. */
const countEvery = 5

export function createOperator(options: OperatorOptions): Connector & { readonly finished: Promise<void> } {
  const { broker, log, graceMs, lookMs = 2_000, lingerMs = 10_000 } = options
  const executor = `${hostname()}/${process.pid}`
  const running = new Map<string, Running>()
  let number = 0
  let reason: string | null = 'has not started'
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()
  let isStopping = false

  function replicaName(): string {
    number += 1
    return `${hostname()}-${process.pid}-${number}`
  }

  async function end(name: string, one: Running): Promise<void> {
    await Promise.all([...one.replicas.values()].map((replica) => replica.stop(graceMs)))
    one.replicas.clear()
    await one.idle?.close('terminated')
    one.idle = null
    if (running.get(name) === one) running.delete(name)
  }

  async function quieten(wish: WantedOperation['wish'], one: Running, state: 'waiting' | 'rejected', why?: string) {
    for (const replica of one.replicas.values()) await replica.stop(graceMs)
    one.replicas.clear()
    const of = { operation: wish.name, generation: wish.generation, replica: replicaName(), executor }
    if (one.idle !== null) return
    one.idle = new Report(of, options, state)
    if (why !== undefined) one.idle.become(state, problemOf('definition-refused', why))
  }

  /** Somebody reads the output: a consumer, an archive, the next operation. */
  async function isWanted({ output }: WantedOperation['wish']): Promise<boolean> {
    return (await broker.admin.consumersOf(streamTopic(output))).length > 0
  }

  async function membersOf({ name, input }: WantedOperation['wish']): Promise<number> {
    const groups = await broker.admin.consumersOf(streamTopic(input))
    return groups.find(({ group }) => group === operationGroup(name))?.members ?? 0
  }

  async function begin({ wish, command }: WantedOperation, one: Running): Promise<void> {
    if (typeof command === 'string') return
    await one.idle?.close('terminated')
    one.idle = null
    const replica = await startReplica({ wish, command, replica: replicaName(), executor }, options)
    one.replicas.set(replica.name, replica)
    void replica.ended.then(async (how) => {
      if (how === 'stopped') return
      if (how === 'given up') one.isGivenUp = true
      else one.notBefore = Date.now() + againMs
      await replica.stop(graceMs)
      one.replicas.delete(replica.name)
    })
  }

  async function follow(wanted: WantedOperation): Promise<void> {
    const { wish, command } = wanted
    const before = running.get(wish.name)
    if (before !== undefined && (before.generation !== wish.generation || wish.isPaused)) await end(wish.name, before)
    if (wish.isPaused || isStopping) return
    const one: Running = running.get(wish.name) ?? {
      ...{ generation: wish.generation, replicas: new Map(), idle: null, isGivenUp: false },
      ...{ notBefore: 0, wantedAt: 0, looks: 0 },
    }
    running.set(wish.name, one)
    one.looks += 1
    if (typeof command === 'string') return quieten(wish, one, 'rejected', command)
    if (one.isGivenUp || one.notBefore > Date.now()) return
    if (wish.isOnDemand) {
      if (await isWanted(wish)) one.wantedAt = Date.now()
      else if (Date.now() - one.wantedAt >= lingerMs) return quieten(wish, one, 'waiting')
    }
    if (one.replicas.size < wish.replicas) {
      if ((await membersOf(wish)) < wish.replicas) await begin(wanted, one)
    } else if (one.looks % countEvery === 0) await yieldIfCrowded(wish, one)
  }

  /** Two that began at once are too many. Each goes by chance, so that not all go. */
  async function yieldIfCrowded(wish: WantedOperation['wish'], one: Running): Promise<void> {
    const members = await membersOf(wish)
    const last = [...one.replicas.values()].at(-1)
    if (last === undefined || members <= wish.replicas || Math.random() > 1 / members) return
    await last.stop(graceMs)
    one.replicas.delete(last.name)
  }

  async function look(): Promise<void> {
    const wanted = await options.wanted()
    const names = new Set(wanted.map(({ wish }) => wish.name))
    for (const [name, one] of [...running]) if (!names.has(name)) await end(name, one)
    await Promise.all(
      wanted.map((one) =>
        follow(one).catch((error: unknown) => {
          const known = running.get(one.wish.name)
          if (known !== undefined) known.notBefore = Date.now() + againMs
          log.warn({ operation: one.wish.name, reason: problemOf('', error).detail }, 'an operation could not be begun')
        }),
      ),
    )
  }

  function lookAgain(): void {
    looking = look()
      .then(
        () => {
          reason = null
        },
        (error: unknown) => {
          reason = problemOf('', error).detail
          log.warn({ reason }, 'what is wished of operations is not known')
        },
      )
      .then(() => {
        if (!isStopping) timer = setTimeout(lookAgain, lookMs * (0.75 + Math.random() / 2))
      })
  }

  return {
    name: 'operations',
    finished: new Promise(() => {}),
    async start() {
      lookAgain()
      await looking
    },
    async stop() {
      isStopping = true
      clearTimeout(timer)
      await looking
      await Promise.all([...running].map(([name, one]) => end(name, one)))
    },
    health: () => ({ ready: reason === null, reason }),
  }
}
