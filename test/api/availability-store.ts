/** Rows of deployments and bins, as processors leave them, for tests of availability. */
import { deployments } from '../../schemas/catalogue-tables.ts'
import { binsOf, packBins } from '../../schemas/status/availability/bins.ts'
import { atomically, put, type Write } from '../../schemas/table.ts'
import { binBlocks, streams } from '../../schemas/tables.ts'

/** `2015-06-02 04:40:00` as UTC microseconds. */
export const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`) * 1000

export function deployed(refdes: string, deployment: number, start: string, stop: string | null): Write {
  const place = {
    asset: '',
    latitude: null,
    longitude: null,
    depth: null,
    water_depth: null,
    details: '{}',
    version: 'v',
  }
  const times = { start: at(start), stop: stop === null ? null : at(stop) }
  return put(deployments, { refdes, deployment, ...times, ...place })
}

type Span = readonly [first: string, last: string, count: number]

/** One block with a bin for each span, and the stream's row of the catalogue. */
export function binned(
  [refdes, method, stream, deployment]: readonly [string, string, string, number],
  ...spans: readonly Span[]
): Write {
  const key = { refdes, method, stream, deployment }
  const bins = spans.map(([first, last, count]) => ({ first: at(first), last: at(last), count }))
  const { first } = bins[0]!
  const sums = { count: bins.reduce((sum, { count }) => sum + count, 0), first, last: bins.at(-1)!.last }
  const data = packBins(binsOf(bins))
  return atomically(
    put(binBlocks, { ...key, block: first, ...sums, bins: bins.length, data }),
    put(streams, { ...key, ...sums }),
  )
}
