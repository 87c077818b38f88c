/** OOI's preload database, as its CSV files: parameters, functions, streams, bin sizes. */
import { readCsv } from '../csv.ts'
import { type Finding, Findings } from './preload/findings.ts'
import { readFunctions } from './preload/functions.ts'
import { readParameters } from './preload/parameters.ts'
import { findIdleBins, readBinSizes, readStreams } from './preload/streams.ts'
import type { DefinitionSet } from './records.ts'

export type { Finding } from './preload/findings.ts'

/** The files' texts. */
export interface PreloadFiles {
  readonly 'ParameterDefs.csv': string
  readonly 'ParameterFunctions.csv': string
  readonly 'ParameterDictionary.csv': string
  readonly 'BinSizes.csv': string
}
export const preloadFiles = [
  'ParameterDefs.csv',
  'ParameterFunctions.csv',
  'ParameterDictionary.csv',
  'BinSizes.csv',
] as const satisfies readonly (keyof PreloadFiles)[]

export interface Preload {
  readonly definitions: DefinitionSet
  readonly findings: readonly Finding[]
}

/** `python`: the algorithms that stand for Python source in the function table. */
export function readPreload(files: PreloadFiles, python: Readonly<Record<string, string>> = {}): Preload {
  const findings = new Findings()
  const functions = readFunctions(readCsv(files['ParameterFunctions.csv']), python, findings)
  const functionIds = new Set(functions.map(({ id }) => id))
  const parameter = readParameters(readCsv(files['ParameterDefs.csv']), functionIds, findings)
  const bins = readCsv(files['BinSizes.csv'])
  const byId = new Map(parameter.map((one) => [one.id, one]))
  const stream = readStreams(readCsv(files['ParameterDictionary.csv']), readBinSizes(bins, findings), byId, findings)
  findIdleBins(bins, stream, findings)
  return { definitions: { parameter, function: functions, stream }, findings: findings.inOrder(preloadFiles) }
}
