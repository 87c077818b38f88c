/** Sources: which files hold the data of which instrument. One JSON file, validated whole. */
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { methodPattern, refdesPattern } from './streams.ts'

const closed = { additionalProperties: false }

export const SourceSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', description: 'Unique name of the source.' }),
    glob: Type.String({
      minLength: 1,
      description: 'Folder or glob (`*`, `?`, `**`, `{a,b}`) of the files, relative to this file.',
    }),
    parser: Type.String({ minLength: 1, description: 'Name of the parser, e.g. ctdbp_cdef_dcl.' }),
    refdes: Type.String({ pattern: refdesPattern, description: 'Reference designator of the instrument.' }),
    method: Type.String({ pattern: methodPattern, description: 'How the data came: telemetered, recovered_host, …' }),
    deployment: Type.Integer({ minimum: 0, maximum: 99_999, description: 'Deployment number.' }),
    quietSeconds: Type.Number({
      default: 10,
      minimum: 0,
      maximum: 86_400,
      description:
        'A file that has not changed for so long is finished. A last line without an end is left out until the file ' +
        'is replaced or has not changed for ten times as long, at least 5 minutes; then it is finished once more.',
    }),
  },
  closed,
)
export const SourcesSchema = Type.Object({ sources: Type.Array(SourceSchema) }, closed)

export type Source = Readonly<Static<typeof SourceSchema>>

/** How long a file does not change before its last line, where that has no end, is taken for whole. */
export const lastLineQuietSeconds = ({ quietSeconds }: Source): number => Math.max(300, 10 * quietSeconds)

const examples: Readonly<Record<string, string>> = {
  name: 'a name like ctdbp1',
  refdes: 'a reference designator like CE02SHSM-RID27-03-CTDBPC000',
  method: 'a method like telemetered',
}

/**
 * The sources of a parsed JSON document, defaults filled in. `parsers` are the known parser names, where the caller has
 * them. Throws a RangeError that names every wrong field, its value and what it must be.
 */
export function parseSources(json: unknown, parsers?: readonly string[]): Source[] {
  const filled = Value.Default(SourcesSchema, structuredClone(json))
  const errors = [...Value.Errors(SourcesSchema, filled)]
  const firstOfEach = errors.filter(({ path }, at) => errors.findIndex((other) => other.path === path) === at)
  const problems = firstOfEach.map(({ path, message, value }) => {
    const field = path
      .slice(1)
      .replace(/\/(\d+)/g, '[$1]')
      .replaceAll('/', '.')
    const example = examples[path.slice(path.lastIndexOf('/') + 1)]
    const must = example !== undefined && typeof value === 'string' ? `must be ${example}` : message.toLowerCase()
    return `${field === '' ? 'the document' : field}: ${must}${value === undefined ? '' : `, not ${shown(value)}`}`
  })
  if (problems.length > 0) throw new RangeError(`sources: ${problems.join('; ')}`)
  const { sources } = filled as Static<typeof SourcesSchema>
  for (const [index, source] of sources.entries()) {
    if (sources.findIndex((other) => other.name === source.name) !== index) {
      problems.push(`sources[${index}].name: ${shown(source.name)} is used twice; names are unique`)
    }
    if (parsers !== undefined && !parsers.includes(source.parser)) {
      problems.push(`sources[${index}].parser: no parser ${shown(source.parser)}; there are ${parsers.join(', ')}`)
    }
  }
  if (problems.length > 0) throw new RangeError(`sources: ${problems.join('; ')}`)
  return sources
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
