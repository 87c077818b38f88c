/** An explanation for a person: the values, the tree of the first, then what they were read from. */
import type { Explanation } from '../../processors/products/explain/explain.ts'
import type { Argument, Explained } from '../../processors/products/explain/explanation.ts'
import type { Json } from '../../schemas/formats/described.ts'
import { plural } from './context.ts'

type Told = Readonly<Record<string, Json>>

const shownValues = 20
const shownElements = 6

export function explanationLines({ values, isCut, query, provenance }: Explanation): string[] {
  const [first] = values
  if (first === undefined) return []
  const { parameter, refdes, method, stream } = first
  const more = values.length - shownValues
  return [
    `${parameter.name} (${parameter.id}) of ${refdes} ${method} ${stream}`,
    '',
    ...values.slice(0, shownValues).map((one) => `  ${one.time}  ${withUnits(one)}${ofDeployment(one)}`),
    ...(more > 0 ? [`  and ${more} more${isCut ? ', and further rows that are not explained' : ''}`] : []),
    '',
    `${first.time}: ${nodeText(first)}`,
    ...branches(first),
    ...section('deployments', list(provenance.deploymentsUsed).map(deploymentText)),
    ...section(
      'read from',
      Object.entries(record(provenance.chunksRead)).flatMap(([key, read]) => readText(key, record(read))),
    ),
    ...section('interpolated', list(provenance.interpolations).map(interpolationText)),
    ...section(
      'notes',
      list(provenance.notes).map((note) => `${note.parameter}: ${note.detail} (${note.code}, ${note.rows} rows)`),
    ),
    ...section(
      'annotations',
      list(provenance.annotations).map((one) => `${one.id}: ${one.text}`),
    ),
    ...section('the same over HTTP', [query]),
  ]
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]

const withUnits = ({ value, parameter }: Explained): string => `${valueText(value)} ${parameter.units}`.trimEnd()
const ofDeployment = ({ deployment }: Explained): string => (deployment === null ? '' : `  deployment ${deployment}`)

function valueText(value: Json): string {
  if (value === null) return 'no value'
  if (!Array.isArray(value)) return String(value)
  const flat = value.flat(Number.POSITIVE_INFINITY) as Json[]
  const some = flat.slice(0, shownElements).map((one) => (one === null ? 'no value' : String(one)))
  return `[${some.join(', ')}${flat.length > shownElements ? `, … ${flat.length} values` : ''}]`
}

function nodeText(one: Explained): string {
  const { computed, parameter } = one
  if (computed === null) return `${parameter.name} (${parameter.id}) = ${withUnits(one)}, as stored`
  const { function: by, formulaVersion, source, definitionsVersion, samples, lookBackSeconds } = computed
  const of = samples === null ? '' : ` of ${samples.count} samples from ${samples.first} to ${samples.last}`
  const back = lookBackSeconds === 0 ? '' : `; sees the ${lookBackSeconds} s before`
  const how = `${by}, formula ${formulaVersion}${of} (${source}; definitions ${definitionsVersion}${back})`
  return `${parameter.name} (${parameter.id}) = ${withUnits(one)}, computed by ${how}`
}

/** The arguments of a node, each with its own below it. */
function branches({ computed }: Explained): string[] {
  const all = Object.entries(computed?.arguments ?? {})
  return all.flatMap(([name, argument], at) => {
    const [head, ...below] = argumentLines(argument)
    const isLast = at === all.length - 1
    return [`${isLast ? '└─' : '├─'} ${name}: ${head}`, ...below.map((line) => `${isLast ? '   ' : '│  '}${line}`)]
  })
}

function argumentLines(argument: Argument): string[] {
  switch (argument.from) {
    case 'constant':
      return [`${valueText(argument.value)}, a constant of the definition`]
    case 'default':
      return [`${valueText(argument.value)}, as the function has it where nothing is given`]
    case 'coefficient':
      return [coefficientLine(argument)]
    case 'parameter': {
      const { value, explained } = argument
      if (!Array.isArray(value)) return [nodeText(explained), ...branches(explained)]
      const of = Array.isArray(explained.value) ? '' : `${valueText(value)}; the first is `
      return [`${of}${nodeText(explained)}`, ...branches(explained)]
    }
    case 'stream': {
      const { value, interpolated } = argument
      const { refdes, method, stream, parameter, rule, maxGapSeconds, before, after } = interpolated
      const isSame = before !== null && after !== null && before.time === after.time
      const sides = isSame ? [['at', before] as const] : [['before', before] as const, ['after', after] as const]
      return [
        `${valueText(value)} = ${parameter} of ${refdes} ${method} ${stream}, interpolated (${rule}, over at most ${maxGapSeconds} s)`,
        ...sides.flatMap(([side, one]) =>
          one === null
            ? []
            : [
                `${side} ${one.time}, ${one.distanceSeconds} s away: ${nodeText(one)}`,
                ...branches(one).map((line) => `  ${line}`),
              ],
        ),
      ]
    }
  }
}

function coefficientLine({ name, value, validity }: Argument & { from: 'coefficient' }): string {
  if (validity === null) return `${valueText(value)} = ${name}`
  const { from, source, version, validFrom, validTo } = validity
  const by =
    from === 'calibration'
      ? `calibration by ${source}`
      : from === 'deployment'
        ? 'of the deployment'
        : 'sent with the request'
  const hold = validFrom === null && validTo === null ? '' : `, ${validFrom ?? 'always'} to ${validTo ?? 'the next'}`
  return `${valueText(value)} = ${name}, ${by}${hold}${version === null ? '' : ` (version ${version})`}`
}

function deploymentText({ refdes, deployment, start, stop, asset, version }: Told): string {
  if (start === null) return `${refdes} deployment ${deployment}: nothing is known of it`
  return `${refdes} deployment ${deployment}, ${start} to ${stop ?? 'now'}, sensor ${asset === '' ? 'not told' : asset} (version ${version})`
}

function readText(streamKey: string, { chunks, particles, chunkIds, sources, chunksOfUnknownSource }: Told): string[] {
  const ids = (chunkIds ?? []) as readonly string[]
  return [
    `${streamKey}: ${plural(Number(chunks), 'chunk')} of ${plural(Number(particles), 'particle')}`,
    ...ids.map((id) => `  chunk ${id}`),
    ...list(sources)
      .flatMap(sourceLines)
      .map((line) => `  ${line}`),
    ...(chunksOfUnknownSource === undefined
      ? []
      : [`  ${plural(Number(chunksOfUnknownSource), 'chunk')} from before sources were kept`]),
  ]
}

function sourceLines({ topic, producer, file, source, parser, bytes, raw }: Told): string[] {
  if (topic !== undefined) return [`published to ${topic}${producer === null ? '' : ` by ${producer}`}`]
  const ranges = (bytes as readonly (readonly number[])[]).map(([from, to]) => `${from}-${to}`).join(', ')
  const kept = raw === null ? null : record(raw as Json)
  return [
    `file ${file} (source ${source}), bytes ${ranges}, parser ${parser}`,
    kept === null
      ? '  not finished yet: its bytes are not kept'
      : `  sha256 ${kept.sha256}, ${kept.size} bytes in ${kept.bucket}/${kept.key}`,
  ]
}

function interpolationText(one: Told): string {
  const { refdes, method, stream, parameter, maxGapSeconds, maxDistanceSeconds } = one
  return `${parameter} of ${refdes} ${method} ${stream}: at most ${maxDistanceSeconds} s away, over gaps of at most ${maxGapSeconds} s`
}

const record = (value: Json | undefined): Told => (typeof value === 'object' && value !== null ? (value as Told) : {})
const list = (value: Json | undefined): Told[] => (Array.isArray(value) ? (value as unknown as Told[]) : [])
