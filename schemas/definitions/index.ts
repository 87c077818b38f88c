/** The catalogue of stream definitions. An explicit list, not discovery. */
import { ctdbpCdefDclInstrument, ctdbpCdefDclInstrumentRecovered, ctdbpCdefInstrumentRecovered } from './ctdbp.ts'
import { defaultBinMinutes, type StreamDefinition } from './definition.ts'
import { metbkADclInstrument, metbkADclInstrumentRecovered } from './metbk.ts'

export const streamDefinitions: readonly StreamDefinition[] = [
  ctdbpCdefDclInstrument,
  ctdbpCdefDclInstrumentRecovered,
  ctdbpCdefInstrumentRecovered,
  metbkADclInstrument,
  metbkADclInstrumentRecovered,
]

const byName = new Map(streamDefinitions.map((definition) => [definition.name, definition]))

export function streamDefinition(name: string): StreamDefinition | null {
  return byName.get(name) ?? null
}

/** Length of a bin of a stream, in microseconds. */
export function binLength(stream: string): number {
  return (byName.get(stream)?.binMinutes ?? defaultBinMinutes) * 60_000_000
}
