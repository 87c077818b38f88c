/** How everything stands, in one answer: what the page of status shows. */
import { isTracked } from '../../schemas/status/expectation.ts'
import { deployedStreamId } from '../../schemas/status/identity.ts'
import { measureRates } from '../../schemas/status/measure-rates.ts'
import { rollUp, type State } from '../../schemas/status/states.ts'
import type { StreamKey } from '../../schemas/streams.ts'
import { isoTime } from './event-shapes.ts'
import type { InstrumentStanding, StatusOverview, StreamRate, StreamStanding } from './overview-schemas.ts'
import { allDeployed, allExpected, rowsOf, type ShownDeployed, type StatusViews } from './views.ts'

const day = 86_400_000_000
/** Streams whose rates are measured at a time: two small reads each. */
const measuredAtOnce = 64

/** `now`: UTC microseconds. */
export async function overview(views: StatusViews, now: number): Promise<StatusOverview> {
  const [deployed, expected, arrivals, statuses] = await Promise.all([
    allDeployed(views),
    allExpected(views),
    rowsOf(views.arrivals.scan()),
    rowsOf(views.statuses.scan()),
  ])
  const rowOf = new Map(statuses.map((row) => [row.id, row]))
  const lastOf = new Map<number, number>()
  for (const row of arrivals) {
    const id = deployedStreamId(row)
    lastOf.set(id, Math.max(row.last, lastOf.get(id) ?? row.last))
  }
  const instruments = new Map<string, StreamStanding[]>()
  for (const shown of deployed) {
    const row = rowOf.get(shown.id)
    const last = lastOf.get(shown.id)
    const standing: StreamStanding = {
      id: shown.id,
      stream: shown.expected_stream.name,
      method: shown.expected_stream.method,
      state: (row?.state ?? shown.status) as State,
      since: row === undefined ? `${shown.status_time.replace(' ', 'T')}Z` : isoTime(row.changed_at),
      reason: row?.reason ?? '',
      lastParticle: last === undefined ? null : isoTime(last),
      ...effectiveOf(shown),
    }
    const streams = instruments.get(shown.reference_designator)
    if (streams === undefined) instruments.set(shown.reference_designator, [standing])
    else streams.push(standing)
  }
  return {
    now: isoTime(now),
    expected: expected.filter(isExpected).length,
    instruments: [...instruments].map(([refdes, streams]): InstrumentStanding => {
      return { refdes, ...rollUp(streams.map(({ state }) => state)), streams }
    }),
  }
}

function effectiveOf({ expected_stream: expected, expected_rate, warn_interval, fail_interval }: ShownDeployed) {
  return {
    expectedRate: expected_rate ?? expected.expected_rate,
    warnInterval: warn_interval ?? expected.warn_interval,
    failInterval: fail_interval ?? expected.fail_interval,
  }
}

const isExpected = (shown: { expected_rate: number; warn_interval: number; fail_interval: number }): boolean =>
  isTracked({
    expectedRate: shown.expected_rate,
    warnInterval: shown.warn_interval,
    failInterval: shown.fail_interval,
  })

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
