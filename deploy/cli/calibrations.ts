import { Command } from 'commander'
import { storeCalibrations } from '../../processors/products/store-calibrations.ts'
import { timeText } from '../../schemas/assets/deployment.ts'
import { calibrations, deployments } from '../../schemas/catalogue-tables.ts'
import type { Row, TableStore } from '../../schemas/table.ts'
import { calibrationsChanged } from '../../topics/products.ts'
import { readCalibrations } from '../assets/files.ts'
import { examples, type Print, print, table, withCatalogue } from './context.ts'
import { importAssets } from './import-assets.ts'

export const calibrationsCommand = (): Command =>
  new Command('calibrations')
    .description('Coefficients of sensors: imports and lists calibrations.')
    .addCommand(importCommand())
    .addCommand(listCommand())
    .addHelpText('after', examples('tideline calibrations import asset-management/calibration'))

interface ImportOptions {
  readonly prune?: true
  readonly dryRun?: true
}

const importCommand = () =>
  new Command('import')
    .description('Publishes the calibrations that differ from those stored, and waits until they are stored.')
    .argument('<path...>', "OOI's calibration files (.csv), answers of its asset service (.json), or folders of these")
    .option('--prune', 'remove what came from these files before and stands in them no longer')
    .option('--dry-run', 'say what would be published, and publish nothing')
    .addHelpText(
      'after',
      examples(
        'tideline calibrations import asset-management/calibration',
        'tideline calibrations import CGINS-CTDBPC-50001__20150101.csv --dry-run',
      ),
    )
    .action((paths: string[], options: ImportOptions, command: Command) =>
      importAssets(command, readCalibrations(paths), {
        topic: calibrationsChanged,
        storedBy: storeCalibrations.name,
        noun: 'coefficient',
        isDryRun: options.dryRun === true,
        isPruning: options.prune === true,
      }),
    )

const listCommand = () =>
  new Command('list')
    .description('Lists the calibrations of a sensor, or of the sensors of an instrument.')
    .argument('<asset-or-refdes>', 'the unique id of a sensor, or a reference designator')
    .option('--json', 'one JSON object per line, values whole')
    .addHelpText(
      'after',
      examples(
        'tideline calibrations list CGINS-CTDBPC-50001',
        'tideline calibrations list CE02SHSM-RID27-03-CTDBPC000 --json',
      ),
    )
    .action((word: string, options: { json?: true }, command: Command) =>
      withCatalogue(command, (tables) => list(tables, word, options.json === true, print)),
    )

export async function list(tables: TableStore, word: string, asJson: boolean, out: Print): Promise<void> {
  const deployed = await tables.view(deployments).slice({ partition: { refdes: word } })
  const assets = deployed.length === 0 ? [word] : [...new Set(deployed.map(({ asset }) => asset))]
  const slices = assets
    .filter((asset) => asset !== '')
    .map((asset) => tables.view(calibrations).slice({ partition: { asset } }))
  const rows = (await Promise.all(slices)).flat()
  const end = (stop: number | null) => (stop === null ? null : timeText(stop))
  if (asJson) {
    for (const { start, stop, value, ...row } of rows) {
      out(JSON.stringify({ ...row, start: timeText(start), stop: end(stop), value: JSON.parse(value) }))
    }
    return
  }
  if (rows.length === 0) return out(`no calibrations are known of ${word}`)
  const cells = rows.map((row) => [
    row.asset,
    row.name,
    timeText(row.start),
    end(row.stop) ?? nextOf(row, rows),
    row.source,
    brief(row.value),
  ])
  for (const line of table(['SENSOR', 'NAME', 'START', 'STOP', 'SOURCE', 'VALUE'], cells)) out(line)
}

/** Rows are by sensor, name and start. */
function nextOf(row: Row<typeof calibrations>, rows: readonly Row<typeof calibrations>[]): string {
  const next = rows[rows.indexOf(row) + 1]
  return next?.asset === row.asset && next.name === row.name ? timeText(next.start) : ''
}

const brief = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
