/** A value as a tree: what it was computed by, from which arguments, and where each of those came from. */
import type { ResolvedParameter } from '../../../schemas/definitions/records.ts'
import type { Json } from '../../../schemas/formats/described.ts'
import { formatTime } from '../../../schemas/formats/text/time-text.ts'
import { coefficientTold } from '../answer/provenance.ts'
import type { KnownDeployment } from '../calibration.ts'
import type { Plan, Source, Step, Support } from '../engine/plan.ts'
import { type Computation, numberOf, operandValue, type Recorder } from './recorder.ts'

export interface Explained {
  readonly parameter: { readonly id: string; readonly name: string; readonly units: string }
  readonly refdes: string
  readonly method: string
  readonly stream: string
  readonly deployment: number | null
  readonly time: string
  readonly value: Json
  /** Null: as it was stored. */
  readonly computed: Computed | null
}

export interface Computed {
  readonly function: string
  readonly formulaVersion: number
  readonly about: string
  readonly source: string
  readonly definitionsVersion: string
  /** It sees the rows before, so far back. */
  readonly lookBackSeconds: number
  /** Of a window: its samples. */
  readonly samples: { readonly count: number; readonly first: string; readonly last: string } | null
  readonly arguments: Readonly<Record<string, Argument>>
}

export type Argument =
  | { readonly from: 'parameter'; readonly value: Json; readonly explained: Explained }
  | ({ readonly from: 'coefficient'; readonly name: string; readonly value: Json } & {
      readonly validity: ReturnType<typeof coefficientTold> | null
    })
  | { readonly from: 'constant'; readonly value: Json }
  | { readonly from: 'default'; readonly value: Json }
  | { readonly from: 'stream'; readonly value: Json; readonly interpolated: Interpolated }

export interface Interpolated {
  readonly refdes: string
  readonly method: string
  readonly stream: string
  readonly parameter: string
  readonly rule: string
  readonly maxGapSeconds: number
  readonly before: (Explained & { readonly distanceSeconds: number }) | null
  readonly after: (Explained & { readonly distanceSeconds: number }) | null
}

interface Where {
  readonly refdes: string
  readonly method: string
  readonly plan: Plan
  /** Null: whichever has a row at the time. */
  readonly deployment: number | null
}

/** More samples of a window are counted, not listed. */
const maxListed = 1000

export class Explaining {
  constructor(
    private readonly recorder: Recorder,
    private readonly deployments: readonly KnownDeployment[],
  ) {}

  /** `value`: as it was given out. Time in UTC microseconds. */
  explain(where: Where, parameter: ResolvedParameter, time: number, value: Json): Explained {
    const { refdes, method, plan } = where
    const { id, name, units } = parameter
    const step = stepOf(plan, id)
    const found = step === null ? null : this.recorder.computation(step, where.deployment, time)
    const deployment = where.deployment ?? found?.rows.deployment ?? null
    const computed = step === null || found === null ? null : this.computed({ ...where, deployment }, step, found)
    const stream = plan.stream.name
    return {
      parameter: { id, name, units },
      refdes,
      method,
      stream,
      deployment,
      time: formatTime(time),
      value,
      computed,
    }
  }

  private computed(where: Where, step: Step, found: Computation): Computed {
    const { algorithm } = step
    const { time, given, windows } = found.rows
    const [first, last] = [time[found.from], time[found.to - 1]]
    const told = Object.entries(given).map(([name, operand]) => {
      const listed = Math.min(found.to, found.from + maxListed)
      const isOne = windows === null || operand.stride === 0
      const value: Json = isOne
        ? operandValue(operand, found.from)
        : Array.from({ length: listed - found.from }, (_, at) => operandValue(operand, found.from + at))
      const source = step.arguments.get(name)
      return [name, source === undefined ? { from: 'default', value } : this.argument(where, source, found, value)]
    })
    return {
      function: algorithm.name,
      formulaVersion: algorithm.formulaVersion,
      about: algorithm.about,
      source: algorithm.source,
      definitionsVersion: where.plan.stream.version,
      lookBackSeconds: (algorithm.kind === 'row' ? algorithm : algorithm.window).lookBackMicros / 1e6,
      samples:
        windows === null || first === undefined || last === undefined
          ? null
          : { count: found.to - found.from, first: formatTime(first), last: formatTime(last) },
      arguments: Object.fromEntries(told) as Computed['arguments'],
    }
  }

  private argument(where: Where, source: Source, found: Computation, value: Json): Argument {
    const time = found.rows.time[found.from] as number
    switch (source.from) {
      case 'constant':
        return { from: 'constant', value }
      case 'calibration': {
        // Of a window, what holds at its start.
        const at = found.rows.windows?.start[found.at] ?? time
        const known = this.deployments.find(
          ({ refdes, deployment }) => refdes === where.refdes && deployment === found.rows.deployment,
        )
        const [valid] = known?.valid(source.name, at, at + 1) ?? []
        return {
          from: 'coefficient',
          name: source.name,
          value,
          validity: valid === undefined ? null : coefficientTold(valid),
        }
      }
      case 'own': {
        const { plan } = where
        const parameter = plan.stream.parameters.find(({ id }) => id === source.id) as ResolvedParameter
        // A window's samples are computed alike: the first stands for all.
        const own = plan.steps.some((step) => step.parameter.id === source.id) || plan.host === null
        const of = own ? where : { ...where, plan: plan.host ?? plan }
        const first = found.rows.windows !== null && Array.isArray(value) ? (value[0] ?? null) : value
        return { from: 'parameter', value, explained: this.explain(of, parameter, time, first) }
      }
      case 'support':
        return { from: 'stream', value, interpolated: this.interpolated(source.support, time) }
    }
  }

  private interpolated(support: Support, time: number): Interpolated {
    const { refdes, method, stream, parameter, plan } = support
    const found = this.recorder.neighbours(support, time)
    const told = (one: { time: number; value: number } | null) => {
      if (one === null) return null
      const where = { refdes, method, plan, deployment: null }
      const distanceSeconds = Math.abs(one.time - time) / 1e6
      return { ...this.explain(where, parameter, one.time, numberOf(one.value)), distanceSeconds }
    }
    const { rule, before, after } = found ?? { rule: null, before: null, after: null }
    return {
      ...{ refdes, method, stream, parameter: parameter.name },
      rule: rule?.isAngle === true ? 'linear, the short way round' : 'linear',
      maxGapSeconds: (rule?.maxGapMicros ?? 0) / 1e6,
      before: told(before),
      after: told(after),
    }
  }
}

function stepOf({ steps, host }: Plan, id: string): Step | null {
  return steps.find((step) => step.parameter.id === id) ?? (host === null ? null : stepOf(host, id))
}
