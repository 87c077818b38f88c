import type { ProcessDefinitionChanged } from '../../schemas/generated/events.ts'
import { processDefinitions, processRevisions } from '../../schemas/stream-tables.ts'
import { put, type Row, type Write } from '../../schemas/table.ts'
import { processDefinitionsChanged } from '../../topics/streams.ts'
import { defineProcessor, type Rejection, type Views } from '../processor.ts'

const reads = { definitions: processDefinitions, revisions: processRevisions }
type Known = { definition: Row<typeof processDefinitions> | null; readonly revisions: Map<number, string> }

export const storeProcessDefinitions = defineProcessor({
  name: 'store-process-definitions',
  about: 'Keeps every revision of the process definitions as it first came, and which is the newest.',
  consumes: [processDefinitionsChanged],
  produces: [],
  reads,
  writes: [processDefinitions, processRevisions],
  async process(events, views) {
    const write: Write[] = []
    const reject: Rejection<typeof processDefinitionsChanged>[] = []
    const known = new Map<number, Known>()
    for (const input of events) {
      const event = input.value
      const one = known.get(event.id) ?? (await knownOf(event.id, views))
      known.set(event.id, one)
      const reason = event.revision === 0 ? null : refusal(event, one)
      if (reason !== null) {
        reject.push({ input, code: 'revision-taken', reason })
        continue
      }
      if (event.revision > 0 && !one.revisions.has(event.revision)) write.push(revisionWrite(event))
      if (event.revision > 0) one.revisions.set(event.revision, event.change)
      one.definition = definitionRow(event, one.definition)
    }
    const definitions = [...known.values()].flatMap(({ definition }) => definition ?? [])
    return { write: [...write, ...definitions.map((row) => put(processDefinitions, row))], reject }
  },
})

async function knownOf(id: number, { definitions, revisions }: Views<typeof reads>): Promise<Known> {
  const rows = await revisions.slice({ partition: { id }, columns: ['revision', 'change'] })
  return {
    definition: await definitions.get({ id }),
    revisions: new Map(rows.map(({ revision, change }) => [revision, change])),
  }
}

/** Of two that were written at once, the one that came first has the revision. */
function refusal({ id, revision, change, owner }: ProcessDefinitionChanged, known: Known): string | null {
  const taken = known.revisions.get(revision)
  if (taken !== undefined && taken !== change) return `revision ${revision} of definition ${id} is another's already`
  if (known.definition === null || known.definition.owner === owner) return null
  return `definition ${id} belongs to ${known.definition.owner}`
}

const revisionWrite = ({ id, revision, change, body, changedAt }: ProcessDefinitionChanged): Write =>
  put(processRevisions, { id, revision, change, body, changed_at: changedAt })

function definitionRow(event: ProcessDefinitionChanged, before: Known['definition']): Known['definition'] {
  const { id, owner, name, revision, changedAt: changed_at } = event
  const now = before ?? { id, owner, name, revision, changed_at, is_removed: revision === 0 }
  if (revision === 0) return { ...now, changed_at, is_removed: true }
  return revision >= now.revision
    ? { ...now, name, revision, changed_at: now.is_removed ? now.changed_at : changed_at }
    : now
}
