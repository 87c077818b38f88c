/** What the gateway reads of the monitor: rows, and how they are shown. Small tables: a listing reads them whole. */
import { effective, expectationOf, nothingExpected } from '../../schemas/status/expectation.ts'
import { expectedStreamId, instrumentId } from '../../schemas/status/identity.ts'
import {
  expectedStreams,
  statusChanges,
  streamArrivals,
  streamOverrides,
  streamStatuses,
} from '../../schemas/status-tables.ts'
import type { Row, TableStore } from '../../schemas/table.ts'
import { chunkStats, streamBins } from '../../schemas/tables.ts'
import { secondFormatter } from '../availability/report-body.ts'

export type StatusViews = ReturnType<typeof statusViews>

export const statusViews = (tables: TableStore) => ({
  expected: tables.view(expectedStreams),
  overrides: tables.view(streamOverrides),
  statuses: tables.view(streamStatuses),
  changes: tables.view(statusChanges),
  arrivals: tables.view(streamArrivals),
  stats: tables.view(chunkStats),
  bins: tables.view(streamBins),
})

export interface ShownExpected {
  readonly id: number
  readonly name: string
  readonly method: string
  readonly expected_rate: number
  readonly warn_interval: number
  readonly fail_interval: number
}

export interface ShownDeployed {
  readonly id: number
  readonly reference_designator: string
  readonly reference_designator_id: number
  readonly expected_stream: ShownExpected
  /** Null: as the expected stream has it. */
  readonly expected_rate: number | null
  readonly warn_interval: number | null
  readonly fail_interval: number | null
  readonly status: string
  readonly status_time: string
}

type ExpectedRow = Row<typeof expectedStreams>
type OverrideRow = Row<typeof streamOverrides>
type StatusRow = Row<typeof streamStatuses>

/** A stream that nobody said anything about is expected at no rate and without limits. */
function shownExpected(name: { name: string; method: string }, row: ExpectedRow | null | undefined): ShownExpected {
  const { expectedRate, warnInterval, failInterval } = effective(row ? expectationOf(row) : nothingExpected, null)
  return {
    id: expectedStreamId(name),
    ...name,
    ...{ expected_rate: expectedRate, warn_interval: warnInterval, fail_interval: failInterval },
  }
}

function shownDeployed(
  row: StatusRow,
  expected: ExpectedRow | null | undefined,
  override: OverrideRow | null | undefined,
) {
  return {
    id: row.id,
    reference_designator: row.refdes,
    reference_designator_id: instrumentId(row.refdes),
    expected_stream: shownExpected({ name: row.stream, method: row.method }, expected),
    expected_rate: override?.expected_rate ?? null,
    warn_interval: override?.warn_interval ?? null,
    fail_interval: override?.fail_interval ?? null,
    status: row.state,
    status_time: secondFormatter()(row.changed_at),
  } satisfies ShownDeployed
}

/** Null: nothing is said of such a stream, and none was seen. */
export async function expectedById({ expected, statuses }: StatusViews, id: number): Promise<ShownExpected | null> {
  const row = await expected.get({ id })
  if (row !== null) return shownExpected({ name: row.name, method: row.method }, row)
  for await (const { stream, method } of statuses.scan()) {
    if (expectedStreamId({ name: stream, method }) === id) return shownExpected({ name: stream, method }, null)
  }
  return null
}

/** Of all streams that somebody said something about, or that were seen; by name and method. */
export async function allExpected({ expected, statuses }: StatusViews): Promise<ShownExpected[]> {
  const all = new Map<number, ShownExpected>()
  for await (const { stream, method } of statuses.scan()) {
    const shown = shownExpected({ name: stream, method }, null)
    all.set(shown.id, shown)
  }
  for await (const row of expected.scan()) all.set(row.id, shownExpected({ name: row.name, method: row.method }, row))
  return [...all.values()].sort((a, b) => compare(a.name, b.name) || compare(a.method, b.method))
}

/** Null: no such stream was ever judged. */
export async function deployedById(views: StatusViews, id: number): Promise<ShownDeployed | null> {
  const row = await views.statuses.get({ id })
  if (row === null) return null
  const [expected, override] = await Promise.all([
    views.expected.get({ id: expectedStreamId({ name: row.stream, method: row.method }) }),
    views.overrides.get({ id }),
  ])
  return shownDeployed(row, expected, override)
}

/** By instrument, stream and method. */
export async function allDeployed(
  views: StatusViews,
  accepts: (row: Pick<StatusRow, 'refdes'>) => boolean = () => true,
): Promise<ShownDeployed[]> {
  const [rows, expected, overrides] = await Promise.all([
    rowsOf(views.statuses.scan(), accepts),
    rowsOf(views.expected.scan()),
    rowsOf(views.overrides.scan()),
  ])
  const expectedOf = new Map(expected.map((row) => [row.id, row]))
  const overrideOf = new Map(overrides.map((row) => [row.id, row]))
  return rows
    .sort((a, b) => compare(a.refdes, b.refdes) || compare(a.stream, b.stream) || compare(a.method, b.method))
    .map((row) => {
      const name = { name: row.stream, method: row.method }
      return shownDeployed(row, expectedOf.get(expectedStreamId(name)), overrideOf.get(row.id))
    })
}

export async function rowsOf<R>(rows: AsyncIterable<R>, accepts: (row: R) => boolean = () => true): Promise<R[]> {
  const found: R[] = []
  for await (const row of rows) if (accepts(row)) found.push(row)
  return found
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
