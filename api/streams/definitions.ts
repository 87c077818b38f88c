/** The registry of process definitions: immutable revisions, each of its owner alone. */
import { randomBytes, randomInt } from 'node:crypto'
import type { ProcessDefinitionChanged } from '../../schemas/generated/events.ts'
import { operations, processDefinitions, processRevisions } from '../../schemas/stream-tables.ts'
import { definitionProblems } from '../../schemas/streams/process-command.ts'
import type { ProcessDefinition } from '../../schemas/streams/process-definition.ts'
import type { Row } from '../../schemas/table.ts'
import { processDefinitionsChanged } from '../../topics/streams.ts'
import { GatewayProblem } from '../problems.ts'
import { type ControlPorts, holdsWithin, nowMicros } from './ports.ts'

export interface ShownDefinition {
  readonly id: number
  readonly revision: number
  readonly owner: string
  readonly name: string
  readonly definition: ProcessDefinition
  /** UTC microseconds. */
  readonly changedAt: number
}

export interface Written extends ShownDefinition {
  /** False: published, and a reader does not see it yet. */
  readonly isStored: boolean
}

type Kept = Row<typeof processDefinitions>
const maxBodyBytes = 262_144

export type DefinitionControl = ReturnType<typeof createDefinitionControl>

/** `owner` null: an operator, who sees and changes everyone's. */
export function createDefinitionControl({ publish, tables, settleMs, allowsShell }: ControlPorts) {
  const definitions = tables.view(processDefinitions)
  const revisions = tables.view(processRevisions)

  async function kept(id: number, owner: string | null): Promise<Kept> {
    const row = Number.isSafeInteger(id) ? await definitions.get({ id }) : null
    if (row !== null && !row.is_removed && row.revision > 0 && (owner === null || row.owner === owner)) return row
    const whose = owner === null ? '' : ' of yours'
    throw new GatewayProblem('unknown-process', `there is no process definition ${id}${whose}`, { field: 'id' })
  }

  async function shown({ id, owner, name, revision }: Kept, wanted = revision): Promise<ShownDefinition> {
    const row = await revisions.get({ id, revision: wanted })
    if (row === null) {
      const detail = `process definition ${id} has the revisions 1 to ${revision}; ${wanted} is none of them`
      throw new GatewayProblem('unknown-process', detail, { field: 'revision' })
    }
    const definition = JSON.parse(row.body) as ProcessDefinition
    return { id, revision: wanted, owner, name: definition.name ?? name, definition, changedAt: row.changed_at }
  }

  async function own(owner: string | null): Promise<Kept[]> {
    const found: Kept[] = []
    for await (const row of definitions.scan()) {
      if (!row.is_removed && row.revision > 0 && (owner === null || row.owner === owner)) found.push(row)
    }
    return found.sort((a, b) => a.id - b.id)
  }

  function checked(value: unknown): ProcessDefinition {
    const problems = definitionProblems(value, { allowsShell })
    const [first] = problems
    if (first !== undefined) {
      const detail = problems.map(({ field, reason }) => `${field} ${reason}`).join('; ')
      throw new GatewayProblem('invalid-definition', detail, { field: first.field, extra: { errors: problems } })
    }
    const bytes = Buffer.byteLength(JSON.stringify(value))
    if (bytes <= maxBodyBytes) return value as ProcessDefinition
    throw new GatewayProblem('too-large', `a definition has at most ${maxBodyBytes} bytes; this one has ${bytes}`)
  }

  async function write(id: number, revision: number, owner: string, definition: ProcessDefinition): Promise<Written> {
    const event = changeOf(id, revision, owner, definition)
    await publish(processDefinitionsChanged, [event])
    let winner: string | null = null
    const isStored = await holdsWithin(settleMs, async () => {
      winner = (await revisions.get({ id, revision }))?.change ?? null
      const newest = winner === null ? null : await definitions.get({ id })
      return newest !== null && newest.revision >= revision
    })
    if (winner !== null && winner !== event.change) {
      throw new GatewayProblem(
        'process-changed',
        `somebody else wrote revision ${revision} of ${id}: look, and try again`,
      )
    }
    return { id, revision, owner, name: event.name, definition, changedAt: event.changedAt, isStored }
  }

  return {
    kept,

    async create(value: unknown, owner: string): Promise<Written> {
      const definition = checked(value)
      let id = randomInt(1, 2 ** 31)
      while ((await definitions.get({ id })) !== null) id = randomInt(1, 2 ** 31)
      return write(id, 1, owner, definition)
    },

    async revise(id: number, value: unknown, owner: string | null): Promise<Written> {
      const before = await kept(id, owner)
      return write(id, before.revision + 1, before.owner, checked(value))
    },

    async list(owner: string | null, { limit, offset }: { readonly limit: number; readonly offset: number }) {
      const all = await own(owner)
      const page = all.slice(offset, offset + limit)
      return { total: all.length, definitions: await Promise.all(page.map((row) => shown(row))) }
    },

    async show(id: number, owner: string | null, revision?: number): Promise<ShownDefinition> {
      return shown(await kept(id, owner), revision)
    },

    /** By id, or by the name of exactly one. */
    async find(word: string, owner: string | null): Promise<ShownDefinition> {
      if (/^[0-9]{1,15}$/.test(word)) return shown(await kept(Number(word), owner))
      const named = (await own(owner)).filter(({ name }) => name === word)
      const [first] = named
      if (first !== undefined && named.length === 1) return shown(first)
      const detail =
        first === undefined
          ? `no process definition is called ${word}`
          : `${named.length} process definitions are called ${word}, ${named.map(({ id }) => id).join(', ')}: give the id`
      throw new GatewayProblem('unknown-process', detail, { field: 'definition' })
    },

    async withdraw(id: number, owner: string | null): Promise<{ readonly isStored: boolean }> {
      const before = await kept(id, owner)
      const users: string[] = []
      for await (const row of tables.view(operations).scan()) {
        if (!row.is_removed && row.definition === id) users.push(row.name)
      }
      if (users.length > 0) {
        const detail = `process definition ${id} is used by ${users.sort().join(', ')}`
        throw new GatewayProblem('process-in-use', detail, { field: 'id', extra: { operations: users } })
      }
      await publish(processDefinitionsChanged, [changeOf(id, 0, before.owner, null)])
      return { isStored: await holdsWithin(settleMs, async () => (await definitions.get({ id }))?.is_removed === true) }
    },
  }
}

function changeOf(
  id: number,
  revision: number,
  owner: string,
  definition: ProcessDefinition | null,
): ProcessDefinitionChanged {
  const body = definition === null ? '' : JSON.stringify(definition)
  const change = randomBytes(12).toString('hex')
  return { id, revision, change, owner, name: definition?.name ?? '', body, changedAt: nowMicros() }
}
