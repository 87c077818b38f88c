/** How an operation stands: what its replicas told, and what the broker knows by itself. */
import type { OperationChanged, Problem } from '../../schemas/generated/events.ts'
import { operationReplicas } from '../../schemas/stream-tables.ts'
import { deadLetterStream, operationGroup, redriveGroup, streamTopic } from '../../schemas/streams/managed-stream.ts'
import type { OperationState } from '../../schemas/streams/operation.ts'
import type { Row } from '../../schemas/table.ts'
import { type ControlPorts, nowMicros } from './ports.ts'

type Replica = Row<typeof operationReplicas>

export interface OperationDetail {
  readonly wish: OperationChanged
  readonly state: OperationState | 'paused'
  /** Of the present round, over all replicas. */
  readonly counts: {
    readonly handled: number
    readonly published: number
    readonly failed: number
    readonly retried: number
  }
  /** Messages of the input that are still to come. */
  readonly lag: bigint
  /** Those that were not tried again yet. */
  readonly deadLetters: bigint
  readonly error: (Problem & { readonly at: number }) | null
  readonly replicas: readonly Replica[]
}

export async function detailOf(
  { broker, tables }: Pick<ControlPorts, 'broker' | 'tables'>,
  wish: OperationChanged,
): Promise<OperationDetail> {
  const { name, generation } = wish
  const told = await tables.view(operationReplicas).slice({ partition: { operation: name } })
  const replicas = told.filter((replica) => replica.generation === generation).map(presumed)
  const sum = (count: 'handled' | 'published' | 'failed' | 'retried') =>
    replicas.reduce((total, replica) => total + replica[count], 0)
  const latest = replicas.filter(({ error_at }) => error_at !== null).sort((a, b) => b.error_at! - a.error_at!)[0]
  const topics = await broker.admin.listTopics()
  const input = streamTopic(wish.input)
  const lags = topics.includes(input) ? await broker.admin.lag(operationGroup(name), [input]) : []
  const letters = streamTopic(deadLetterStream(name))
  const untried = topics.includes(letters) ? await broker.admin.lag(redriveGroup(name), [letters]) : []
  return {
    wish,
    state: stateOf(wish, replicas),
    counts: { handled: sum('handled'), published: sum('published'), failed: sum('failed'), retried: sum('retried') },
    lag: lags.reduce((total, { lag }) => total + lag, 0n),
    deadLetters: untried.reduce((total, { lag }) => total + lag, 0n),
    error: latest?.error == null ? null : { ...(JSON.parse(latest.error) as Problem), at: latest.error_at! },
    replicas,
  }
}

/** Replicas that live tell of it every 10 s: one that is silent was killed. */
const silentMicros = 45_000_000
const alive: ReadonlySet<string> = new Set<OperationState>(['waiting', 'pending', 'running', 'terminating'])

function presumed(replica: Replica): Replica {
  const isGone = alive.has(replica.state) && replica.at < nowMicros() - silentMicros
  return isGone ? { ...replica, state: 'died-requested' } : replica
}

/** The first of these that a replica is in: what fails is seen, even where others run. */
const inOrder: readonly OperationState[] = [
  ...(['failed', 'rejected', 'running', 'pending', 'died-requested', 'waiting'] as const),
  ...(['terminating', 'requested', 'exited', 'terminated'] as const),
]

function stateOf({ isPaused }: OperationChanged, replicas: readonly Replica[]): OperationDetail['state'] {
  const state = inOrder.find((one) => replicas.some((replica) => replica.state === one)) ?? 'requested'
  const isOver = state === 'terminated' || state === 'exited' || replicas.length === 0
  return isPaused && isOver ? 'paused' : state
}
