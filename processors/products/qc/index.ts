/** The catalogue of quality tests. An explicit list, not discovery. */
import { globalRangeTest } from './legacy/global-range.ts'
import { gradientTest } from './legacy/gradient.ts'
import { localRangeTest } from './legacy/local-range.ts'
import { polyTrendTest } from './legacy/poly-trend.ts'
import { propagateFlagsTest } from './legacy/propagate-flags.ts'
import { legacySpikeTest } from './legacy/spike.ts'
import { stuckValueTest } from './legacy/stuck-value.ts'
import { attenuatedSignalTest } from './qartod/attenuated-signal.ts'
import { climatologyTest } from './qartod/climatology.ts'
import { densityInversionTest } from './qartod/density-inversion.ts'
import { flatLineTest } from './qartod/flat-line.ts'
import { grossRangeTest } from './qartod/gross-range.ts'
import { locationTest } from './qartod/location.ts'
import { rateOfChangeTest } from './qartod/rate-of-change.ts'
import { spikeTest } from './qartod/spike.ts'
import type { QualityTest } from './quality-test.ts'

export const qualityTests: readonly QualityTest[] = [
  grossRangeTest,
  climatologyTest,
  spikeTest,
  rateOfChangeTest,
  flatLineTest,
  attenuatedSignalTest,
  locationTest,
  densityInversionTest,
  globalRangeTest,
  localRangeTest,
  legacySpikeTest,
  polyTrendTest,
  stuckValueTest,
  gradientTest,
  propagateFlagsTest,
]

const byName = new Map(qualityTests.map((test) => [test.name, test]))

export function qualityTestNamed(name: string): QualityTest | null {
  return byName.get(name) ?? null
}
