/** Where each product of an answer comes from: enough to compute its values again. */
import type { Json } from '../../../schemas/formats/described.ts'
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
