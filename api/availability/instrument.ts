/**
 * What the stores know of the availability of an instrument: plain reads. The bins come packed in one slice, kept by a
 * processor; telling spans from them takes milliseconds. So the gateway does it by itself, without a trip over topics.
 */
import { type Bins, unpackBins } from '../../schemas/status/availability/bins.ts'
import type { Deployment } from '../../schemas/status/availability/window.ts'
import type { Gateway } from '../gateway.ts'

export type AvailabilityViews = Pick<Gateway, 'binBlocks' | 'deployments'>

/** Some of the bins of a stream key; those of several blocks come in order. */
export interface StreamPart {
  readonly method: string
  readonly stream: string
  readonly deployment: number
  readonly bins: Bins
}

/** Every stream of the instrument that has particles. Exact names, where given. */
export async function streamParts(
  { binBlocks }: AvailabilityViews,
  refdes: string,
  { method, stream }: { readonly method?: string; readonly stream?: string } = {},
): Promise<StreamPart[]> {
  const prefix = method === undefined ? {} : stream === undefined ? { method } : { method, stream }
  const columns = ['method', 'stream', 'deployment', 'data'] as const
  const rows = await binBlocks.slice({ partition: { refdes }, prefix, columns })
  return rows
    .filter((row) => (stream ?? row.stream) === row.stream)
    .map((row) => ({ method: row.method, stream: row.stream, deployment: row.deployment, bins: unpackBins(row.data) }))
}

export async function deploymentsOf({ deployments }: AvailabilityViews, refdes: string): Promise<Deployment[]> {
  const rows = await deployments.slice({ partition: { refdes }, columns: ['deployment', 'start', 'stop'] })
  return rows.map(({ deployment, start, stop }) => ({ number: deployment, start, stop }))
}

/** The earliest start of any deployment of any instrument; null when there is none. */
export async function earliestDeployment({ deployments }: AvailabilityViews): Promise<number | null> {
  let earliest: number | null = null
  for await (const { start } of deployments.scan()) earliest = Math.min(earliest ?? start, start)
  return earliest
}
