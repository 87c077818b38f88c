import { Command } from 'commander'
import { storeQualityTests } from '../../processors/products/store-quality-tests.ts'
import { keptTests } from '../../schemas/assets/quality-test.ts'
import { qualityTests } from '../../schemas/catalogue-tables.ts'
import type { TableStore } from '../../schemas/table.ts'
import { qualityTestsChanged } from '../../topics/products.ts'
import { readQualityTests } from '../assets/files.ts'
import { examples, type Print, print, table, withCatalogue } from './context.ts'
import { importAssets } from './import-assets.ts'

export const qualityTestsCommand = (): Command =>
  new Command('qc')
    .description('Quality tests of parameters: imports and lists them.')
    .addCommand(importCommand())
    .addCommand(listCommand())
    .addHelpText('after', examples('tideline qc import qc-lookup/qartod/ctdbp'))

interface ImportOptions {
  readonly prune?: true
  readonly dryRun?: true
}

const importCommand = () =>
  new Command('import')
    .description('Publishes the quality tests that differ from those stored, and waits until they are stored.')
    .argument(
      '<path...>',
      "tables of OOI's qc-lookup (.csv), records of its quality service (.json), or folders of these",
    )
    .option('--prune', 'remove what came from these files before and stands in them no longer')
    .option('--dry-run', 'say what would be published, and publish nothing')
    .addHelpText(
      'after',
      examples(
        'tideline qc import qc-lookup/qartod/ctdbp',
        'tideline qc import data_qc_spike_test_values.csv --dry-run',
      ),
    )
    .action((paths: string[], options: ImportOptions, command: Command) =>
      importAssets(command, readQualityTests(paths), {
        topic: qualityTestsChanged,
        storedBy: storeQualityTests.name,
        noun: 'quality test',
        isDryRun: options.dryRun === true,
        isPruning: options.prune === true,
        usesGoodRows: true,
      }),
    )

const listCommand = () =>
  new Command('list')
    .description('Lists the quality tests that are kept for an instrument, the most specific first.')
    .argument('[refdes]', 'a reference designator, or its beginning; all tests if left out')
    .option('--stream <name>', 'only those that hold for a stream')
    .option('--json', 'one JSON object per line, settings whole')
    .addHelpText('after', examples('tideline qc list CE02SHSM-RID27-03-CTDBPC000', 'tideline qc list --json'))
    .action((refdes: string | undefined, options: ListOptions, command: Command) =>
      withCatalogue(command, (tables) => list(tables, refdes, options, print)),
    )

interface ListOptions {
  readonly stream?: string
  readonly json?: true
}

export async function list(
  tables: TableStore,
  refdes: string | undefined,
  { stream, json }: ListOptions,
  out: Print,
): Promise<void> {
  const found = await keptTests(tables.view(qualityTests), { refdes: refdes ?? null, stream: stream ?? null })
  if (json === true) {
    for (const { settings, inputs, ...row } of found) {
      out(JSON.stringify({ ...row, settings: JSON.parse(settings), inputs: JSON.parse(inputs) }))
    }
    return
  }
  if (found.length === 0) return out('no quality tests are known')
  const cells = found.map((row) => [row.refdes, row.stream, row.parameter, row.test, row.source, brief(row.settings)])
  for (const line of table(['REFDES', 'STREAM', 'PARAMETER', 'TEST', 'SOURCE', 'SETTINGS'], cells)) out(line)
}

const brief = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
