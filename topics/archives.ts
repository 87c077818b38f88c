import {
  type ArchiveChanged,
  ArchiveChangedEvent,
  type ReplayAdvanced,
  ReplayAdvancedEvent,
  type ReplayRequested,
  ReplayRequestedEvent,
} from '../schemas/generated/events.ts'
import { defineTopic } from './topic.ts'

export const archivesChanged = defineTopic<ArchiveChanged, 'streams.archives-changed'>({
  name: 'streams.archives-changed',
  about: 'Which topics are to be archived.',
  owner: 'streams',
  schema: ArchiveChangedEvent,
  key: ({ topic }) => topic,
  keyedBy: 'topic',
  partitions: 1,
  retention: 'compact',
})

export const replaysRequested = defineTopic<ReplayRequested, 'streams.replays-requested'>({
  name: 'streams.replays-requested',
  about: 'Archived messages are to be published again.',
  owner: 'streams',
  schema: ReplayRequestedEvent,
  key: ({ replay }) => replay,
  keyedBy: 'replay: replays spread over the executors',
  partitions: 6,
  retention: { days: 30 },
})

export const replaysAdvanced = defineTopic<ReplayAdvanced, 'streams.replays-advanced'>({
  name: 'streams.replays-advanced',
  about: 'Every step of a replay: how many messages are published, finished, failed, cancelled.',
  owner: 'streams',
  schema: ReplayAdvancedEvent,
  key: ({ replay }) => replay,
  keyedBy: 'replay',
  partitions: 6,
  retention: { days: 30 },
})

/** The group whose committed offsets say how far a topic is archived. */
export const archiveGroup = (topic: string): string => `archive.${topic}`
