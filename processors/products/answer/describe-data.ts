/** What the data of an answer are: put together from definitions, deployments and the request. */
import type { deployments } from '../../../schemas/catalogue-tables.ts'
import { describeDataset, type KnownParameter } from '../../../schemas/formats/describe.ts'
import type {
  AnnotationDescription,
  DatasetDescription,
  DeploymentDescription,
  Json,
  ReductionDescription,
} from '../../../schemas/formats/described.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import type { Row } from '../../../schemas/table.ts'
import type { AnswerNames } from './answer-names.ts'
import type { AnswerColumn, DataPlan } from './plan-data.ts'

type Deployment = Row<typeof deployments>
type Types = Parameters<typeof describeDataset>[0]['types']

/** `types`: the columns of the rows but `time`, in their order. */
export function describeData(
  plan: DataPlan,
  request: DataRequested,
  deployed: readonly Deployment[],
  types: Types,
  names: AnswerNames,
  provenance: Json,
  reduction: ReductionDescription | null,
  annotations: readonly AnnotationDescription[] | null,
): DatasetDescription {
  const { refdes, method, stream } = plan.primary
  const each = [plan.primary, ...plan.others].flatMap(({ plan: of, columns }) =>
    columns.map((column) => ({ column, name: names.get(column.name) ?? column.name, version: versionOf(column, of) })),
  )
  return describeDataset({
    source: { refdes, method, stream },
    about: plan.primary.plan.stream.about,
    types,
    parameters: new Map(each.map(({ column, name }) => [name, known(column, name)])),
    versions: new Map(each.flatMap(({ name, version }) => (version === null ? [] : [[name, version] as const]))),
    deployments: deployed.map(deploymentOf),
    instrument: detailsOf(deployed),
    references: [...new Set(plan.primary.plan.steps.map(({ algorithm }) => algorithm.source))],
    coverage: { start: request.start, stop: request.stop },
    created: request.requestedAt,
    request: { id: '', query: request.query },
    provenance,
    reduction,
    annotations,
  })
}

function versionOf({ parameter }: AnswerColumn, { steps, stream }: DataPlan['primary']['plan']): string | null {
  const step = steps.find((one) => one.parameter.id === parameter.id)
  if (step === undefined) return null
  return `${step.algorithm.name} ${step.algorithm.formulaVersion}, definitions ${stream.version}`
}

function known({ name: own, parameter, missing }: AnswerColumn, name: string): KnownParameter {
  const named = name === own ? parameter : { ...parameter, alternateName: own }
  return missing === null ? named : { ...named, description: `No values: ${missing}` }
}

function deploymentOf(row: Deployment): DeploymentDescription {
  const { deployment, start, stop, latitude, longitude, depth, water_depth } = row
  return { number: deployment, start, stop, latitude, longitude, depth, waterDepth: water_depth }
}

/** Of the latest deployment: what its source says of the instrument. */
function detailsOf(deployed: readonly Deployment[]) {
  const latest = deployed[deployed.length - 1]
  const details = latest === undefined ? {} : (JSON.parse(latest.details) as Readonly<Record<string, unknown>>)
  const text = (name: string) => (typeof details[name] === 'string' ? details[name] : null)
  const asset = latest === undefined || latest.asset === '' ? null : latest.asset
  return { manufacturer: text('manufacturer'), model: text('model'), serialNumber: text('serialNumber') ?? asset }
}
