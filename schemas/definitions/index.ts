/** The catalogue of stream definitions. An explicit list, not discovery. */
import { adcpStreams } from './adcp.ts'
import { botptStreams } from './botpt.ts'
import { ctdbpStreams } from './ctdbp.ts'
import { ctdmoStreams } from './ctdmo.ts'
import { ctdpfStreams } from './ctdpf.ts'
import { defaultBinMinutes, type StreamDefinition } from './definition.ts'
import { dofstStreams } from './dofst.ts'
import { dostaStreams } from './dosta.ts'
import { flortStreams } from './flort.ts'
import { gliderStreams } from './glider.ts'
import { hydrophoneStreams } from './hyd.ts'
import { lightStreams } from './light.ts'
import { metbkADclInstrument, metbkADclInstrumentRecovered } from './metbk.ts'
import { metbkHourly } from './metbk-hourly.ts'
import { nutnrStreams } from './nutnr.ts'
import { obsStreams } from './obs.ts'
import { optaaStreams } from './optaa.ts'
import { pco2aStreams } from './pco2a.ts'
import { pco2wStreams } from './pco2w.ts'
import { phsenStreams } from './phsen.ts'
import { presfStreams } from './presf.ts'
import { seaphox } from './seaphox.ts'
import { vel3dStreams } from './vel3d.ts'
import { velptStreams } from './velpt.ts'
import { ventStreams } from './vents.ts'
import { wavssStreams } from './wavss.ts'

export const streamDefinitions: readonly StreamDefinition[] = [
  ...ctdbpStreams,
  ...ctdmoStreams,
  ...ctdpfStreams,
  ...gliderStreams,
  ...dostaStreams,
  ...dofstStreams,
  ...flortStreams,
  ...phsenStreams,
  seaphox,
  ...pco2wStreams,
  ...pco2aStreams,
  ...nutnrStreams,
  ...lightStreams,
  ...optaaStreams,
  metbkADclInstrument,
  metbkADclInstrumentRecovered,
  metbkHourly,
  ...obsStreams,
  ...vel3dStreams,
  ...velptStreams,
  ...adcpStreams,
  ...wavssStreams,
  ...presfStreams,
  ...hydrophoneStreams,
  ...botptStreams,
  ...ventStreams,
]

const byName = new Map(streamDefinitions.map((definition) => [definition.name, definition]))

export function streamDefinition(name: string): StreamDefinition | null {
  return byName.get(name) ?? null
}

/** Length of a bin of a stream, in microseconds. */
export function binLength(stream: string): number {
  return (byName.get(stream)?.binMinutes ?? defaultBinMinutes) * 60_000_000
}
