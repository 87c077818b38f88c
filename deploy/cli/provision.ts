import { Command } from 'commander'
import type { Provisioned } from '../provision.ts'
import { configOf, examples, note, type Print, print, quietLog } from './context.ts'

export const provisionCommand = (): Command =>
  new Command('provision')
    .description(
      'Creates the topics, schemas, tables, buckets and migrations that are not there yet, and tells definitions that changed.',
    )
    .addHelpText('after', examples('tideline provision', 'TIDELINE_NAMESPACE=trial tideline provision'))
    .action(async (_: object, command: Command) => {
      const { provision } = await import('../provision.ts')
      const waitedFor = new Set<string>()
      await provision(
        configOf(command),
        quietLog,
        (done) => sayProvisioned(done, print),
        (service, reason) => {
          if (!waitedFor.has(service)) note(`waiting for ${service}: ${reason}`)
          waitedFor.add(service)
        },
      )
    })

/** So many names are more than one can read. */
const mostNames = 30

export function sayProvisioned({ what, created, total }: Provisioned, out: Print): void {
  const names = created.length === 0 || created.length > mostNames ? '' : ` (${created.join(', ')})`
  const there = total === 0 ? 'the others were there' : `${Math.max(0, total - created.length)} were there`
  const said = what === 'definitions' ? `told${names}, of ${total} streams` : `created${names}, ${there}`
  out(`${what.padEnd(11)} ${created.length} ${said}`)
}
