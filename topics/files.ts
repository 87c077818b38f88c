import { type FileArrived, FileArrivedEvent } from '../schemas/generated/events.ts'
import { defineTopic } from './topic.ts'

export const filesArrived = defineTopic<FileArrived, 'files.files-arrived'>({
  name: 'files.files-arrived',
  about: 'A watched file was seen, finished or replaced; the finished event has its hash and counts.',
  owner: 'files',
  schema: FileArrivedEvent,
  key: (event) => `${event.source}/${event.path}`,
  keyedBy: 'source/path',
  partitions: 3,
  retention: { days: 365 },
})
