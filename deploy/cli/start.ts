import { Command, Option } from 'commander'
import { configOf, examples } from './context.ts'

const roles = ['gateway', 'processors', 'connectors', 'executors'] as const

export const startCommand = (): Command =>
  new Command('start')
    .description('Runs a role until SIGTERM or Ctrl-C: finishes what runs, commits, leaves. A second signal forces.')
    .addOption(new Option('--role <role>', 'what to run').choices([...roles, 'all']).default('all'))
    .addHelpText('after', examples('tideline start', 'TIDELINE_HEALTH_PORT=8801 tideline start --role processors'))
    .action(async ({ role }: { role: (typeof roles)[number] | 'all' }, command: Command) => {
      const { run } = await import('../main.ts')
      process.exit(await run(role, configOf(command)))
    })
