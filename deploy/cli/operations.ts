import { Command } from 'commander'
import type { Managed } from '../../api/streams/managed.ts'
import type { OperationDetail } from '../../api/streams/operation-detail.ts'
import type { WrittenOperation } from '../../api/streams/operations.ts'
import { shownOperation } from '../../api/streams/shown-operation.ts'
import { timeText } from '../../schemas/assets/deployment.ts'
import { examples, note, type Print, plural, print, table, wholeNumber } from './context.ts'
import { noteUnlessStored, printJson, userOption, whoIs, withManaged } from './managed.ts'
import { changeCommand } from './operation-change.ts'

export const operationCommand = (): Command =>
  new Command('operation')
    .description('Operations: programs that turn messages of one stream into messages of another.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(changeCommand())
    .addCommand(changing('pause', 'Lets an operation rest; messages wait.', 'rests'))
    .addCommand(changing('resume', 'Lets an operation run; one that failed begins anew.', 'is to run'))
    .addCommand(changing('remove', 'Ends an operation; its streams stay.', 'is ended'))
    .addCommand(redriveCommand())
    .addHelpText(
      'after',
      examples('tideline operation create upper upper ctd.lines ctd.upper', 'tideline operation list'),
    )

interface CreateOptions {
  readonly revision?: number
  readonly onDemand?: true
  readonly concurrency?: number
  readonly replicas?: number
  readonly paused?: true
  readonly user?: string
}

const createCommand = () =>
  new Command('create')
    .description('Attaches a program to a stream. Streams that are missing are created.')
    .argument('<name>', 'its name')
    .argument('<definition>', 'id or name of a process definition')
    .argument('<input>', 'the stream whose messages the program gets')
    .argument('<output>', 'the stream for what it puts out')
    .option('--revision <n>', 'of the process definition (default the newest)', wholeNumber('--revision', 1))
    .option('--on-demand', 'run only while the output has a consumer or an archive')
    .option('--concurrency <n>', 'processes at once in each replica (default 1)', wholeNumber('--concurrency', 1))
    .option(
      '--replicas <n>',
      'members that share the partitions of the input (default 1)',
      wholeNumber('--replicas', 1),
    )
    .option('--paused', 'let it rest for now')
    .option(...userOption)
    .addHelpText('after', examples('tideline operation create upper upper ctd.lines ctd.upper --concurrency 4'))
    .action(
      (name: string, definition: string, input: string, output: string, options: CreateOptions, command: Command) =>
        withManaged(command, async ({ operations }) => {
          const { revision, concurrency = 1, replicas = 1, onDemand = false, paused = false } = options
          const wish = {
            name,
            definition,
            input,
            output,
            concurrency,
            replicas,
            isOnDemand: onDemand,
            isPaused: paused,
          }
          const revised = revision === undefined ? wish : { ...wish, revision }
          const { created, isStored } = await operations.create(revised, whoIs(options), true)
          for (const stream of created) note(`the stream ${stream} was missing, and is there now`)
          note(`${name} is wished; executors run it`)
          noteUnlessStored(isStored)
        }),
    )

const listCommand = () =>
  new Command('list')
    .description('Lists the operations.')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline operation list'))
    .action((options: { json?: true }, command: Command) =>
      withManaged(command, async ({ operations }) => {
        const found = await operations.list()
        if (options.json === true) return printJson(found.map(shownOperation))
        if (found.length === 0) return note("there are none: 'tideline operation create' makes one")
        const rows = found.map(({ wish, state, lag, deadLetters }) => [
          ...[wish.name, state, `${wish.definition}/${wish.revision}`, wish.input, wish.output],
          ...[String(lag), String(deadLetters)],
        ])
        const head = ['NAME', 'STATE', 'DEFINITION', 'INPUT', 'OUTPUT', 'LAG', 'DEAD LETTERS']
        for (const line of table(head, rows)) print(line)
      }),
    )

const showCommand = () =>
  new Command('show')
    .description('Shows an operation: state, counts, lag, dead letters, last error.')
    .argument('<name>', 'an operation')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('tideline operation show upper'))
    .action((name: string, options: { json?: true }, command: Command) =>
      withManaged(command, async ({ operations }) => {
        const detail = await operations.show(name)
        if (options.json === true) print(JSON.stringify(shownOperation(detail)))
        else show(detail, print)
      }),
    )

function show({ wish, state, counts, lag, deadLetters, error, replicas }: OperationDetail, out: Print): void {
  const how = [wish.isOnDemand ? 'on demand' : '', wish.isPaused ? 'paused' : ''].filter((word) => word !== '')
  out(`state         ${state}${how.length === 0 ? '' : ` (${how.join(', ')})`}`)
  out(`definition    ${wish.definition}, revision ${wish.revision}`)
  out(`streams       ${wish.input} -> ${wish.output}`)
  out(`runs          ${plural(wish.replicas, 'replica')}, ${plural(wish.concurrency, 'message')} at once in each`)
  out(
    `this round    ${counts.handled} handled, ${counts.published} published, ${counts.failed} failed, ${counts.retried} retried`,
  )
  out(`lag           ${lag}`)
  out(`dead letters  ${deadLetters}`)
  out(`last error    ${error === null ? 'none' : `${timeText(error.at)} ${error.code}: ${error.detail}`}`)
  if (replicas.length === 0) out('\nno executor has told of it yet')
  const rows = replicas.map((one) => [
    one.replica,
    one.state,
    String(one.round),
    String(one.restarts),
    timeText(one.at),
  ])
  if (rows.length > 0) out('')
  for (const line of rows.length === 0 ? [] : table(['REPLICA', 'STATE', 'ROUND', 'RESTARTS', 'TOLD'], rows)) out(line)
}

type Change = (operations: Managed['operations'], name: string) => Promise<WrittenOperation>

const changes: Readonly<Record<'pause' | 'resume' | 'remove', Change>> = {
  pause: (operations, name) => operations.pause(name, null),
  resume: (operations, name) => operations.resume(name, null),
  remove: (operations, name) => operations.remove(name, null),
}

const changing = (verb: 'pause' | 'resume' | 'remove', about: string, done: string) =>
  new Command(verb)
    .description(about)
    .argument('<name>', 'an operation')
    .addHelpText('after', examples(`tideline operation ${verb} upper`))
    .action((name: string, _: object, command: Command) =>
      withManaged(command, async ({ operations }) => {
        const { isStored } = await changes[verb](operations, name)
        note(`${name} ${done}`)
        noteUnlessStored(isStored)
      }),
    )

const redriveCommand = () =>
  new Command('redrive')
    .description('Tries the dead letters of an operation again, each once.')
    .argument('<name>', 'an operation')
    .addHelpText('after', examples('tideline operation redrive upper'))
    .action((name: string, _: object, command: Command) =>
      withManaged(command, async ({ operations }) => {
        const { messages } = await operations.redrive(name, null)
        note(
          messages === 0n
            ? `${name} has no dead letters`
            : `${plural(Number(messages), 'dead letter')} will be tried again`,
        )
      }),
    )
