/** docs/EVENTS-REFERENCE.md: every topic with its key, settings and fields. */
import { type AnyTopic, subjectOf } from '../../topics/topic.ts'
import { plural } from '../cli/context.ts'
import { markdownTable, page } from './markdown.ts'

interface Field {
  readonly name: string
  readonly type: unknown
  readonly doc?: string
  readonly default?: unknown
}
interface Named {
  readonly type: unknown
  readonly name?: string
  readonly doc?: string
  readonly fields?: readonly Field[]
  readonly symbols?: readonly string[]
  readonly items?: unknown
  readonly values?: unknown
  readonly logicalType?: string
}

export function renderEvents(topics: readonly AnyTopic[]): string {
  return page(
    'Events',
    'Values are Avro in the Confluent wire format: a zero byte, the schema id as four bytes (big-endian), the Avro body. Schemas are compatible as BACKWARD_TRANSITIVE. A field without default must be given.',
    ...topics.flatMap(renderTopic),
  )
}

function renderTopic(topic: AnyTopic): string[] {
  const schema = JSON.parse(topic.schema.json) as Named
  const records = nestedRecords(schema)
  const retention =
    topic.retention === 'compact' ? 'compacted: the newest of each key' : plural(topic.retention.days, 'day')
  return [
    `## ${topic.name}`,
    topic.about,
    [
      `- Owner: ${topic.owner}`,
      `- Key: ${topic.keyedBy}`,
      `- Partitions: ${topic.partitions}`,
      `- Retention: ${retention}`,
      `- Largest message: ${topic.maxMessageBytes} bytes`,
      `- Schema: \`${topic.schema.fullName}\`, subject \`${subjectOf(topic.name)}\``,
      ...(topic.claimCheck === undefined
        ? []
        : [
            `- Large data: \`${topic.claimCheck.field}\` moves to the bucket \`${topic.claimCheck.bucket.name}\` and \`claim\` says where`,
          ]),
    ].join('\n'),
    fieldTable(schema),
    ...records.flatMap((record) => [
      `### ${record.name} (in ${topic.name})`,
      ...(record.doc === undefined ? [] : [record.doc]),
      fieldTable(record),
    ]),
  ]
}

const fieldTable = ({ fields = [] }: Named): string =>
  markdownTable(
    ['Field', 'Type', 'Default', 'About'],
    fields.map((field) => [
      `\`${field.name}\``,
      typeText(field.type),
      field.default === undefined ? 'none' : `\`${JSON.stringify(field.default)}\``,
      field.doc ?? '',
    ]),
  )

function typeText(type: unknown): string {
  if (typeof type === 'string') return type.split('.').at(-1) ?? type
  if (Array.isArray(type)) return `${typeText(type[1])}, may be null`
  const named = type as Named
  if (named.type === 'record') return named.name ?? 'record'
  if (named.type === 'enum') return `enum: ${named.symbols?.join(', ')}`
  if (named.type === 'array') return `array of ${inside(named.items)}`
  if (named.type === 'map') return `map of ${inside(named.values)}`
  return named.logicalType === undefined ? typeText(named.type) : `${typeText(named.type)} (${named.logicalType})`
}

const inside = (type: unknown): string => (Array.isArray(type) ? `(${typeText(type)})` : typeText(type))

/** Records defined inside a schema, in order, without itself. */
function nestedRecords(root: Named): Named[] {
  const found: Named[] = []
  const visit = (type: unknown): void => {
    if (Array.isArray(type)) {
      for (const branch of type) visit(branch)
      return
    }
    if (typeof type !== 'object' || type === null) return
    const named = type as Named
    if (named.type === 'record' && named !== root) found.push(named)
    for (const field of named.fields ?? []) visit(field.type)
    visit(named.items)
    visit(named.values)
  }
  visit(root)
  return found
}
