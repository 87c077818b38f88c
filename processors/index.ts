/** The catalogue: every processor of the pipeline. An explicit list, not discovery. */
import { storeFiles } from './files/store-files.ts'
import { answerParticles } from './instruments/answer-particles.ts'
import { compactBins } from './instruments/compact-bins.ts'
import { recountBins } from './instruments/recount-bins.ts'
import { storeParticles } from './instruments/store-particles.ts'
import { summariseStreams } from './instruments/summarise-streams.ts'
import type { AnyProcessor } from './processor.ts'
import { ageExports } from './products/age-exports.ts'
import { answerData } from './products/answer-data.ts'
import { computeProducts } from './products/compute-products.ts'
import { estimateExports } from './products/estimate-exports.ts'
import { followExports } from './products/follow-exports.ts'
import { markOutdatedProducts } from './products/mark-outdated-products.ts'
import { planExports } from './products/plan-exports.ts'
import { renewProducts } from './products/renew-products.ts'
import { storeAnnotations } from './products/store-annotations.ts'
import { storeCalibrations } from './products/store-calibrations.ts'
import { storeDefinitions } from './products/store-definitions.ts'
import { storeDeployments } from './products/store-deployments.ts'
import { storeQualityTests } from './products/store-quality-tests.ts'
import { checkNotificationTargets } from './status/check-notification-targets.ts'
import { judgeStreams } from './status/judge-streams.ts'
import { storeExpectedStreams } from './status/store-expected-streams.ts'
import { storeStreamOverrides } from './status/store-stream-overrides.ts'
import { watchArrivals } from './status/watch-arrivals.ts'
import { followOperations } from './streams/follow-operations.ts'
import { followReplays } from './streams/follow-replays.ts'
import { storeArchives } from './streams/store-archives.ts'
import { storeOperations } from './streams/store-operations.ts'
import { storeProcessDefinitions } from './streams/store-process-definitions.ts'
import { storeStreams } from './streams/store-streams.ts'

export const processors: readonly AnyProcessor[] = [
  storeParticles,
  storeFiles,
  recountBins,
  summariseStreams,
  compactBins,
  answerParticles,
  storeDefinitions,
  storeDeployments,
  storeCalibrations,
  storeAnnotations,
  storeQualityTests,
  answerData,
  computeProducts,
  markOutdatedProducts,
  renewProducts,
  estimateExports,
  planExports,
  followExports,
  ageExports,
  storeArchives,
  followReplays,
  storeExpectedStreams,
  storeStreamOverrides,
  storeStreams,
  storeProcessDefinitions,
  storeOperations,
  followOperations,
  watchArrivals,
  judgeStreams,
  checkNotificationTargets,
]
