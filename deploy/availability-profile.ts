import { type Ratio, ratioOfDecimal } from '../schemas/status/availability/exact.ts'
import { type AvailabilityProfile, defaultProfile, type Grade, grades } from '../schemas/status/availability/profile.ts'
import { type Config, ConfigError, keys } from './config.ts'

type Settings = Pick<Config, 'availabilityLabels' | 'availabilityColors' | 'availabilityBounds'>

/** Labels, colors and bounds as they are configured. Throws a `ConfigError` for bounds that are not ascending. */
export function availabilityProfileOf(settings: Settings): AvailabilityProfile {
  const { availabilityLabels, availabilityColors, availabilityBounds } = settings
  const byGrade = (texts: readonly string[]) =>
    Object.fromEntries(grades.map((grade, index) => [grade, texts[index]!])) as Record<Grade, string>
  const [first, second, third] = availabilityBounds.map(ratioOfDecimal)
  if (first == null || second == null || third == null || !isBelow(first, second) || !isBelow(second, third)) {
    const { env, form } = keys.availabilityBounds
    throw new ConfigError(`${env}: ${availabilityBounds.join(',')} are not ${form}, the first above zero`)
  }
  return {
    ...defaultProfile,
    labels: byGrade(availabilityLabels),
    colors: byGrade(availabilityColors),
    deploymentColors: [availabilityColors[6]!, availabilityColors[7]!],
    bounds: [first, second, third],
  }
}

const isBelow = (a: Ratio, b: Ratio): boolean => BigInt(a.over) * BigInt(b.under) < BigInt(b.over) * BigInt(a.under)
