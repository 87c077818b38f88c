/** What a description says, as attributes by their names in CF-1.11 and ACDD-1.3. Nothing without a value is named. */
import { typeName } from '../columns/column.ts'
import type { DatasetDescription, DeploymentDescription, VariableDescription } from './described.ts'
import { formatTime } from './text/time-text.ts'

export const conventions = 'CF-1.11, ACDD-1.3'

type Named = readonly [name: string, value: string | number | null]
type Attribute = readonly [name: string, value: string]

const time = (micros: number | null): string | null => (micros === null ? null : formatTime(micros))
const lines = (texts: readonly string[]): string | null => (texts.length === 0 ? null : texts.join('\n'))
const words = (texts: readonly string[]): string | null => (texts.length === 0 ? null : texts.join(', '))

/** Of the whole data set: texts, in a fixed order. */
export function globalAttributes(described: DatasetDescription): Attribute[] {
  const { source, platform, instrument, attribution, request, reduction, coverage } = described
  const { creator, publisher } = attribution
  const key = `${source.refdes}-${source.method}-${source.stream}`
  const named: Named[] = [
    ['title', described.title],
    ['summary', described.summary],
    ['id', key],
    ['naming_authority', attribution.namingAuthority],
    ['institution', attribution.institution],
    ['project', attribution.project],
    ['source', `${source.stream} of ${instrument.longName} (${source.refdes}), ${source.method}`],
    ['refdes', source.refdes],
    ['collection_method', source.method],
    ['stream', source.stream],
    ['platform', platform.longName],
    ['platform_name', platform.name],
    ['instrument', instrument.longName],
    ['instrument_name', instrument.name],
    ['instrument_manufacturer', instrument.manufacturer],
    ['instrument_model', instrument.model],
    ['instrument_serial_number', instrument.serialNumber],
    ['deployments', words(described.deployments.map(deploymentText))],
    ['processing_level', described.processingLevel],
    ['history', lines([...described.history, `${formatTime(described.created)} asked for and written by Tideline`])],
    ['references', lines(described.references)],
    ['keywords', words(attribution.keywords)],
    ['license', attribution.license],
    ['acknowledgement', attribution.acknowledgement],
    ['creator_name', creator.name],
    ['creator_type', creator.type],
    ['creator_institution', attribution.institution],
    ['creator_url', creator.url],
    ['creator_email', creator.email],
    ['publisher_name', publisher.name],
    ['publisher_type', publisher.type],
    ['publisher_institution', attribution.institution],
    ['publisher_url', publisher.url],
    ['publisher_email', publisher.email],
    ['date_created', time(described.created)],
    ['date_issued', time(described.created)],
    ['date_modified', time(described.created)],
    ['date_metadata_modified', time(described.created)],
    ['request_id', request?.id ?? null],
    ['request', request?.query ?? null],
    ['requested_start', time(coverage.start)],
    ['requested_stop', time(coverage.stop)],
    ['reduction', reduction?.method ?? null],
    ['reduction_bin_seconds', reduction?.binMicros == null ? null : reduction.binMicros / 1e6],
    ['reduction_rows', reduction?.rows ?? null],
    ['annotations', described.annotations === null ? null : lines(described.annotations.map(annotationText))],
    ['provenance', described.provenance === null ? null : JSON.stringify(described.provenance)],
  ]
  return present(named)
}

/** Of one variable, without what depends on how a format keeps values (fill, flag values, valid range). */
export function variableAttributes(variable: VariableDescription): Attribute[] {
  const { dataProductIdentifier, level } = variable
  return present([
    ['units', variable.units],
    ['long_name', variable.longName ?? wordsOfName(variable.name)],
    ['standard_name', variable.standardName],
    ['comment', variable.comment],
    ['data_product_identifier', dataProductIdentifier],
    ['processing_level', level],
    ['ancillary_variables', variable.ancillary.length === 0 ? null : variable.ancillary.join(' ')],
    ['flag_meanings', variable.flag === null ? null : variable.flag.meanings.join(' ')],
    ['axis', variable.axis],
    ['positive', variable.positive],
    ['cell_methods', variable.cellMethods],
    ['alternate_names', variable.alternateNames.length === 0 ? null : variable.alternateNames.join(' ')],
    ['product_version', variable.version],
  ])
}

/** All of it as flat keys, for formats that hold only texts: `title`, `temp.units`, … */
export function describedAttributes(described: DatasetDescription): Attribute[] {
  return [
    ...globalAttributes(described),
    ...described.variables.flatMap((variable) =>
      [
        ['type', typeName(variable.type)] as Attribute,
        ...variableAttributes(variable),
        ...flagAttributes(variable),
      ].map(([name, value]): Attribute => [`${variable.name}.${name}`, value]),
    ),
  ]
}

function flagAttributes({ flag, validRange, precision }: VariableDescription): Attribute[] {
  return present([
    ['flag_values', flag?.kind === 'values' ? flag.values.join(' ') : null],
    ['flag_masks', flag?.kind === 'masks' ? flag.masks.join(' ') : null],
    ['valid_range', validRange === null ? null : validRange.join(' ')],
    ['precision', precision],
  ])
}

/** `sea_water_temp` → `Sea water temp`: where no long name is known. */
export function wordsOfName(name: string): string {
  const text = name.replaceAll('_', ' ').trim()
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function deploymentText({ number, start, stop, latitude, longitude, depth }: DeploymentDescription): string {
  const where = latitude === null || longitude === null ? '' : ` at ${latitude} N ${longitude} E`
  const deep = depth === null ? '' : `, ${depth} m deep`
  return `${number}: ${formatTime(start)} to ${stop === null ? 'now' : formatTime(stop)}${where}${deep}`
}

function annotationText(annotation: NonNullable<DatasetDescription['annotations']>[number]): string {
  const { start, stop, text, parameters, isExclusion, qcFlag, id } = annotation
  const what = parameters.length === 0 ? '' : ` (${parameters.join(', ')})`
  const flags = [isExclusion ? 'excluded' : null, qcFlag].filter((flag) => flag !== null).join(', ')
  const until = stop === null ? 'now' : formatTime(stop)
  return `${id}: ${formatTime(start)} to ${until}${what}${flags === '' ? '' : ` [${flags}]`}: ${text}`
}

const present = (named: readonly Named[]): Attribute[] =>
  named.filter(([, value]) => value !== null && value !== '').map(([name, value]) => [name, String(value)])
