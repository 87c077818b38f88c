/** All that is to be judged at a minute, and what is known of each: streams that came, and those judged before. */
import { type Expectation, effective, expectationOf, isDisabled } from '../../schemas/status/expectation.ts'
import { type DeployedStreamName, deployedStreamId, expectedStreamId } from '../../schemas/status/identity.ts'
import type { streamStatuses } from '../../schemas/status-tables.ts'
import type { StreamKey } from '../../schemas/streams.ts'
import type { Row } from '../../schemas/table.ts'
import type { MonitorViews } from './judge-streams.ts'
import type { MonitorRules } from './rules.ts'

export interface KnownStream extends DeployedStreamName {
  readonly id: number
  /** UTC microseconds; null: no particle of it came by a method that is judged. */
  readonly last: number | null
  /** Each deployment that has particles, with the time of the newest. */
  readonly keys: readonly (StreamKey & { readonly last: number })[]
  /** The open deployment that started last. */
  readonly deployed: Deployed | null
  readonly expected: Expectation
  readonly isDisabled: boolean
  readonly before: Row<typeof streamStatuses> | null
}

export interface Deployed {
  readonly deployment: number
  readonly start: number
  readonly asset: string
}

/** In the order of instrument, method and stream. Of streams never judged, those that are deployed now. */
export async function knownStreams(
  views: MonitorViews,
  statuses: readonly Row<typeof streamStatuses>[],
  minute: number,
  { methods }: MonitorRules,
): Promise<KnownStream[]> {
  const [arrivals, expected, overrides, open] = await Promise.all([
    Promise.all(methods.map((method) => views.arrivals.slice({ partition: { method } }))),
    byId(views.expected.scan()),
    byId(views.overrides.scan()),
    openDeployments(views, minute),
  ])
  const before = new Map(statuses.map((row) => [row.id, row]))
  const streams = new Map<number, DeployedStreamName & { keys: (StreamKey & { last: number })[] }>()
  for (const { id, refdes, method, stream } of statuses) streams.set(id, { refdes, method, stream, keys: [] })
  for (const { refdes, method, stream, deployment, last } of arrivals.flat()) {
    const id = deployedStreamId({ refdes, method, stream })
    const key = { refdes, method, stream, deployment, last }
    const one = streams.get(id)
    if (one !== undefined) one.keys.push(key)
    else if (open.has(refdes)) streams.set(id, { refdes, method, stream, keys: [key] })
  }
  const known = [...streams].map(([id, { keys, ...name }]): KnownStream => {
    const override = overrides.get(id)
    const row = expected.get(expectedStreamId({ name: name.stream, method: name.method }))
    const overriding = override === undefined ? null : expectationOf(override)
    return {
      ...{ id, ...name, keys },
      last: keys.length === 0 ? null : Math.max(...keys.map(({ last }) => last)),
      deployed: open.get(name.refdes) ?? null,
      expected: effective(row === undefined ? null : expectationOf(row), overriding),
      isDisabled: isDisabled(overriding),
      before: before.get(id) ?? null,
    }
  })
  return known.sort((a, b) => compare(a.refdes, b.refdes) || compare(a.method, b.method) || compare(a.stream, b.stream))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

async function byId<R extends { readonly id: number }>(rows: AsyncIterable<R>): Promise<Map<number, R>> {
  const map = new Map<number, R>()
  for await (const row of rows) map.set(row.id, row)
  return map
}

/** Of each instrument; two that are open at once make it no two instruments. */
async function openDeployments({ deployments }: MonitorViews, minute: number): Promise<Map<string, Deployed>> {
  const open = new Map<string, Deployed>()
  for await (const { refdes, deployment, start, stop, asset } of deployments.scan()) {
    if (start > minute || (stop !== null && stop <= minute)) continue
    const other = open.get(refdes)
    const isLater =
      other === undefined || start > other.start || (start === other.start && deployment > other.deployment)
    if (isLater) open.set(refdes, { deployment, start, asset })
  }
  return open
}
