/** Bins: the partition in which the particles of one stream key and time interval lie. */
import { binLength } from '../../schemas/definitions/index.ts'

export interface Bin {
  /** refdes/method/stream/deployment */
  readonly streamKey: string
  /** Start of the bin, UTC microseconds. */
  readonly start: number
}

/** Start of the bin that holds a time, both UTC microseconds. Exact, also before 1970: `%` of doubles never rounds. */
export function binStart(timeMicros: number, lengthMicros: number): number {
  const rest = timeMicros % lengthMicros
  return timeMicros - (rest < 0 ? rest + lengthMicros : rest) + 0
}

/** Start of the bin of a stream's particle, UTC microseconds. */
export function binOf(stream: string, timeMicros: number): number {
  return binStart(timeMicros, binLength(stream))
}
