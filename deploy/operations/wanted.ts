/** Operations as they are wished, each with its program, from the tables of the catalogue. */
import type { WantedOperation } from '../../connectors/operations/ports.ts'
import { operations, processRevisions } from '../../schemas/stream-tables.ts'
import { commandOf, definitionProblems } from '../../schemas/streams/process-command.ts'
import type { ProcessDefinition } from '../../schemas/streams/process-definition.ts'
import type { TableStore } from '../../schemas/table.ts'

/** Revisions never change: each is read once. */
export function wantedOperations(tables: Pick<TableStore, 'view'>, allowsShell: boolean) {
  const [wishes, revisions] = [tables.view(operations), tables.view(processRevisions)]
  const known = new Map<string, WantedOperation['command']>()

  async function commandOfRevision(id: number, revision: number): Promise<WantedOperation['command']> {
    const key = `${id}/${revision}`
    const found = known.get(key)
    if (found !== undefined) return found
    const row = await revisions.get({ id, revision })
    // It may still come: nothing is kept of that.
    if (row === null) return `revision ${revision} of the process definition ${id} is not there`
    const command = readCommand(row.body, allowsShell)
    known.set(key, command)
    return command
  }

  return async (): Promise<WantedOperation[]> => {
    const wanted: WantedOperation[] = []
    for await (const row of wishes.scan()) {
      if (row.is_removed) continue
      const { name, generation, input, output, concurrency, replicas, is_on_demand, is_paused } = row
      const wish = { name, generation, input, output, concurrency, replicas }
      wanted.push({
        wish: { ...wish, isOnDemand: is_on_demand, isPaused: is_paused },
        command: await commandOfRevision(row.definition, row.revision),
      })
    }
    return wanted
  }
}

/** What one machine allows another may not. */
function readCommand(body: string, allowsShell: boolean): WantedOperation['command'] {
  const definition: unknown = JSON.parse(body)
  const [problem] = definitionProblems(definition, { allowsShell })
  return problem === undefined ? commandOf(definition as ProcessDefinition) : `${problem.field} ${problem.reason}`
}
