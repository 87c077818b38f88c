import type { OperationChanged } from '../../schemas/generated/events.ts'
import { operations } from '../../schemas/stream-tables.ts'
import { operationProblems } from '../../schemas/streams/operation.ts'
import { put, type Row } from '../../schemas/table.ts'
import { operationsChanged } from '../../topics/streams.ts'
import { defineProcessor } from '../processor.ts'

export const storeOperations = defineProcessor({
  name: 'store-operations',
  about: 'Keeps the operations as they were wished last, those removed marked so.',
  consumes: [operationsChanged],
  produces: [],
  writes: [operations],
  async process(events) {
    const latest = new Map<string, OperationChanged>()
    const reject = []
    for (const input of events) {
      const [problem] = operationProblems(input.value)
      if (problem === undefined) latest.set(input.value.name, input.value)
      else reject.push({ input, code: 'operation-invalid', reason: `${problem.field} ${problem.reason}` })
    }
    return { write: [...latest.values()].map((event) => put(operations, operationRow(event))), reject }
  },
})

function operationRow(event: OperationChanged): Row<typeof operations> {
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
  }
}
