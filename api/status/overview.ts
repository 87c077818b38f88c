/** How everything stands, in one answer: what the page of status shows. */
import { effective, expectationOf, isTracked } from '../../schemas/status/expectation.ts'
import { deployedStreamId, expectedStreamId } from '../../schemas/status/identity.ts'
import { measureRates } from '../../schemas/status/measure-rates.ts'
import { rollUp, type State } from '../../schemas/status/states.ts'
import type { StreamKey } from '../../schemas/streams.ts'
import { isoTime } from './event-shapes.ts'
import type { InstrumentStanding, StatusOverview, StreamRate, StreamStanding } from './overview-schemas.ts'
import { compare, rowsOf, type StatusViews } from './views.ts'

const day = 86_400_000_000
/** Streams whose rates are measured at a time: two small reads each. */
const measuredAtOnce = 64

/** `now`: UTC microseconds. */
export async function overview(views: StatusViews, now: number): Promise<StatusOverview> {
  const [rows, expected, overrides, arrivals] = await Promise.all([
    rowsOf(views.statuses.scan()),
    rowsOf(views.expected.scan()),
    rowsOf(views.overrides.scan()),
    rowsOf(views.arrivals.scan()),
  ])
  const expectedOf = new Map(expected.map((row) => [row.id, expectationOf(row)]))
  const overrideOf = new Map(overrides.map((row) => [row.id, expectationOf(row)]))
  const lastOf = new Map<number, number>()
  for (const row of arrivals) {
    const id = deployedStreamId(row)
    lastOf.set(id, Math.max(row.last, lastOf.get(id) ?? row.last))
  }
  const instruments = new Map<string, StreamStanding[]>()
  for (const { id, refdes, stream, method, state, changed_at, reason } of rows.sort(byName)) {
    const last = lastOf.get(id)
    const standing: StreamStanding = {
      ...{ id, stream, method, reason },
      state: state as State,
      since: isoTime(changed_at),
      lastParticle: last === undefined ? null : isoTime(last),
      ...effective(expectedOf.get(expectedStreamId({ name: stream, method })) ?? null, overrideOf.get(id) ?? null),
    }
    const streams = instruments.get(refdes)
    if (streams === undefined) instruments.set(refdes, [standing])
    else streams.push(standing)
  }
  return {
    now: isoTime(now),
    expected: [...expectedOf.values()].filter(isTracked).length,
    instruments: [...instruments].map(([refdes, streams]): InstrumentStanding => {
      return { refdes, ...rollUp(streams.map(({ state }) => state)), streams }
    }),
  }
}

interface Name {
  readonly refdes: string
  readonly stream: string
  readonly method: string
}
const byName = (a: Name, b: Name): number =>
  compare(a.refdes, b.refdes) || compare(a.stream, b.stream) || compare(a.method, b.method)

/** Measured rates of the streams of instruments that `accepts` takes, as the monitor measures them. */
export async function ratesOf(
  views: StatusViews,
  accepts: (refdes: string) => boolean,
  now: number,
): Promise<StreamRate[]> {
  const keysOf = new Map<number, StreamKey[]>()
  for (const { refdes, method, stream, deployment, last } of await rowsOf(views.arrivals.scan())) {
    if (!accepts(refdes)) continue
    const id = deployedStreamId({ refdes, method, stream })
    const keys = keysOf.get(id) ?? []
    keysOf.set(id, keys)
    if (last > now - day) keys.push({ refdes, method, stream, deployment })
  }
  const streams = [...keysOf]
  const rates: StreamRate[] = []
  for (let from = 0; from < streams.length; from += measuredAtOnce) {
    const some = streams.slice(from, from + measuredAtOnce)
    rates.push(
      ...(await Promise.all(some.map(async ([id, keys]) => ({ id, ...(await measureRates(views, keys, now)) })))),
    )
  }
  return rates
}
