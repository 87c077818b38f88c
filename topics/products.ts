import {
  type DataRequested,
  DataRequestedEvent,
  type DefinitionChanged,
  DefinitionChangedEvent,
  type StreamResolved,
  StreamResolvedEvent,
} from '../schemas/generated/events.ts'
import { defineTopic } from './topic.ts'

export const definitionsChanged = defineTopic<DefinitionChanged, 'products.definitions-changed'>({
  name: 'products.definitions-changed',
  about: 'Parameters, functions and streams as they are defined.',
  owner: 'products',
  schema: DefinitionChangedEvent,
  key: ({ kind, id }) => `${kind}/${id}`,
  keyedBy: 'kind/id',
  partitions: 1,
  retention: 'compact',
})

export const streamsResolved = defineTopic<StreamResolved, 'products.streams-resolved'>({
  name: 'products.streams-resolved',
  about: 'A stream has new definitions, or the same ones told again.',
  owner: 'products',
  schema: StreamResolvedEvent,
  key: ({ stream }) => stream,
  keyedBy: 'stream',
  partitions: 1,
  retention: 'compact',
})

export const dataRequested = defineTopic<DataRequested, 'products.data-requested'>({
  name: 'products.data-requested',
  about: 'Somebody wants data of a time range with derived products.',
  owner: 'products',
  schema: DataRequestedEvent,
  key: (event) => `${event.refdes}/${event.method}/${event.stream}`,
  keyedBy: 'request id (overridden by the asker)',
  isRequest: true,
  partitions: 6,
  retention: { days: 1 },
})
