/** What is said of managed streams, process definitions and operations. The streams themselves are topics `stream.<name>`. */
import {
  type ManagedStreamChanged,
  ManagedStreamChangedEvent,
  type OperationAdvanced,
  OperationAdvancedEvent,
  type OperationChanged,
  OperationChangedEvent,
  type OperationLogged,
  OperationLoggedEvent,
  type ProcessDefinitionChanged,
  ProcessDefinitionChangedEvent,
  type RedriveRequested,
  RedriveRequestedEvent,
} from '../schemas/generated/events.ts'
import { defineTopic } from './topic.ts'

export const managedStreamsChanged = defineTopic<ManagedStreamChanged, 'streams.streams-changed'>({
  name: 'streams.streams-changed',
  about: 'Managed streams as they are created, changed and removed.',
  owner: 'streams',
  schema: ManagedStreamChangedEvent,
  key: ({ name }) => name,
  keyedBy: 'name',
  partitions: 1,
  retention: 'compact',
})

/** Every revision stays: its key is its own. */
export const processDefinitionsChanged = defineTopic<ProcessDefinitionChanged, 'streams.process-definitions-changed'>({
  name: 'streams.process-definitions-changed',
  about: 'Revisions of process definitions, and their withdrawal.',
  owner: 'streams',
  schema: ProcessDefinitionChangedEvent,
  key: ({ id, revision, change }) => `${id}/${revision}/${change}`,
  keyedBy: 'id/revision/change',
  partitions: 1,
  retention: 'compact',
})

/** Every change stays, so that which of two came first is known for good. */
export const operationsChanged = defineTopic<OperationChanged, 'streams.operations-changed'>({
  name: 'streams.operations-changed',
  about: 'How operations are wished to be.',
  owner: 'streams',
  schema: OperationChangedEvent,
  key: ({ name, generation, change }) => `${name}/${generation}/${change}`,
  keyedBy: 'name/generation/change',
  partitions: 1,
  retention: 'compact',
})

export const operationsAdvanced = defineTopic<OperationAdvanced, 'streams.operations-advanced'>({
  name: 'streams.operations-advanced',
  about: 'How the replicas of operations stand.',
  owner: 'streams',
  schema: OperationAdvancedEvent,
  key: ({ operation, replica }) => `${operation}/${replica}`,
  keyedBy: 'operation/replica',
  partitions: 1,
  retention: 'compact',
})

export const redrivesRequested = defineTopic<RedriveRequested, 'streams.redrives-requested'>({
  name: 'streams.redrives-requested',
  about: 'Dead letters that are to be tried again.',
  owner: 'streams',
  schema: RedriveRequestedEvent,
  key: ({ operation }) => operation,
  keyedBy: 'operation',
  partitions: 1,
  retention: { days: 30 },
})

export const operationLogs = defineTopic<OperationLogged, 'streams.operation-logs'>({
  name: 'streams.operation-logs',
  about: 'What the programs of operations say on their standard error.',
  owner: 'streams',
  schema: OperationLoggedEvent,
  key: ({ operation }) => operation,
  keyedBy: 'operation',
  partitions: 1,
  retention: { days: 7 },
})
