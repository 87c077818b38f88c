/** What people say about the streams of an answer: annotations to be told, and what they exclude of each stream. */
import type { annotations } from '../../../schemas/catalogue-tables.ts'
import type { AnnotationDescription } from '../../../schemas/formats/described.ts'
import type { Row, TableView } from '../../../schemas/table.ts'
import { annotationsOn, type Exclusions, type Interval, subsiteOf } from '../annotations.ts'
import { exclusionsOf, withHosts } from '../engine/support-masks.ts'
import type { StreamPlan } from './plan-data.ts'

type Annotation = Row<typeof annotations>

export interface AnnotationViews {
  readonly annotations: TableView<typeof annotations>
}

export class SaidOfStreams {
  private constructor(private readonly bySubsite: ReadonlyMap<string, readonly Annotation[]>) {}

  static async read(views: AnnotationViews, streams: readonly StreamPlan[]): Promise<SaidOfStreams> {
    const subsites = [...new Set(streams.map(({ refdes }) => subsiteOf(refdes)))]
    const slices = await Promise.all(subsites.map((subsite) => views.annotations.slice({ partition: { subsite } })))
    return new SaidOfStreams(new Map(subsites.map((subsite, at) => [subsite, slices[at] ?? []])))
  }

  exclusions({ refdes, method, plan }: StreamPlan): Exclusions {
    return exclusionsOf(refdes, method, plan, this.bySubsite.get(subsiteOf(refdes)) ?? [])
  }

  /** Each once, by start. */
  in(range: Interval, streams: readonly StreamPlan[]): AnnotationDescription[] {
    const found = new Map<string, Annotation>()
    for (const { refdes, method, plan } of streams) {
      const all = this.bySubsite.get(subsiteOf(refdes)) ?? []
      for (const { stream } of withHosts(plan)) {
        const key = { refdes, method, stream: stream.name }
        for (const one of annotationsOn(key, range, all)) found.set(`${one.subsite}/${one.id}`, one)
      }
    }
    return [...found.values()].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1)).map(described)
  }
}

function described({ id, start, stop, text, ...said }: Annotation): AnnotationDescription {
  return {
    ...{ id, start, stop, text },
    parameters: JSON.parse(said.parameters) as string[],
    isExclusion: said.is_exclusion,
    qcFlag: said.qc_flag,
    author: said.author,
  }
}
