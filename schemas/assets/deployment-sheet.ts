/**
 * OOI's deployment sheets (asset-management, `deployment/<subsite>_Deploy.csv`): a row for each instrument and
 * deployment. Columns are known by their names, in any order; a row whose deployment number begins with `#` is a comment.
 */
import { type CsvRow, readCsv } from '../csv.ts'
import type { DeploymentChanged } from '../generated/events.ts'
import { deploymentProblem, deploymentVersion } from './deployment.ts'
import { type AssetFile, numberOrNull, type RowProblem, utcMicros } from './reading.ts'

/** Columns without which a sheet is none. */
const needed = ['Reference Designator', 'deploymentNumber', 'startDateTime', 'stopDateTime', 'sensor.uid', 'lat', 'lon']

/** Columns that become details, by what they are called there. */
const details: Readonly<Record<string, string>> = {
  mooring: 'mooring.uid',
  node: 'node.uid',
  electrical: 'electrical.uid',
  deployCruise: 'CUID_Deploy',
  recoverCruise: 'CUID_Recover',
  deployedBy: 'deployedBy',
  recoveredBy: 'recoveredBy',
  orbitRadius: 'orbit',
  sheetVersion: 'versionNumber',
  notes: 'notes',
}

/** What a list of assets says of a sensor, by its unique id. */
export type AssetList = ReadonlyMap<string, Readonly<Record<string, string>>>

/** `source`: the sheet's name. */
export function readDeploymentSheet(text: string, source: string, assets: AssetList): AssetFile<DeploymentChanged> {
  const missing = missingColumns(text, needed)
  if (missing !== null) return { events: [], problems: [{ line: 1, reason: missing }], ignored: 0 }
  const events: DeploymentChanged[] = []
  const problems: RowProblem[] = []
  const lines = new Map<string, number>()
  let ignored = 0
  for (const row of readCsv(text)) {
    if (isComment(row)) {
      ignored++
      continue
    }
    const event = readRow(row, source, assets)
    const problem = typeof event === 'string' ? event : deploymentProblem(event)
    if (typeof event === 'string' || problem !== null) {
      problems.push({ line: row.line, reason: problem ?? String(event) })
      continue
    }
    const key = `${event.refdes}/${event.deployment}`
    const before = lines.get(key)
    if (before !== undefined) problems.push({ line: row.line, reason: `${key} stands on line ${before} too` })
    lines.set(key, row.line)
    events.push({ ...event, version: deploymentVersion(event) })
  }
  return { events, problems, ignored }
}

const isComment = (row: CsvRow): boolean =>
  row.field('deploymentNumber').startsWith('#') || row.field('Reference Designator').startsWith('#')

/** The event, or what is wrong. */
function readRow(row: CsvRow, source: string, assets: AssetList): DeploymentChanged | string {
  const number = row.field('deploymentNumber')
  if (!/^\d{1,5}$/.test(number)) return `deploymentNumber ${JSON.stringify(number)} must be a whole number`
  const start = utcMicros(row.field('startDateTime'))
  if (start === null) return badTime('startDateTime', row)
  const stop = row.field('stopDateTime') === '' ? null : utcMicros(row.field('stopDateTime'))
  if (stop === null && row.field('stopDateTime') !== '') return badTime('stopDateTime', row)
  const places = { latitude: 'lat', longitude: 'lon', depth: 'deployment_depth', waterDepth: 'water_depth' }
  const place: Record<string, number | null> = {}
  for (const [name, column] of Object.entries(places)) {
    const value = numberOrNull(row.field(column))
    if (Number.isNaN(value)) return `${column} ${JSON.stringify(row.field(column))} must be a number, or nothing`
    place[name] = value
  }
  const asset = row.field('sensor.uid')
  const said = Object.entries(details).map(([name, column]) => [name, row.field(column)] as const)
  return {
    refdes: row.field('Reference Designator'),
    deployment: Number(number),
    start,
    stop,
    asset,
    ...(place as Pick<DeploymentChanged, 'latitude' | 'longitude' | 'depth' | 'waterDepth'>),
    details: { ...Object.fromEntries(said.filter(([, value]) => value !== '')), ...assets.get(asset) },
    source,
    version: '',
    isRemoved: false,
  }
}

const badTime = (column: string, row: CsvRow): string =>
  `${column} ${JSON.stringify(row.field(column))} must be a time like 2015-04-02T20:15:00`

/** What the head of a file lacks, as a sentence; null: nothing. */
export function missingColumns(text: string, columns: readonly string[]): string | null {
  const head = (text.replace(/^\uFEFF/, '').split(/\r?\n|\r/, 1)[0] ?? '').split(',').map((name) => name.trim())
  const missing = columns.filter((name) => !head.includes(name))
  return missing.length === 0 ? null : `the first line must name the columns; it lacks ${missing.join(', ')}`
}

/** OOI's list of sensors (`bulk/sensor_bulk_load-AssetRecord.csv`). Throws a RangeError when it is another file. */
export function readAssetList(text: string): AssetList {
  const missing = missingColumns(text, ['ASSET_UID', 'Manufacturer', 'Model'])
  if (missing !== null) throw new RangeError(missing)
  const columns = {
    manufacturer: 'Manufacturer',
    model: 'Model',
    serialNumber: "Manufacturer's Serial No./Other Identifier",
    firmwareVersion: 'Firmware Version',
  }
  return new Map(
    readCsv(text).map((row) => {
      const said = Object.entries(columns).map(([name, column]) => [name, row.field(column)] as const)
      return [row.field('ASSET_UID'), Object.fromEntries(said.filter(([, value]) => value !== ''))]
    }),
  )
}
