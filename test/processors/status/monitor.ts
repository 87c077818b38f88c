/** A monitor on memory stores: deployments, particles told as recounted bins, and ticks, by times in minutes. */
import { judgeStreamsBy } from '../../../processors/status/judge-streams.ts'
import { defaultRules, type MonitorRules } from '../../../processors/status/rules.ts'
import { storeExpectedStreams } from '../../../processors/status/store-expected-streams.ts'
import { storeStreamOverrides } from '../../../processors/status/store-stream-overrides.ts'
import { watchArrivals } from '../../../processors/status/watch-arrivals.ts'
import { deployments } from '../../../schemas/catalogue-tables.ts'
import { deployedStreamId } from '../../../schemas/status/identity.ts'
import { statusChanges, streamStatuses } from '../../../schemas/status-tables.ts'
import { put } from '../../../schemas/table.ts'
import { binsRecounted } from '../../../topics/instruments.ts'
import { minuteTicked } from '../../../topics/pipeline.ts'
import { expectedStreamsChanged, streamOverridesChanged, streamStatusChanged } from '../../../topics/status.ts'
import { drive } from '../../support/drive.ts'

const began = Date.UTC(2024, 2, 1) * 1000
export const at = (minutes: number): number => began + minutes * 60_000_000
const day = 86_400_000_000
const binOf = (time: number) => Math.floor(time / day) * day

export const ctd = {
  refdes: 'CE02SHSM-RID27-03-CTDBPC000',
  method: 'telemetered',
  stream: 'ctdbp_cdef_dcl_instrument',
}

export function startMonitor(rules: Partial<MonitorRules> = {}) {
  const pipeline = drive(
    storeExpectedStreams,
    storeStreamOverrides,
    watchArrivals,
    judgeStreamsBy({ ...defaultRules, holdSeconds: 0, ...rules }),
  )
  return {
    ...pipeline,
    deploy: (deployment: number, start: number, stop: number | null, refdes = ctd.refdes) => {
      const place = { latitude: null, longitude: null, depth: null, water_depth: null, details: '{}', version: '' }
      const times = { start: at(start), stop: stop === null ? null : at(stop) }
      return pipeline.tables.apply([
        put(deployments, { refdes, deployment, ...times, asset: `CGINS-${deployment}`, ...place }),
      ])
    },
    /** The newest particle of its bin is of that minute. */
    particles: (minute: number, { deployment = 1, count = 1, told = minute, ...name }: Particles = {}) => {
      const last = at(minute)
      const bin = { bin: binOf(last), first: binOf(last), last, count, chunks: count }
      return pipeline.send(binsRecounted, { ...ctd, ...name, deployment, ...bin }, { time: at(told) })
    },
    tick: (...minutes: number[]) =>
      pipeline.send(
        minuteTicked,
        minutes.map((minute) => ({ minute: at(minute) })),
      ),
    expect: (warnInterval: number, failInterval: number, expectedRate = 0) =>
      pipeline.send(expectedStreamsChanged, {
        ...{ name: ctd.stream, method: ctd.method, source: '' },
        ...{ expectedRate, warnInterval, failInterval },
      }),
    override: (three: number | null, failInterval = three, refdes = ctd.refdes) =>
      pipeline.send(streamOverridesChanged, {
        ...{ ...ctd, refdes },
        ...{ expectedRate: three, warnInterval: three, failInterval },
      }),
    state: async (name = ctd) => (await pipeline.row(streamStatuses, { id: deployedStreamId(name) }))?.state ?? null,
    history: async () =>
      (await pipeline.rows(statusChanges)).map(
        (row) => [(row.at - began) / 60_000_000, row.state, row.reason] as const,
      ),
    told: () => pipeline.events(streamStatusChanged).map(({ before, after }) => `${before} -> ${after}`),
  }
}

interface Particles {
  readonly refdes?: string
  readonly method?: string
  readonly stream?: string
  readonly deployment?: number
  readonly count?: number
  /** When it is told, if not at once. */
  readonly told?: number
}
