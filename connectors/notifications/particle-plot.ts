/** Particles per second of one stream over a span, from the statistics of its chunks. */
import { binLength } from '../../schemas/definitions/index.ts'
import { pngOf } from '../../schemas/formats/plot/raster.ts'
import { svgOf } from '../../schemas/formats/plot/svg.ts'
import type { Bin } from '../../schemas/formats/plot/time-bins.ts'
import { countWithin, type Run } from '../../schemas/status/measure-rates.ts'
import { formatStreamKey } from '../../schemas/streams.ts'
import { timeColumn } from '../../schemas/tables.ts'
import type { StatusViews } from './channel.ts'
import { minuteText } from './mail-text.ts'
import type { Picture } from './mailer.ts'

export interface PlottedStream {
  readonly refdes: string
  readonly method: string
  readonly stream: string
}

/** Of a day ten minutes each. */
const steps = 144
const width = 800

export async function plotParticles(
  stream: PlottedStream,
  views: StatusViews,
  { after, until }: { readonly after: number; readonly until: number },
): Promise<Picture> {
  const { refdes, method, stream: name } = stream
  const step = (until - after) / steps
  const runs = await runsOf(stream, views, after, until)
  const bins = ratesOf(runs, after, until).map((rate, at): Bin => {
    const time = after + (at + 0.5) * step
    return { count: 1, firstTime: time, lastTime: time, first: rate, last: rate, min: rate, max: rate }
  })
  const total = Math.round(ratesOf(runs, after, until).reduce((sum, rate) => sum + rate * (step / 1e6), 0))
  const svg = svgOf({
    title: [`${refdes} · ${method} · ${name}`, `${minuteText(after)} to ${minuteText(until)}: ${total} particles`],
    from: after,
    to: until,
    panels: [
      {
        label: 'particles per second',
        units: null,
        content: { kind: 'line', bins, flagged: [], gapMicros: Number.POSITIVE_INFINITY },
      },
    ],
    notes: [],
    width,
    height: null,
  })
  return { name: `${refdes}-${method}-${name}`, png: await pngOf(svg) }
}

/** Chunks of all deployments, as they were stored. */
async function runsOf({ refdes, method, stream }: PlottedStream, views: StatusViews, after: number, until: number) {
  const arrivals = await views.arrivals.slice({ partition: { method }, prefix: { refdes, stream } })
  const length = binLength(stream)
  const runs: Run[] = []
  for (const { deployment, last } of arrivals) {
    if (last <= after) continue
    for (let bin = Math.floor(after / length) * length; bin <= until; bin += length) {
      const partition = { stream_key: formatStreamKey({ refdes, method, stream, deployment }), bin }
      const columns = ['count', 'first', 'last'] as const
      for (const row of await views.stats.slice({ partition, prefix: { column_name: timeColumn }, columns })) {
        if (row.first !== null && row.last !== null) runs.push({ count: row.count, first: row.first, last: row.last })
      }
    }
  }
  return runs
}

/** Particles per second in each of equal steps of after < time ≤ until; those of a run are as far apart from each other. */
export function ratesOf(runs: readonly Run[], after: number, until: number): number[] {
  const step = (until - after) / steps
  const counts = new Array<number>(steps).fill(0)
  for (const run of runs) {
    const first = Math.max(0, Math.ceil((run.first - after) / step) - 1)
    const last = Math.min(steps - 1, Math.ceil((run.last - after) / step) - 1)
    for (let at = first; at <= last; at++) {
      counts[at]! += countWithin(run, after + at * step, after + (at + 1) * step)
    }
  }
  return counts.map((count) => count / (step / 1e6))
}
