/** The catalogue of algorithms, family by family. An explicit list, not discovery. */
import type { AnyAlgorithm } from '../algorithm.ts'
import { indexOfSamples } from './index-of-samples.ts'
import { obsBbGroundAcceleration, obsBbGroundVelocity, obsSpGroundVelocity } from './obs.ts'

export interface Family {
  /** The instruments, as the catalogue page heads them. */
  readonly title: string
  readonly algorithms: readonly AnyAlgorithm[]
}

export const families: readonly Family[] = [
  { title: 'Any instrument', algorithms: [indexOfSamples] },
  {
    title: 'Ocean-bottom seismometers (OBS)',
    algorithms: [obsBbGroundVelocity, obsBbGroundAcceleration, obsSpGroundVelocity],
  },
]

const byName = new Map(families.flatMap(({ algorithms }) => algorithms).map((algorithm) => [algorithm.name, algorithm]))

export function algorithmNamed(name: string): AnyAlgorithm | null {
  return byName.get(name) ?? null
}
