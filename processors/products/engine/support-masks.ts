/** What of supporting streams is not to be used, whoever asks: rows outside their deployments, and what annotations exclude. */
import type { annotations, deployments } from '../../../schemas/catalogue-tables.ts'
import type { Row, TableView } from '../../../schemas/table.ts'
import { type Exclusions, exclusionsFor, type Interval, subsiteOf } from '../annotations.ts'
import { parameterNamed } from '../answer/effective-stream.ts'
import { Masks } from './masks.ts'
import type { Plan, Support } from './plan.ts'
import { supportsIn } from './series.ts'
import { maxGapMicros } from './support-reader.ts'

export interface MaskViews {
  readonly annotations: TableView<typeof annotations>
  readonly deployments: TableView<typeof deployments>
}
type Annotation = Row<typeof annotations>
type Deployment = Row<typeof deployments>

export interface SupportMask {
  readonly masks: Masks
  /** What of the support is not used for rows of a range, as a text: equal where its masks are. Empty: nothing is masked. */
  signature(from: number, to: number): string
}

export type SupportMasks = ReadonlyMap<Support, SupportMask>

const always: Interval = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const nothing: Interval = { from: 0, to: 0 }

/** A virtual stream is without what its host is without. Parameters by the names of their columns. */
export function exclusionsOf(refdes: string, method: string, plan: Plan, all: readonly Annotation[]): Exclusions {
  const rows: Interval[] = []
  const values = new Map<string, readonly Interval[]>()
  for (const { stream } of withHosts(plan)) {
    const found = exclusionsFor({ refdes, method, stream: stream.name }, always, all)
    rows.push(...found.rows)
    for (const [word, intervals] of found.values) {
      const name = parameterNamed(stream, word)?.name ?? word
      values.set(name, [...(values.get(name) ?? []), ...intervals])
    }
  }
  return { rows, values }
}

export const withHosts = (plan: Plan): Plan[] => [plan, ...(plan.host === null ? [] : withHosts(plan.host))]

/** Looks at the catalogue once for each thing. */
export class SupportMaskReader {
  private readonly said = new Map<string, Promise<readonly Annotation[]>>()
  private readonly deployed = new Map<string, Promise<readonly Deployment[]>>()

  constructor(private readonly views: MaskViews) {}

  /** Of every support of a plan, its hosts, and the supports of these. */
  async of(plan: Plan): Promise<SupportMasks> {
    const all = supportsIn(plan)
    return new Map(await Promise.all(all.map(async (one) => [one, await this.mask(one)] as const)))
  }

  private async mask(support: Support): Promise<SupportMask> {
    const { refdes, method, plan } = support
    const [said, deployed] = await Promise.all([
      once(this.said, subsiteOf(refdes), (subsite) => this.views.annotations.slice({ partition: { subsite } })),
      once(this.deployed, refdes, (of) => this.views.deployments.slice({ partition: { refdes: of } })),
    ])
    const exclusions = exclusionsOf(refdes, method, plan, said)
    const gap = maxGapMicros(support)
    return {
      masks: new Masks(deployed, exclusions, nothing),
      signature: (from, to) => signatureOf(deployed, exclusions, { from: from - gap, to: to + gap }),
    }
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, read: (key: string) => Promise<T>): Promise<T> {
  const found = known.get(key) ?? read(key)
  known.set(key, found)
  return found
}

function signatureOf(deployed: readonly Deployment[], { rows, values }: Exclusions, range: Interval): string {
  const clipped = (all: readonly Interval[]) =>
    all.flatMap(({ from, to }) =>
      from < range.to && to > range.from ? [[Math.max(from, range.from), Math.min(to, range.to)]] : [],
    )
  const places = deployed.flatMap(({ deployment, start, stop }) =>
    clipped([{ from: start, to: stop ?? Number.POSITIVE_INFINITY }]).map((one) => [deployment, ...one]),
  )
  const excluded = [
    ...clipped(rows).map((one) => ['', ...one]),
    ...[...values].flatMap(([name, all]) => clipped(all).map((one) => [name, ...one])),
  ]
  return deployed.length + excluded.length === 0 ? '' : JSON.stringify([places, excluded])
}
