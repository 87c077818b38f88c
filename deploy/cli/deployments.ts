import { Command } from 'commander'
import { storeDeployments } from '../../processors/products/store-deployments.ts'
import { timeText } from '../../schemas/assets/deployment.ts'
import { deployments } from '../../schemas/catalogue-tables.ts'
import type { Row, TableView } from '../../schemas/table.ts'
import { deploymentsChanged } from '../../topics/products.ts'
import { assetsOf, readDeployments } from '../assets/files.ts'
import { examples, type Print, print, table, withCatalogue } from './context.ts'
import { importAssets } from './import-assets.ts'

export const deploymentsCommand = (): Command =>
  new Command('deployments')
    .description('When instruments were where: imports and lists deployments.')
    .addCommand(importCommand())
    .addCommand(listCommand())
    .addHelpText('after', examples('tideline deployments import asset-management/deployment'))

interface ImportOptions {
  readonly assets?: string
  readonly refdes?: string
  readonly prune?: true
  readonly dryRun?: true
}

const importCommand = () =>
  new Command('import')
    .description('Publishes the deployments that differ from those stored, and waits until they are stored.')
    .argument('<path...>', "OOI's deployment sheets (.csv), answers of its asset service (.json), or folders of these")
    .option('--assets <file>', "OOI's list of sensors, for manufacturer, model and serial number")
    .option('--refdes <refdes>', 'the instrument that an answer is about, where it does not say so')
    .option('--prune', 'remove what came from these files before and stands in them no longer')
    .option('--dry-run', 'say what would be published, and publish nothing')
    .addHelpText(
      'after',
      examples(
        'tideline deployments import asset-management/deployment --assets asset-management/bulk/sensor_bulk_load-AssetRecord.csv',
        'tideline deployments import CE02SHSM_Deploy.csv --dry-run',
      ),
    )
    .action((paths: string[], options: ImportOptions, command: Command) =>
      importAssets(command, readDeployments(paths, assetsOf(options.assets), options.refdes ?? null), {
        topic: deploymentsChanged,
        storedBy: storeDeployments.name,
        noun: 'deployment',
        isDryRun: options.dryRun === true,
        isPruning: options.prune === true,
      }),
    )

const listCommand = () =>
  new Command('list')
    .description('Lists the deployments of an instrument, or of all.')
    .argument('[refdes]', 'a reference designator')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline deployments list CE02SHSM-RID27-03-CTDBPC000'))
    .action((refdes: string | undefined, options: { json?: true }, command: Command) =>
      withCatalogue(command, async (tables) => {
        await list(tables.view(deployments), refdes, options.json === true, print)
      }),
    )

export async function list(
  view: TableView<typeof deployments>,
  refdes: string | undefined,
  asJson: boolean,
  out: Print,
): Promise<void> {
  const rows: Row<typeof deployments>[] = []
  if (refdes === undefined) for await (const row of view.scan()) rows.push(row)
  else rows.push(...(await view.slice({ partition: { refdes } })))
  rows.sort((a, b) => (a.refdes < b.refdes ? -1 : a.refdes > b.refdes ? 1 : a.deployment - b.deployment))
  const end = (stop: number | null) => (stop === null ? null : timeText(stop))
  if (asJson) {
    for (const { start, stop, details, ...row } of rows) {
      out(JSON.stringify({ ...row, start: timeText(start), stop: end(stop), details: JSON.parse(details) }))
    }
    return
  }
  if (rows.length === 0) return out(refdes === undefined ? 'there are no deployments' : `${refdes} has no deployments`)
  const shown = (value: number | null) => (value === null ? '' : String(value))
  const cells = rows.map((row) => [
    ...(refdes === undefined ? [row.refdes] : []),
    String(row.deployment),
    timeText(row.start),
    end(row.stop) ?? 'still deployed',
    shown(row.latitude),
    shown(row.longitude),
    shown(row.depth),
    row.asset,
  ])
  const head = ['NUMBER', 'START', 'STOP', 'LATITUDE', 'LONGITUDE', 'DEPTH', 'SENSOR']
  for (const line of table(refdes === undefined ? ['REFDES', ...head] : head, cells)) out(line)
}
