import { Command } from 'commander'
import { examples } from './context.ts'
import { importCommand } from './definitions-import.ts'

export const definitionsCommand = (): Command =>
  new Command('definitions')
    .description('Parameters, functions and streams: imports and shows them.')
    .addCommand(importCommand())
    .addHelpText('after', examples('tideline definitions import --preload preload-database/csv --dry-run'))
