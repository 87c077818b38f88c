import { Command } from 'commander'
import { CommandError, examples, note, plural, wholeNumber } from './context.ts'
import { noteUnlessStored, withManaged } from './managed.ts'

interface ChangeOptions {
  readonly revision?: number | 'newest'
  readonly onDemand?: boolean
  readonly concurrency?: number
  readonly replicas?: number
}

const revisionOrNewest = (text: string): number | 'newest' =>
  text === 'newest' ? text : wholeNumber('--revision', 1)(text)

export const changeCommand = () =>
  new Command('change')
    .description('Changes how an operation runs; what is not named stays as it is.')
    .argument('<name>', 'an operation')
    .option('--revision <n>', 'of its process definition: a number, or newest', revisionOrNewest)
    .option('--concurrency <n>', 'processes at once in each replica', wholeNumber('--concurrency', 1))
    .option('--replicas <n>', 'members that share the partitions of the input', wholeNumber('--replicas', 1))
    .option('--on-demand', 'run only while the output has a consumer or an archive')
    .option('--no-on-demand', 'run always')
    .addHelpText('after', examples('tideline operation change upper --revision newest'))
    .action((name: string, options: ChangeOptions, command: Command) =>
      withManaged(command, async ({ operations, definitions }) => {
        const { revision, onDemand, ...sizes } = options
        const changes = onDemand === undefined ? sizes : { ...sizes, isOnDemand: onDemand }
        if (revision === undefined && Object.keys(changes).length === 0) {
          throw new CommandError('give what is to change: --revision, --concurrency, --replicas or --on-demand')
        }
        const { definition } = (await operations.show(name)).wish
        const wanted = revision === 'newest' ? (await definitions.show(definition, null)).revision : revision
        const revised = wanted === undefined ? changes : { ...changes, revision: wanted }
        const { wish, isStored } = await operations.change(name, revised, null)
        note(
          `${name} is to run revision ${wish.revision} of ${definition}, ${plural(wish.concurrency, 'message')} at once`,
        )
        noteUnlessStored(isStored)
      }),
    )
