/** The catalogue: every topic of the pipeline. An explicit list, not discovery. */
import { archivesChanged, replaysAdvanced, replaysRequested } from './archives.ts'
import { estimatesRequested, exportPartsRequested, exportsAdvanced, exportsRequested, jobsChanged } from './exports.ts'
import { filesArrived } from './files.ts'
import {
  binsRecounted,
  particleBatches,
  particles,
  particlesAnswered,
  particlesRequested,
  particlesStored,
} from './instruments.ts'
import { minuteTicked, rejected, rejectionsResolved } from './pipeline.ts'
import {
  annotationsChanged,
  calibrationsChanged,
  dataRequested,
  definitionsChanged,
  deploymentsChanged,
  productsComputed,
  productsRenewed,
  qualityTestsChanged,
  streamsResolved,
} from './products.ts'
import {
  expectedStreamsChanged,
  notificationsWanted,
  notificationTargetsChanged,
  streamOverridesChanged,
  streamStatusChanged,
} from './status.ts'
import {
  managedStreamsChanged,
  operationLogs,
  operationsAdvanced,
  operationsChanged,
  processDefinitionsChanged,
  redrivesRequested,
} from './streams.ts'
import type { AnyTopic } from './topic.ts'

export const topics: readonly AnyTopic[] = [
  particles,
  particleBatches,
  particlesStored,
  binsRecounted,
  particlesRequested,
  particlesAnswered,
  filesArrived,
  dataRequested,
  definitionsChanged,
  streamsResolved,
  productsComputed,
  productsRenewed,
  deploymentsChanged,
  calibrationsChanged,
  annotationsChanged,
  qualityTestsChanged,
  estimatesRequested,
  exportsRequested,
  exportPartsRequested,
  exportsAdvanced,
  jobsChanged,
  expectedStreamsChanged,
  streamOverridesChanged,
  streamStatusChanged,
  notificationTargetsChanged,
  notificationsWanted,
  managedStreamsChanged,
  processDefinitionsChanged,
  operationsChanged,
  operationsAdvanced,
  redrivesRequested,
  operationLogs,
  archivesChanged,
  replaysRequested,
  replaysAdvanced,
  minuteTicked,
  rejected,
  rejectionsResolved,
]
