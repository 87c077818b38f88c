import {
  type MinuteTicked,
  MinuteTickedEvent,
  type Rejected,
  RejectedEvent,
  type RejectionResolved,
  RejectionResolvedEvent,
} from '../schemas/generated/events.ts'
import { defineTopic } from './topic.ts'

export const rejected = defineTopic<Rejected, 'rejected'>({
  name: 'rejected',
  about: 'Whatever could not be processed, whole, with its origin, a code and a reason.',
  owner: 'pipeline',
  schema: RejectedEvent,
  key: (event) => event.topic ?? event.file ?? event.by,
  keyedBy: 'origin topic or file',
  partitions: 1,
  retention: { days: 90 },
})

export const rejectionsResolved = defineTopic<RejectionResolved, 'rejections-resolved'>({
  name: 'rejections-resolved',
  about: 'What operators did with rejected events.',
  owner: 'pipeline',
  schema: RejectionResolvedEvent,
  key: (event) => event.id,
  keyedBy: 'id of the rejected event',
  partitions: 1,
  retention: 'compact',
})

export const minuteTicked = defineTopic<MinuteTicked, 'clock.minute-ticked'>({
  name: 'clock.minute-ticked',
  about: 'Time, as an event: a whole UTC minute began.',
  owner: 'clock',
  schema: MinuteTickedEvent,
  key: () => 'minute',
  keyedBy: 'constant',
  partitions: 1,
  retention: { days: 7 },
})
