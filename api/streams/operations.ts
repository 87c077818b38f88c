/** Operations: wished, changed, shown. Executors make true what is wished here. */
import { randomBytes } from 'node:crypto'
import type { OperationChanged } from '../../schemas/generated/events.ts'
import { operations } from '../../schemas/stream-tables.ts'
import { deadLetterStream, redriveGroup, streamTopic } from '../../schemas/streams/managed-stream.ts'
import { operationProblems, wayBack } from '../../schemas/streams/operation.ts'
import type { Row } from '../../schemas/table.ts'
import { operationsChanged, redrivesRequested } from '../../topics/streams.ts'
import { GatewayProblem } from '../problems.ts'
import type { DefinitionControl } from './definitions.ts'
import { detailOf, type OperationDetail } from './operation-detail.ts'
import { type ControlPorts, holdsWithin, nowMicros } from './ports.ts'
import { defaultSettings } from './stream-settings.ts'
import type { StreamControl } from './streams.ts'

export interface OperationWish {
  readonly name: string
  /** Id, or name of one, of a process definition. */
  readonly definition: string
  /** Default the newest. */
  readonly revision?: number
  readonly input: string
  readonly output: string
  readonly isOnDemand?: boolean
  readonly concurrency?: number
  readonly replicas?: number
  readonly isPaused?: boolean
}
export type OperationChanges = Partial<
  Pick<OperationWish, 'revision' | 'isOnDemand' | 'concurrency' | 'replicas' | 'isPaused'>
>

export interface WrittenOperation {
  readonly wish: OperationChanged
  readonly isStored: boolean
  /** Streams that were missing and are there now. */
  readonly created: readonly string[]
}

export type OperationControl = ReturnType<typeof createOperationControl>

/** `owner` null: an operator, who changes everyone's. Everyone sees all. */
export function createOperationControl(ports: ControlPorts, streams: StreamControl, definitions: DefinitionControl) {
  const { broker, publish, tables, settleMs } = ports
  const rows = tables.view(operations)

  async function kept(name: string, owner: string | null): Promise<Row<typeof operations>> {
    const row = name === '' ? null : await rows.get({ name })
    if (row !== null && !row.is_removed && (owner === null || row.owner === owner)) return row
    const isOthers = row !== null && !row.is_removed
    if (isOthers)
      throw new GatewayProblem('forbidden', `the operation ${name} belongs to ${row.owner}`, { field: 'name' })
    throw new GatewayProblem('unknown-operation', `there is no operation ${name}`, { field: 'name' })
  }

  /** `rival`: the refusal where another wish of this generation came first. */
  async function say(wish: OperationChanged, rival: () => GatewayProblem): Promise<boolean> {
    const problems = operationProblems(wish)
    const [first] = problems
    if (first !== undefined) {
      const detail = problems.map(({ field, reason }) => `${field} ${reason}`).join('; ')
      throw new GatewayProblem('invalid-value', detail, { field: first.field, extra: { errors: problems } })
    }
    await publish(operationsChanged, [wish])
    const { name, generation, change } = wish
    let winner: string | null = null
    const isStored = await holdsWithin(settleMs, async () => {
      const row = await rows.get({ name })
      winner = row !== null && row.generation >= generation ? row.change : null
      return winner !== null
    })
    if (winner !== null && winner !== change) throw rival()
    return isStored
  }

  const exists = (name: string) =>
    new GatewayProblem('operation-exists', `there is an operation ${name}: remove it, or choose another name`, {
      field: 'name',
    })

  /** What came back would go round for ever. */
  async function demandNoCircle({ input, output }: OperationWish): Promise<void> {
    const all: OperationChanged[] = []
    for await (const row of rows.scan()) if (!row.is_removed) all.push(wishOf(row))
    const circle = wayBack(all, output, input)
    if (circle === null) return
    const detail = `output must not lead back to ${input}, as it does by ${circle.join(', ')}: messages would come back for ever`
    throw new GatewayProblem('invalid-value', detail, { field: 'output' })
  }

  async function create(wanted: OperationWish, owner: string, isOperator = false): Promise<WrittenOperation> {
    const { name, input, output, isOnDemand = false, concurrency = 1, replicas = 1, isPaused = false } = wanted
    const before = name === '' ? null : await rows.get({ name })
    if (before !== null && !before.is_removed) throw exists(name)
    const whose = isOperator ? null : owner
    const found = await definitions.find(wanted.definition, whose)
    const { id, revision } = await definitions.show(found.id, whose, wanted.revision)
    const now = nowMicros()
    const wish: OperationChanged = {
      ...{ name, generation: (before?.generation ?? 0) + 1, definition: id, revision, input, output },
      ...{ isOnDemand, concurrency, replicas, isPaused, owner, createdAt: now, changedAt: now, isRemoved: false },
      change: newChange(),
    }
    const [problem] = operationProblems(wish)
    if (problem === undefined) await demandNoCircle(wanted)
    const present = problem === undefined ? await streams.names() : []
    const missing = problem === undefined ? [input, output].filter((stream) => !present.includes(stream)) : []
    for (const stream of missing) await streams.create(stream, defaultSettings, owner)
    if (problem === undefined) {
      const forEver = { ...defaultSettings, partitions: 1, retentionMs: null }
      const letters = deadLetterStream(name)
      if (!present.includes(letters)) await streams.create(letters, forEver, owner, true)
    }
    return { wish, isStored: await say(wish, () => exists(name)), created: missing }
  }

  async function change(name: string, changes: OperationChanges, owner: string | null) {
    const before = await kept(name, owner)
    if (changes.revision !== undefined) await definitions.show(before.definition, null, changes.revision)
    return said(before, changes)
  }

  async function said(before: Row<typeof operations>, changes: OperationChanges & { readonly isRemoved?: true }) {
    const now = { generation: before.generation + 1, changedAt: nowMicros(), change: newChange() }
    const wish = { ...wishOf(before), ...changes, ...now }
    const detail = `somebody else changed ${wish.name} at the same time: look, and try again`
    return { wish, isStored: await say(wish, () => new GatewayProblem('operation-changed', detail)), created: [] }
  }

  return {
    create,
    change,
    pause: (name: string, owner: string | null) => change(name, { isPaused: true }, owner),
    /** Also one that runs, or failed: it begins anew. */
    resume: (name: string, owner: string | null) => change(name, { isPaused: false }, owner),

    /** Its dead letters stay until their stream is removed. */
    remove: async (name: string, owner: string | null) => said(await kept(name, owner), { isRemoved: true }),

    /** Asks for one more try of all dead letters that were not tried again yet. Resolves with their number. */
    async redrive(name: string, owner: string | null): Promise<{ readonly id: string; readonly messages: bigint }> {
      await kept(name, owner)
      const topic = streamTopic(deadLetterStream(name))
      const isThere = (await broker.admin.listTopics()).includes(topic)
      const held = (isThere ? await broker.admin.lag(redriveGroup(name), [topic]) : []).filter(({ lag }) => lag > 0n)
      const messages = held.reduce((sum, { lag }) => sum + lag, 0n)
      const id = randomBytes(8).toString('hex')
      if (messages === 0n) return { id, messages }
      const from = Object.fromEntries(held.map(({ partition, high, lag }) => [partition, Number(high - lag)]))
      const until = Object.fromEntries(held.map(({ partition, high }) => [partition, Number(high)]))
      const requestedBy = owner ?? 'operator'
      await publish(redrivesRequested, [{ id, operation: name, from, until, requestedBy, requestedAt: nowMicros() }])
      return { id, messages }
    },

    async list(): Promise<OperationDetail[]> {
      const found: Row<typeof operations>[] = []
      for await (const row of rows.scan()) if (!row.is_removed) found.push(row)
      found.sort((a, b) => (a.name < b.name ? -1 : 1))
      return Promise.all(found.map((row) => detailOf(ports, wishOf(row))))
    },

    show: async (name: string): Promise<OperationDetail> => detailOf(ports, wishOf(await kept(name, null))),
  }
}

const newChange = (): string => randomBytes(12).toString('hex')

function wishOf(row: Row<typeof operations>): OperationChanged {
  const { name, generation, definition, revision, input, output, concurrency, replicas, owner } = row
  return {
    ...{ name, generation, definition, revision, input, output, concurrency, replicas, owner },
    isOnDemand: row.is_on_demand,
    isPaused: row.is_paused,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    isRemoved: row.is_removed,
    change: row.change,
  }
}
