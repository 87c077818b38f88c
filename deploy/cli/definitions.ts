import { Command } from 'commander'
import { examples } from './context.ts'
import { graphCommand } from './definitions-graph.ts'
import { importCommand } from './definitions-import.ts'
import { removeCommand } from './definitions-remove.ts'
import { checkCommand, listCommand, showCommand } from './definitions-show.ts'

export const definitionsCommand = (): Command =>
  new Command('definitions')
    .description('Parameters, functions and streams: imports, removes, shows, checks and draws them.')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(checkCommand())
    .addCommand(graphCommand())
    .addCommand(importCommand())
    .addCommand(removeCommand())
    .addHelpText(
      'after',
      examples(
        'tideline definitions show ctdbp_no_sample',
        'tideline definitions import --preload preload-database/csv',
      ),
    )
