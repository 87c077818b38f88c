/** Files of assets on disk: what paths name, read and reported file by file. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fittedTest } from '../../processors/products/qc/kept-test.ts'
import { readAssetAnswer } from '../../schemas/assets/asset-answer.ts'
import { readCalibrationFile } from '../../schemas/assets/calibration-file.ts'
import { type AssetList, readAssetList, readDeploymentSheet } from '../../schemas/assets/deployment-sheet.ts'
import { readQualityLookup } from '../../schemas/assets/quality-lookup.ts'
import { readQualityRecords } from '../../schemas/assets/quality-records.ts'
import type { AssetFile } from '../../schemas/assets/reading.ts'
import type { CalibrationChanged, DeploymentChanged, QualityTestChanged } from '../../schemas/generated/events.ts'
import { CommandError } from '../cli/context.ts'

export interface ReadFile<Event> extends AssetFile<Event> {
  readonly path: string
}

/** `.csv` and `.json` files that the paths are, or that lie anywhere in the folders that they are; sorted. */
export function filesOf(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => (isFolder(path) ? filesIn(path) : [path]))
  if (found.length === 0) throw new CommandError(`there is no .csv or .json file in ${paths.join(', ')}`)
  return found
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw new CommandError(`cannot read ${path} (${(error as NodeJS.ErrnoException).code}): name what exists`)
  }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.(csv|json)$/i.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const textOf = (path: string): string => readFileSync(path, 'utf8')

/** `refdes`: the instrument of answers that do not say theirs. */
export function* readDeployments(
  paths: readonly string[],
  assets: AssetList,
  refdes: string | null,
): Generator<ReadFile<DeploymentChanged>> {
  for (const path of filesOf(paths)) {
    const name = basename(path)
    const isJson = /\.json$/i.test(path)
    const file = isJson
      ? readAssetAnswer(textOf(path), name, refdes).deployments
      : readDeploymentSheet(textOf(path), name, assets)
    yield { path, ...file }
  }
}

export function* readCalibrations(paths: readonly string[]): Generator<ReadFile<CalibrationChanged>> {
  for (const path of filesOf(paths)) {
    const name = basename(path)
    const sheet = (other: string) => textIfThere(join(dirname(path), other))
    const isJson = /\.json$/i.test(path)
    const file = isJson
      ? readAssetAnswer(textOf(path), name, null).calibrations
      : readCalibrationFile(textOf(path), name, sheet)
    yield { path, ...file }
  }
}

export function* readQualityTests(paths: readonly string[]): Generator<ReadFile<QualityTestChanged>> {
  for (const path of filesOf(paths)) {
    const name = basename(path)
    const beside = (other: string) => textIfThere(join(dirname(path), other))
    const file = /\.json$/i.test(path)
      ? readQualityRecords(textOf(path), name, fittedTest)
      : readQualityLookup(textOf(path), name, beside, fittedTest)
    yield { path, ...file }
  }
}

function textIfThere(path: string): string | null {
  try {
    return textOf(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

export function assetsOf(path: string | undefined): AssetList {
  if (path === undefined) return new Map()
  try {
    return readAssetList(textOf(path))
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(`${path}: ${error.message}`)
    throw new CommandError(`cannot read ${path} (${(error as NodeJS.ErrnoException).code}): name a file that exists`)
  }
}
