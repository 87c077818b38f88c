/** The catalogue of stream definitions. An explicit list, not discovery. */
import { defaultBinMinutes, type StreamDefinition } from './definition.ts'

export const streamDefinitions: readonly StreamDefinition[] = []

const byName = new Map(streamDefinitions.map((definition) => [definition.name, definition]))

export function streamDefinition(name: string): StreamDefinition | null {
  return byName.get(name) ?? null
}

/** Length of a bin of a stream, in microseconds. */
export function binLength(stream: string): number {
  return (byName.get(stream)?.binMinutes ?? defaultBinMinutes) * 60_000_000
}
