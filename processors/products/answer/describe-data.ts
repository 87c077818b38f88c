/** What the data of an answer are: put together from definitions, deployments and the request. */
import type { deployments } from '../../../schemas/catalogue-tables.ts'
import { defaultAttribution } from '../../../schemas/formats/attribution.ts'
import type {
  DatasetDescription,
  DeploymentDescription,
  Json,
  VariableDescription,
} from '../../../schemas/formats/described.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import type { Row } from '../../../schemas/table.ts'
import type { Plan } from '../engine/plan.ts'
import { isMobile, partsOf } from '../engine/supporting-streams.ts'
import type { AnswerColumn, DataPlan } from './plan-data.ts'

const levels = {
  L0: 'L0: as the instrument gave them',
  L1: 'L1: calibrated',
  L2: 'L2: derived from several measurements',
} as const

export function describeData(
  plan: DataPlan,
  request: DataRequested,
  deployed: readonly Row<typeof deployments>[],
  flags: readonly VariableDescription[],
  provenance: Json,
): DatasetDescription {
  const { refdes, method, stream } = plan.primary
  const { subsite, node, sensor } = partsOf(refdes)
  const about = plan.primary.plan.stream.about
  const variables = [plan.primary, ...plan.others].flatMap(({ plan: of, columns }) =>
    columns.map((column) => variableOf(column, of, flags)),
  )
  const details = detailsOf(deployed)
  return {
    title: `${stream} of ${refdes}, ${method}`,
    summary: about,
    source: { refdes, method, stream },
    variables: [deploymentVariable, ...variables, ...flags],
    platform: { name: `${subsite}-${node}`, longName: `${subsite} ${node}`, isMobile: isMobile(refdes) },
    instrument: { name: sensor, longName: refdes, ...details },
    deployments: deployed.map(deploymentOf),
    processingLevel: levels[highestLevel(plan)],
    history: [],
    references: [...new Set(plan.primary.plan.steps.map(({ algorithm }) => algorithm.source))],
    request: { id: '', query: request.query },
    coverage: { start: request.start, stop: request.stop },
    reduction: null,
    created: request.requestedAt,
    attribution: defaultAttribution,
    provenance,
    annotations: null,
  }
}

function highestLevel(plan: DataPlan): keyof typeof levels {
  const found = new Set(plan.primary.columns.map(({ parameter }) => parameter.level))
  return found.has('L2') ? 'L2' : found.has('L1') ? 'L1' : 'L0'
}

function variableOf(column: AnswerColumn, of: Plan, flags: readonly VariableDescription[]): VariableDescription {
  const { name, parameter, type, missing } = column
  const step = of.steps.find((one) => one.parameter.id === parameter.id)
  const isDepth = parameter.standardName === 'depth'
  const comment = missing === null ? parameter.description : `No values: ${missing}`
  return {
    name,
    type,
    dimensions: parameter.dimensions.length === 0 ? null : parameter.dimensions,
    units:
      type.scalar === 'string' || type.scalar === 'timestamp' || type.scalar === 'boolean' ? null : parameter.units,
    longName: parameter.longName,
    standardName: parameter.standardName,
    comment,
    fill: typeof parameter.fill === 'number' ? parameter.fill : null,
    dataProductIdentifier: parameter.dataProductIdentifier,
    level: parameter.level,
    ancillary: flags.filter((flag) => flag.name.startsWith(`${name}_q`)).map((flag) => flag.name),
    flag: null,
    precision: parameter.precision,
    axis: isDepth ? 'Z' : null,
    positive: isDepth ? 'down' : null,
    validRange: null,
    cellMethods: step?.algorithm.kind === 'window' ? 'time: mean' : null,
    alternateNames: [...new Set([parameter.id, parameter.fileName ?? parameter.name, parameter.name])].filter(
      (one) => one !== name,
    ),
    version:
      step === undefined
        ? null
        : `${step.algorithm.name} ${step.algorithm.formulaVersion}, definitions ${of.stream.version}`,
  }
}

const deploymentVariable: VariableDescription = {
  name: 'deployment',
  type: { scalar: 'int32' },
  dimensions: null,
  units: '1',
  longName: 'Deployment number',
  standardName: null,
  comment: null,
  fill: null,
  dataProductIdentifier: null,
  level: null,
  ancillary: [],
  flag: null,
  precision: null,
  axis: null,
  positive: null,
  validRange: null,
  cellMethods: null,
  alternateNames: [],
  version: null,
}

function deploymentOf(row: Row<typeof deployments>): DeploymentDescription {
  const { deployment, start, stop, latitude, longitude, depth, water_depth } = row
  return { number: deployment, start, stop, latitude, longitude, depth, waterDepth: water_depth }
}

/** Of the latest deployment: what its source says of the instrument. */
function detailsOf(deployed: readonly Row<typeof deployments>[]) {
  const latest = deployed[deployed.length - 1]
  const details = latest === undefined ? {} : (JSON.parse(latest.details) as Readonly<Record<string, unknown>>)
  const text = (name: string) => (typeof details[name] === 'string' ? details[name] : null)
  return {
    manufacturer: text('manufacturer'),
    model: text('model'),
    serialNumber: text('serialNumber') ?? (latest === undefined || latest.asset === '' ? null : latest.asset),
  }
}
