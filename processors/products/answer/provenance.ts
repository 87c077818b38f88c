/** Where each product of an answer comes from: enough to compute its values again. */
import type { Json } from '../../../schemas/formats/described.ts'
import { formatTime } from '../../../schemas/formats/text/time-text.ts'
import type { KnownDeployment } from '../calibration.ts'
import type { Valid, WhatIf } from '../coefficient-intervals.ts'
import type { Range } from '../engine/catalogue.ts'
import type { Plan, Source } from '../engine/plan.ts'
import type { SupportUse } from '../engine/support-reader.ts'
import type { DataPlan } from './plan-data.ts'

/** The computation as planned: functions with their versions, and what is bound to each argument. */
export function plannedProvenance(plan: DataPlan): Json {
  return Object.fromEntries(
    [plan.primary, ...plan.others].map((one) => [`${one.refdes}/${one.method}/${one.stream}`, computations(one.plan)]),
  )
}

function computations(plan: Plan): Json {
  const steps = plan.steps.map(({ parameter, algorithm, arguments: bound }) => [
    parameter.name,
    {
      parameter: parameter.id,
      function: algorithm.name,
      formulaVersion: algorithm.formulaVersion,
      source: algorithm.source,
      arguments: Object.fromEntries([...bound].map(([name, source]) => [name, sourceOf(source, plan)])),
    },
  ])
  return {
    definitionsVersion: plan.stream.version,
    computations: Object.fromEntries(steps),
    ...(plan.host === null ? {} : { windowsOf: { [plan.host.stream.name]: computations(plan.host) } }),
  }
}

function sourceOf(source: Source, plan: Plan): Json {
  switch (source.from) {
    case 'own':
      return {
        parameter: source.id,
        name: plan.stream.parameters.find(({ id }) => id === source.id)?.name ?? source.id,
      }
    case 'calibration':
      return { calibration: source.name }
    case 'constant':
      return { constant: source.value }
    case 'support': {
      const { refdes, method, stream, parameter, plan: theirs } = source.support
      return {
        refdes,
        method,
        stream,
        parameter: parameter.id,
        name: parameter.name,
        ...(computations(theirs) as object),
      }
    }
  }
}

/** Names of the coefficients that each instrument's computations may use, by reference designator. */
export function coefficientsOf(plan: DataPlan): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>()
  const add = (refdes: string, of: Plan): void => {
    const known = names.get(refdes) ?? new Set<string>()
    names.set(refdes, known)
    for (const source of of.steps.flatMap((step) => [...step.arguments.values()])) {
      if (source.from === 'calibration') known.add(source.name)
      else if (source.from === 'support') add(source.support.refdes, source.support.plan)
    }
    if (of.host !== null) add(refdes, of.host)
  }
  for (const one of [plan.primary, ...plan.others]) add(one.refdes, one.plan)
  return names
}

/** Names of coefficients sent with the request that no computation looks at. */
export function unusedCoefficients(plan: DataPlan, whatIf: WhatIf | null): string[] {
  const used = new Set([...coefficientsOf(plan).values()].flatMap((names) => [...names]))
  return Object.keys(whatIf ?? {}).filter((name) => !used.has(name))
}

/** The deployments that were used, each with the coefficients that held at some time of the range. */
export function deploymentsTold(
  known: readonly KnownDeployment[],
  names: ReadonlyMap<string, ReadonlySet<string>>,
  { from, to }: Range,
): Json {
  return known.map(({ refdes, deployment, row, valid }) => ({
    refdes,
    deployment,
    start: row === null ? null : formatTime(row.start),
    stop: row === null || row.stop === null ? null : formatTime(row.stop),
    asset: row?.asset ?? null,
    version: row?.version ?? null,
    coefficients: [...(names.get(refdes) ?? [])]
      .sort()
      .flatMap((name) => valid(name, from, Math.max(to, from + 1)).map((one) => ({ name, ...coefficientTold(one) }))),
  }))
}

/** A bound that is null: none. */
export function coefficientTold({ text, from, to, origin }: Valid) {
  const bound = (micros: number) => (Number.isFinite(micros) ? formatTime(micros) : null)
  return { value: JSON.parse(text) as Json, validFrom: bound(from), validTo: bound(to), ...origin }
}

/** How supporting parameters were brought to the rows' times. */
export function interpolations(uses: readonly SupportUse[]): Json {
  return uses.map(({ support: { refdes, method, stream, parameter }, maxGapMicros, maxDistanceMicros }) => ({
    refdes,
    method,
    stream,
    parameter: parameter.name,
    interpolation: 'linear; degrees of direction the short way round',
    maxGapSeconds: maxGapMicros / 1e6,
    maxDistanceSeconds: maxDistanceMicros / 1e6,
  }))
}
