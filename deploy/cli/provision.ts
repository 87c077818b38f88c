import { Command } from 'commander'
import type { Provisioned } from '../provision.ts'
import { configOf, examples, type Print, print, quietLog } from './context.ts'

export const provisionCommand = (): Command =>
  new Command('provision')
    .description('Creates the topics, schemas, tables, buckets and migrations that are not there yet.')
    .addHelpText('after', examples('tideline provision', 'TIDELINE_NAMESPACE=trial tideline provision'))
    .action(async (_: object, command: Command) => {
      const { provision } = await import('../provision.ts')
      await provision(configOf(command), quietLog, (done) => sayProvisioned(done, print))
    })

export function sayProvisioned({ what, created, total }: Provisioned, out: Print): void {
  const there = total === 0 ? 'the others were there' : `${Math.max(0, total - created.length)} were there`
  out(`${what.padEnd(10)} ${created.length} created${created.length === 0 ? '' : ` (${created.join(', ')})`}, ${there}`)
}
