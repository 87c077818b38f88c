/** The catalogue: every processor of the pipeline. An explicit list, not discovery. */
import { answerParticles } from './instruments/answer-particles.ts'
import { compactBins } from './instruments/compact-bins.ts'
import { recountBins } from './instruments/recount-bins.ts'
import { storeParticles } from './instruments/store-particles.ts'
import { summariseStreams } from './instruments/summarise-streams.ts'
import type { AnyProcessor } from './processor.ts'
import { answerData } from './products/answer-data.ts'
import { storeDefinitions } from './products/store-definitions.ts'

export const processors: readonly AnyProcessor[] = [
  storeParticles,
  recountBins,
  summariseStreams,
  compactBins,
  answerParticles,
  storeDefinitions,
  answerData,
]
