import {
  type ExpectedStreamChanged,
  ExpectedStreamChangedEvent,
  type StreamOverrideChanged,
  StreamOverrideChangedEvent,
  type StreamStatusChanged,
  StreamStatusChangedEvent,
} from '../schemas/generated/events.ts'
import { deployedStreamKey, expectedStreamKey } from '../schemas/status/identity.ts'
import { defineTopic } from './topic.ts'

export const expectedStreamsChanged = defineTopic<ExpectedStreamChanged, 'status.expected-streams-changed'>({
  name: 'status.expected-streams-changed',
  about: 'What is expected of streams: rate, and how long one may be silent.',
  owner: 'status',
  schema: ExpectedStreamChangedEvent,
  key: expectedStreamKey,
  keyedBy: 'method/stream',
  partitions: 1,
  retention: 'compact',
})

export const streamOverridesChanged = defineTopic<StreamOverrideChanged, 'status.stream-overrides-changed'>({
  name: 'status.stream-overrides-changed',
  about: 'What is expected of a stream of one instrument, in place of what is expected of the stream anywhere.',
  owner: 'status',
  schema: StreamOverrideChangedEvent,
  key: deployedStreamKey,
  keyedBy: 'refdes/method/stream',
  partitions: 1,
  retention: 'compact',
})

export const streamStatusChanged = defineTopic<StreamStatusChanged, 'status.stream-status-changed'>({
  name: 'status.stream-status-changed',
  about: 'A stream of an instrument delivers, is late, failed, is not tracked any longer, or was disabled.',
  owner: 'status',
  schema: StreamStatusChangedEvent,
  key: deployedStreamKey,
  keyedBy: 'refdes/method/stream',
  partitions: 6,
  retention: 'compact',
})
