import {
  type ExpectedStreamChanged,
  ExpectedStreamChangedEvent,
  type NotificationTargetChanged,
  NotificationTargetChangedEvent,
  type NotificationWanted,
  NotificationWantedEvent,
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

export const notificationTargetsChanged = defineTopic<NotificationTargetChanged, 'status.notification-targets-changed'>(
  {
    name: 'status.notification-targets-changed',
    about: 'Who is told of changes of status, how, and of which.',
    owner: 'status',
    schema: NotificationTargetChangedEvent,
    key: ({ name }) => name,
    keyedBy: 'name',
    partitions: 1,
    retention: 'compact',
  },
)

export const notificationsWanted = defineTopic<NotificationWanted, 'status.notifications-wanted'>({
  name: 'status.notifications-wanted',
  about: 'Notifications that were given up and are to be tried again, each for one target.',
  owner: 'status',
  schema: NotificationWantedEvent,
  key: ({ target }) => target,
  keyedBy: 'target',
  partitions: 1,
  retention: { days: 30 },
})

/** The group in which one target is told: each has positions of its own. */
export const notificationGroup = (target: string): string => `notify.${target}`
