/** Puts a description together from what is known of a stream; what is not known is said to be so, never left out. */
import type { ColumnType } from '../columns/column.ts'
import type { DataLevel } from '../definitions/records.ts'
import { type Codes, codedFlag, codesInWords } from './coded-values.ts'
import type {
  Attribution,
  DatasetDescription,
  InstrumentDescription,
  SourceDescription,
  VariableDescription,
} from './described.ts'
import { judgedBy, qualityVariable } from './quality-columns.ts'

/** What a definition says of a parameter: of our own definition files, or a record of the registry. */
export interface KnownParameter {
  readonly units: string
  readonly longName: string
  readonly standardName?: string | null
  readonly id?: string
  /** Its name in the definition, where it is not that of the column. */
  readonly alternateName?: string
  readonly description?: string | null
  readonly dimensions?: readonly string[]
  readonly fill?: number | string | null
  readonly precision?: number | null
  readonly dataProductIdentifier?: string | null
  readonly level?: DataLevel | null
  /** Words by value. */
  readonly codes?: Codes | null
}

/** What is certain; the rest may be given, and takes the place of what would be said without. */
export interface KnownDataset extends Partial<Omit<DatasetDescription, 'variables' | 'instrument'>> {
  readonly source: SourceDescription
  readonly created: number
  /** The columns of the rows but `time`, in their order. */
  readonly types: ReadonlyMap<string, ColumnType>
  readonly parameters: ReadonlyMap<string, KnownParameter>
  /** What the stream is, in a sentence. */
  readonly about?: string
  readonly instrument?: Partial<InstrumentDescription>
  /** Version of each derived variable. */
  readonly versions?: ReadonlyMap<string, string>
}

export const unstatedAttribution: Attribution = {
  institution: 'Not stated',
  project: 'Not stated',
  creator: { name: 'Not stated', type: 'institution', url: null, email: null },
  publisher: { name: 'Not stated', type: 'institution', url: null, email: null },
  license: 'Not stated',
  acknowledgement: 'Not stated',
  namingAuthority: 'local',
  keywords: ['ocean', 'in situ observation'],
}

/** Nodes whose instruments move: gliders, profilers, winched and surface-piercing ones. */
const mobileNode = /^(GL|PG|SF|WFP|SP|DP|PC)/

export function describeDataset(known: KnownDataset): DatasetDescription {
  const { source, types, parameters: _, versions: __, instrument, about, ...given } = known
  const [subsite = '', node = '', , sensor = ''] = source.refdes.split('-')
  const platformName = `${subsite}-${node}`
  const variables = [...types].map(([name, type]) => variable(name, type, known))
  const what = about ?? `Particles of the stream ${source.stream}.`
  return {
    title: `${source.stream} at ${source.refdes}, ${source.method}`,
    summary: `${what} Measured by ${source.refdes}; data came ${source.method.replaceAll('_', ' ')}.`,
    platform: { name: platformName, longName: platformName, isMobile: mobileNode.test(node) },
    deployments: [],
    processingLevel: levelInWords(variables),
    history: [],
    references: [],
    request: null,
    coverage: { start: null, stop: null },
    reduction: null,
    attribution: unstatedAttribution,
    provenance: null,
    annotations: null,
    ...given,
    source: { refdes: source.refdes, method: source.method, stream: source.stream },
    variables,
    instrument: {
      name: source.refdes,
      longName: sensor === '' ? source.refdes : sensor,
      manufacturer: null,
      model: null,
      serialNumber: null,
      ...instrument,
    },
  }
}

const levels: Readonly<Record<DataLevel, string>> = {
  L0: 'L0: as the instrument told it',
  L1: 'L1: calibrated, in physical units',
  L2: 'L2: derived from several measurements',
}

function levelInWords(variables: readonly VariableDescription[]): string {
  const found = (['L2', 'L1', 'L0'] as const).find((level) => variables.some((one) => one.level === level))
  return levels[found ?? 'L0']
}

function variable(name: string, type: ColumnType, known: KnownDataset): VariableDescription {
  const { types, parameters, versions } = known
  const definition = parameters.get(name)
  const flag = definition?.codes == null ? null : codedFlag(definition.codes, type, definition.fill)
  const plain: VariableDescription = {
    name,
    type,
    dimensions: definition?.dimensions?.length === 1 ? definition.dimensions : null,
    units: hasUnits(type) ? (definition?.units ?? null) : null,
    longName: definition?.longName ?? null,
    standardName: definition?.standardName ?? null,
    comment: commentOf(definition, flag),
    fill: typeof definition?.fill === 'number' ? definition.fill : null,
    dataProductIdentifier: definition?.dataProductIdentifier ?? null,
    level: definition?.level ?? null,
    ancillary: judgedBy(name, types),
    flag,
    precision: definition?.precision ?? null,
    axis: null,
    positive: null,
    validRange: null,
    cellMethods: null,
    alternateNames: [definition?.alternateName, definition?.id].filter((one) => one !== undefined),
    version: versions?.get(name) ?? null,
  }
  if (name === 'deployment') return { ...plain, longName: plain.longName ?? 'Deployment number' }
  return { ...plain, ...qualityVariable(name, types), ...coordinate(plain) }
}

/** Codes that are no flags are told in words. */
function commentOf(definition: KnownParameter | undefined, flag: VariableDescription['flag']): string | null {
  const { description = null, codes = null } = definition ?? {}
  if (codes === null || flag !== null || Object.keys(codes).length === 0) return description
  return description === null || description === '' ? codesInWords(codes) : `${description} ${codesInWords(codes)}`
}

const hasUnits = ({ scalar }: ColumnType): boolean => !['string', 'boolean', 'timestamp'].includes(scalar)

function coordinate({ standardName }: VariableDescription): Pick<VariableDescription, 'axis' | 'positive'> {
  if (standardName === 'latitude') return { axis: 'Y', positive: null }
  if (standardName === 'longitude') return { axis: 'X', positive: null }
  return standardName === 'depth' ? { axis: 'Z', positive: 'down' } : { axis: null, positive: null }
}
