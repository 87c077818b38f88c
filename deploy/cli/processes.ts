import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { ShownDefinition } from '../../api/streams/definitions.ts'
import { timeText } from '../../schemas/assets/deployment.ts'
import { canonicalJson } from '../../schemas/content-version.ts'
import { CommandError, examples, note, print, table, wholeNumber } from './context.ts'
import { noteUnlessStored, printJson, userOption, whoIs, withManaged } from './managed.ts'

export const processCommand = (): Command =>
  new Command('process')
    .description('Definitions of processes: programs that operations run.')
    .addCommand(registerCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(removeCommand())
    .addHelpText('after', examples('tideline process register definition.json', 'tideline process list'))

const registerCommand = () =>
  new Command('register')
    .description('Registers a definition. One of a name that the user has already becomes its next revision.')
    .argument('<file>', 'JSON, {"definition": {"exec": …}} or the definition alone')
    .option(...userOption)
    .addHelpText('after', examples('tideline process register definition.json --user ann'))
    .action(async (file: string, options: { user?: string }, command: Command) => {
      const value = await definitionIn(file)
      await withManaged(command, async ({ definitions, operations }) => {
        const owner = whoIs(options)
        const before = await ownNamed(nameOf(value))
        if (before !== undefined && canonicalJson(before.definition) === canonicalJson(value)) {
          note(`${before.name} is registered so already, as revision ${before.revision}`)
          return print(String(before.id))
        }
        const written =
          before === undefined
            ? await definitions.create(value, owner)
            : await definitions.revise(before.id, value, owner)
        note(`registered as process definition ${written.id}, revision ${written.revision}`)
        noteUnlessStored(written.isStored)
        for (const { wish } of written.revision === 1 ? [] : await operations.list()) {
          if (wish.definition !== written.id) continue
          note(
            `${wish.name} keeps revision ${wish.revision}: 'tideline operation change ${wish.name} --revision newest'`,
          )
        }
        print(String(written.id))

        async function ownNamed(name: string): Promise<ShownDefinition | undefined> {
          if (name === '') return undefined
          const { definitions: own } = await definitions.list(owner, { limit: Number.MAX_SAFE_INTEGER, offset: 0 })
          const named = own.filter((one) => one.name === name)
          if (named.length < 2) return named[0]
          throw new CommandError(
            `${owner} has ${named.length} process definitions of the name ${name}: remove all but one`,
          )
        }
      })
    })

async function definitionIn(file: string): Promise<unknown> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new CommandError(`${file}: ${(error as Error).message}`, { cause: error })
  }
  const { definition } = (value ?? {}) as { definition?: unknown }
  return definition ?? value
}

function nameOf(value: unknown): string {
  const { name } = (value ?? {}) as { name?: unknown }
  return typeof name === 'string' ? name : ''
}

const listCommand = () =>
  new Command('list')
    .description('Lists the process definitions, the newest revision of each.')
    .option('--user <name>', 'only those of this user')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline process list'))
    .action((options: { user?: string; json?: true }, command: Command) =>
      withManaged(command, async ({ definitions }) => {
        const all = { limit: Number.MAX_SAFE_INTEGER, offset: 0 }
        const { definitions: found } = await definitions.list(options.user ?? null, all)
        if (options.json === true) return printJson(found)
        if (found.length === 0) return note("there are none: 'tideline process register FILE' makes one")
        const rows = found.map(({ id, revision, owner, name, definition }) => [
          ...[String(id), String(revision), owner, name],
          definition.exec,
        ])
        for (const line of table(['ID', 'REVISION', 'OWNER', 'NAME', 'EXEC'], rows)) print(line)
      }),
    )

const showCommand = () =>
  new Command('show')
    .description('Shows a process definition.')
    .argument('<definition>', 'its id or name')
    .option('--revision <n>', 'an older revision', wholeNumber('--revision', 1))
    .addHelpText('after', examples('tideline process show upper --revision 1'))
    .action((word: string, options: { revision?: number }, command: Command) =>
      withManaged(command, async ({ definitions }) => {
        const newest = await definitions.find(word, null)
        const { id, revision, owner, definition, changedAt } = await definitions.show(newest.id, null, options.revision)
        note(`process definition ${id}, revision ${revision} of ${newest.revision}, ${owner}, ${timeText(changedAt)}`)
        print(JSON.stringify({ definition }, null, 2))
      }),
    )

const removeCommand = () =>
  new Command('remove')
    .description('Withdraws a process definition. Refused while an operation uses it.')
    .argument('<definition>', 'its id or name')
    .addHelpText('after', examples('tideline process remove upper'))
    .action((word: string, _: object, command: Command) =>
      withManaged(command, async ({ definitions }) => {
        const { id } = await definitions.find(word, null)
        const { isStored } = await definitions.withdraw(id, null)
        note(`process definition ${id} is withdrawn`)
        noteUnlessStored(isStored)
      }),
    )
