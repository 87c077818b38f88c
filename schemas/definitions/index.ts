/** The catalogue of stream definitions. An explicit list, not discovery. */
import { ctdbpStreams } from './ctdbp.ts'
import { ctdmoStreams } from './ctdmo.ts'
import { ctdpfStreams } from './ctdpf.ts'
import { defaultBinMinutes, type StreamDefinition } from './definition.ts'
import { dofstStreams } from './dofst.ts'
import { dostaStreams } from './dosta.ts'
import { flortStreams } from './flort.ts'
import { gliderStreams } from './glider.ts'
import { metbkADclInstrument, metbkADclInstrumentRecovered } from './metbk.ts'
import { metbkHourly } from './metbk-hourly.ts'
import { obsStreams } from './obs.ts'
import { vel3dStreams } from './vel3d.ts'
import { velptStreams } from './velpt.ts'

export const streamDefinitions: readonly StreamDefinition[] = [
  ...ctdbpStreams,
  ...ctdmoStreams,
  ...ctdpfStreams,
  ...gliderStreams,
  ...dostaStreams,
  ...dofstStreams,
  ...flortStreams,
  metbkADclInstrument,
  metbkADclInstrumentRecovered,
  metbkHourly,
  ...obsStreams,
  ...vel3dStreams,
  ...velptStreams,
]

const byName = new Map(streamDefinitions.map((definition) => [definition.name, definition]))

export function streamDefinition(name: string): StreamDefinition | null {
  return byName.get(name) ?? null
}

/** Length of a bin of a stream, in microseconds. */
export function binLength(stream: string): number {
  return (byName.get(stream)?.binMinutes ?? defaultBinMinutes) * 60_000_000
}
