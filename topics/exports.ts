import {
  type EstimateRequested,
  EstimateRequestedEvent,
  type ExportAdvanced,
  ExportAdvancedEvent,
  type ExportPartRequested,
  ExportPartRequestedEvent,
  type ExportRequested,
  ExportRequestedEvent,
  type JobChanged,
  JobChangedEvent,
} from '../schemas/generated/events.ts'
import { defineTopic } from './topic.ts'

export const estimatesRequested = defineTopic<EstimateRequested, 'products.estimates-requested'>({
  name: 'products.estimates-requested',
  about: 'Somebody wants to know how much an export would be.',
  owner: 'products',
  schema: EstimateRequestedEvent,
  key: ({ request }) => `${request.refdes}/${request.method}/${request.stream}`,
  keyedBy: 'request id (overridden by the asker)',
  isRequest: true,
  partitions: 6,
  retention: { days: 1 },
})

export const exportsRequested = defineTopic<ExportRequested, 'products.exports-requested'>({
  name: 'products.exports-requested',
  about: 'Somebody wants data as files.',
  owner: 'products',
  schema: ExportRequestedEvent,
  key: ({ job }) => job,
  keyedBy: 'job',
  partitions: 6,
  retention: { days: 7 },
})

export const exportPartsRequested = defineTopic<ExportPartRequested, 'products.export-parts-requested'>({
  name: 'products.export-parts-requested',
  about: 'A part of an export is to be made.',
  owner: 'products',
  schema: ExportPartRequestedEvent,
  key: ({ job, part }) => `${job}/${part}`,
  keyedBy: 'job/part: the parts of a job spread',
  partitions: 12,
  retention: { days: 7 },
})

/** One topic for all that happens to a job: its key keeps it in order, and one processor writes what follows from it. */
export const exportsAdvanced = defineTopic<ExportAdvanced, 'products.exports-advanced'>({
  name: 'products.exports-advanced',
  about: 'Every step of an export: planned, a part in the making, made or failed, cancelled, late, expired.',
  owner: 'products',
  schema: ExportAdvancedEvent,
  key: ({ job }) => job,
  keyedBy: 'job',
  partitions: 6,
  retention: { days: 7 },
})

export const jobsChanged = defineTopic<JobChanged, 'products.jobs-changed'>({
  name: 'products.jobs-changed',
  about: 'How a job stands, whenever that changes.',
  owner: 'products',
  schema: JobChangedEvent,
  key: ({ job }) => job,
  keyedBy: 'job',
  partitions: 6,
  retention: { days: 7 },
})
