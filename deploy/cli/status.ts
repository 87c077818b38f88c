import { Command } from 'commander'
import { examples } from './context.ts'
import { targetsCommand } from './status-targets.ts'

export const statusCommand = (): Command =>
  new Command('status')
    .description('The monitor of streams.')
    .addCommand(targetsCommand())
    .addHelpText('after', examples('tideline status targets list'))
