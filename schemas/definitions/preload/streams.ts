import type { CsvRow } from '../../csv.ts'
import { defaultBinMinutes } from '../definition.ts'
import { recordProblem } from '../record-checks.ts'
import type { ParameterRecord, StreamRecord } from '../records.ts'
import { definingRows, type Findings } from './findings.ts'

const dictionaryFile = 'ParameterDictionary.csv'
const binsFile = 'BinSizes.csv'

export function readStreams(
  rows: readonly CsvRow[],
  bins: ReadonlyMap<string, number>,
  parameters: ReadonlyMap<string, ParameterRecord>,
  findings: Findings,
): StreamRecord[] {
  const defining = [...definingRows(dictionaryFile, rows, /^DICT\d+$/, findings)]
  const names = new Map(defining.map(({ row, id }) => [id, row.field('name')]))
  const isStream = (name: string) => [...names.values()].includes(name)
  const taken = new Set<string>()
  return defining.flatMap(({ row, id, find }) => {
    const known = (one: string): boolean => {
      if (!parameters.has(one)) find.inPart(`no parameter ${one} is defined: left out`)
      return parameters.has(one)
    }
    const ids = listOf(row.field('parameterids'))
    const time = row.field('temporalparameter')
    const name = row.field('name')
    const declared = listOf(row.field('streamdependency')).flatMap((other) => {
      const found = names.get(other)
      if (found === undefined) find.inPart(`it is computed from ${other}, which is not defined: left out`)
      return found === undefined ? [] : [found]
    })
    const stream: StreamRecord = {
      name,
      id,
      about: [row.field('streamtype'), row.field('streamcontent')].filter((word) => word !== '').join(': '),
      parameters: [...new Set(ids)].filter(known),
      timeParameter: time !== '' && known(time) ? time : null,
      computedFrom: declared.length > 0 ? declared : timedBy(parameters.get(time), name).filter(isStream),
      binMinutes: bins.get(name) ?? defaultBinMinutes,
    }
    const problem = recordProblem('stream', stream) ?? (taken.has(name) ? `two streams are called ${name}` : null)
    taken.add(name)
    if (problem !== null) find.leftOut(problem)
    return problem === null ? [stream] : []
  })
}

/** A stream whose very times are computed from another stream's is computed from it, though it may not say so. */
function timedBy(time: ParameterRecord | undefined, name: string): string[] {
  const bindings = Object.values(time?.derivation?.bindings ?? {}).flat()
  const streams = bindings.flatMap((binding) => (binding.from === 'stream' ? [binding.stream] : []))
  return [...new Set(streams)].filter((stream) => stream !== name)
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** Minutes by stream name. */
export function readBinSizes(rows: readonly CsvRow[], findings: Findings): Map<string, number> {
  const bins = new Map<string, number>()
  for (const row of rows) {
    const stream = row.field('stream')
    const size = row.field('binsize')
    if (bins.has(stream)) findings.of(binsFile, row).leftOut('the stream has a bin size already')
    else if (/^[1-9]\d*$/.test(size)) bins.set(stream, Number(size))
    else findings.of(binsFile, row).leftOut(`its size ${size || '(empty)'} is no number of minutes`)
  }
  return bins
}

/** Says which rows of the bin sizes no stream took. */
export function findIdleBins(rows: readonly CsvRow[], streams: readonly StreamRecord[], findings: Findings): void {
  const names = new Set(streams.map(({ name }) => name))
  for (const row of rows) {
    if (!names.has(row.field('stream'))) findings.of(binsFile, row).leftOut('no stream has this name')
  }
}
