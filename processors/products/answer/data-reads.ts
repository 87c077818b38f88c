/** What the answer engine looks into: whoever opens answers reads these. */
import {
  annotations,
  calibrations,
  computedStreams,
  deployments,
  identifierStreams,
  qualityTests,
  resolvedStreams,
} from '../../../schemas/catalogue-tables.ts'
import {
  chunkData,
  chunkSources,
  chunkStats,
  sourceFiles,
  streamBins,
  streamColumns,
  streams,
} from '../../../schemas/tables.ts'
import type { Views } from '../../processor.ts'

export const dataReads = {
  data: chunkData,
  stats: chunkStats,
  sources: chunkSources,
  files: sourceFiles,
  bins: streamBins,
  streams,
  columns: streamColumns,
  resolved: resolvedStreams,
  identifiers: identifierStreams,
  computed: computedStreams,
  deployments,
  calibrations,
  annotations,
  qualityTests,
}
export type DataViews = Views<typeof dataReads>
