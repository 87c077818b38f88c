import type { OperationChanged } from '../../schemas/generated/events.ts'
import { operations } from '../../schemas/stream-tables.ts'
import { operationProblems } from '../../schemas/streams/operation.ts'
import { put, type Row } from '../../schemas/table.ts'
import { operationsChanged } from '../../topics/streams.ts'
import { defineProcessor, type Rejection } from '../processor.ts'

export const storeOperations = defineProcessor({
  name: 'store-operations',
  about: 'Keeps the operations as they were wished last, those removed marked so; of two wishes at once the first.',
  consumes: [operationsChanged],
  produces: [],
  reads: { kept: operations },
  writes: [operations],
  async process(events, { kept }) {
    const latest = new Map<string, Kept>()
    const reject: Rejection<typeof operationsChanged>[] = []
    for (const input of events) {
      const { name, generation, change } = input.value
      const [problem] = operationProblems(input.value)
      if (problem !== undefined) {
        reject.push({ input, code: 'operation-invalid', reason: `${problem.field} ${problem.reason}` })
        continue
      }
      const before = latest.get(name) ?? (await kept.get({ name }))
      // Late: a later one is kept already.
      if (before !== null && before.generation > generation) continue
      if (before?.generation === generation && before.change !== change) {
        reject.push({
          input,
          code: 'generation-taken',
          reason: `generation ${generation} of ${name} is another's already`,
        })
      } else latest.set(name, operationRow(input.value))
    }
    return { write: [...latest.values()].map((row) => put(operations, row)), reject }
  },
})

type Kept = Row<typeof operations>

function operationRow(event: OperationChanged): Kept {
  return {
    name: event.name,
    generation: event.generation,
    definition: event.definition,
    revision: event.revision,
    input: event.input,
    output: event.output,
    is_on_demand: event.isOnDemand,
    concurrency: event.concurrency,
    replicas: event.replicas,
    is_paused: event.isPaused,
    owner: event.owner,
    created_at: event.createdAt,
    changed_at: event.changedAt,
    is_removed: event.isRemoved,
    change: event.change,
  }
}
