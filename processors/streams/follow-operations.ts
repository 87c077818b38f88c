import type { OperationAdvanced } from '../../schemas/generated/events.ts'
import { operationReplicas } from '../../schemas/stream-tables.ts'
import { isOperationState } from '../../schemas/streams/operation.ts'
import { put, type Row } from '../../schemas/table.ts'
import { operationsAdvanced } from '../../topics/streams.ts'
import { defineProcessor, type Rejection } from '../processor.ts'

type Told = Row<typeof operationReplicas>

export const followOperations = defineProcessor({
  name: 'follow-operations',
  about: 'Keeps how each replica of an operation stands: the newest round counts, not the newest to arrive.',
  consumes: [operationsAdvanced],
  produces: [],
  reads: { replicas: operationReplicas },
  writes: [operationReplicas],
  async process(events, { replicas }) {
    const newest = new Map<string, Told>()
    const reject: Rejection<typeof operationsAdvanced>[] = []
    for (const input of events) {
      if (!isOperationState(input.value.state)) {
        reject.push({ input, code: 'operation-state-unknown', reason: `state ${input.value.state} is not known` })
        continue
      }
      const told = replicaRow(input.value)
      const { operation, replica } = told
      const key = operationsAdvanced.key(input.value)
      const before = newest.get(key) ?? (await replicas.get({ operation, replica }))
      if (before === null || isAfter(told, before)) newest.set(key, told)
    }
    return { write: [...newest.values()].map((row) => put(operationReplicas, row)), reject }
  },
})

function isAfter(a: Told, b: Told): boolean {
  return (a.generation - b.generation || a.round - b.round || a.at - b.at) >= 0
}

function replicaRow(event: OperationAdvanced): Told {
  const { operation, replica, generation, round, state, at, executor, handled, published, failed, retried } = event
  const counts = { handled, published, failed, retried, restarts: event.restarts }
  const error = event.error === null ? null : JSON.stringify(event.error)
  return { operation, replica, generation, round, state, at, executor, ...counts, error, error_at: event.errorAt }
}
