import { Command, Option } from 'commander'
import { configOf, examples } from './context.ts'

export const startCommand = (): Command =>
  new Command('start')
    .description('Runs a role until SIGTERM or Ctrl-C: finishes what runs, commits, leaves. A second signal forces.')
    .addOption(
      new Option('--role <role>', 'what to run').choices(['gateway', 'processors', 'connectors', 'all']).default('all'),
    )
    .addHelpText('after', examples('tideline start', 'TIDELINE_HEALTH_PORT=8801 tideline start --role processors'))
    .action(async ({ role }: { role: 'gateway' | 'processors' | 'connectors' | 'all' }, command: Command) => {
      const { run } = await import('../main.ts')
      process.exit(await run(role, configOf(command)))
    })
