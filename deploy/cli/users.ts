import { Command } from 'commander'
import { hashSecret, newKey } from '../../api/streams/access.ts'
import { apiKeys, users } from '../../schemas/access-tables.ts'
import { timeText } from '../../schemas/assets/deployment.ts'
import { put, remove, type Table, type TableStore } from '../../schemas/table.ts'
import { CommandError, examples, note, print, table, withCatalogue } from './context.ts'
import { collect } from './managed.ts'

const leastPassword = 8

export const userCommand = (): Command =>
  new Command('user')
    .description('People and programs that may register processes and change operations.')
    .addCommand(addCommand())
    .addCommand(listUsersCommand())
    .addCommand(removeUserCommand())
    .addHelpText('after', examples('tideline user add ann', 'tideline user list'))

const addCommand = () =>
  new Command('add')
    .description('Adds a user, or gives one another password. The password is read from standard input.')
    .argument('<name>', 'letters, digits, dots, underscores, hyphens and @')
    .addHelpText('after', examples('tideline user add ann < password.txt'))
    .action(async (name: string, _: object, command: Command) => {
      if (!/^[A-Za-z0-9._@-]{1,100}$/.test(name)) {
        throw new CommandError(`${name}: a name has 1 to 100 letters, digits, dots, underscores, hyphens and @`)
      }
      // Never an argument: those stand in the list of processes.
      if (process.stdin.isTTY) note(`password of ${name}, then Enter and Ctrl-D:`)
      const password = Buffer.concat(await collect(process.stdin))
        .toString('utf8')
        .replace(/\r?\n$/, '')
      if (password.length < leastPassword) {
        throw new CommandError(`a password has at least ${leastPassword} characters: give it on standard input`)
      }
      const row = { name, password: await hashSecret(password), created_at: Date.now() * 1000 }
      await withCatalogue(command, (tables) => tables.apply([put(users, row)]))
      note(`${name} may come in`)
    })

const listUsersCommand = () =>
  new Command('list')
    .description('Lists the users.')
    .addHelpText('after', examples('tideline user list'))
    .action((_: object, command: Command) =>
      withCatalogue(command, async (tables) => {
        const rows = (await all(tables, users)).map((row) => [row.name, timeText(row.created_at)])
        if (rows.length === 0) return note("there are no users: 'tideline user add NAME' makes one")
        for (const line of table(['NAME', 'SINCE'], rows.toSorted(byFirst))) print(line)
      }),
    )

const removeUserCommand = () =>
  new Command('remove')
    .description('Removes a user and the keys that stand for it. What belongs to the user stays.')
    .argument('<name>', 'a user')
    .addHelpText('after', examples('tideline user remove ann'))
    .action((name: string, _: object, command: Command) =>
      withCatalogue(command, async (tables) => {
        await demandUser(tables, name)
        const keys = (await all(tables, apiKeys)).filter(({ owner }) => owner === name)
        await tables.apply([remove(users, { name }), ...keys.map(({ id }) => remove(apiKeys, { id }))])
        note(`${name} is known no longer${keys.length === 0 ? '' : `, nor ${keys.length} of its keys`}`)
      }),
    )

export const keyCommand = (): Command =>
  new Command('key')
    .description('Keys with which programs come in for a user.')
    .addCommand(createKeyCommand())
    .addCommand(listKeysCommand())
    .addCommand(revokeCommand())
    .addHelpText('after', examples('tideline key create ann --label "buoy 7"', 'tideline key list'))

const createKeyCommand = () =>
  new Command('create')
    .description('Makes a key and prints it, this once.')
    .argument('<user>', 'the user for whom it stands')
    .option('--label <text>', 'what it is for', '')
    .addHelpText('after', examples('tideline key create ann --label "buoy 7"'))
    .action((owner: string, { label }: { label: string }, command: Command) =>
      withCatalogue(command, async (tables) => {
        await demandUser(tables, owner)
        const { id, key, secret } = await newKey()
        await tables.apply([put(apiKeys, { id, owner, label, secret, created_at: Date.now() * 1000 })])
        print(key)
      }),
    )

const listKeysCommand = () =>
  new Command('list')
    .description('Lists the keys by their id, which is no secret.')
    .addHelpText('after', examples('tideline key list'))
    .action((_: object, command: Command) =>
      withCatalogue(command, async (tables) => {
        const found = await all(tables, apiKeys)
        if (found.length === 0) return note("there are no keys: 'tideline key create USER' makes one")
        const rows = found.map(({ id, owner, created_at, label }) => [id, owner, timeText(created_at), label])
        for (const line of table(['ID', 'USER', 'SINCE', 'LABEL'], rows.toSorted(byFirst))) print(line)
      }),
    )

const revokeCommand = () =>
  new Command('revoke')
    .description('Makes a key worthless.')
    .argument('<id>', 'the id of a key, or the key')
    .addHelpText('after', examples('tideline key revoke 3f9a01c2d4e5'))
    .action((text: string, _: object, command: Command) =>
      withCatalogue(command, async (tables) => {
        const id = text.startsWith('tlk_') ? (text.split('_')[1] ?? '') : text
        const known = id === '' ? null : await tables.view(apiKeys).get({ id })
        if (known === null) throw new CommandError(`there is no key ${id}: 'tideline key list' lists them`)
        await tables.apply([remove(apiKeys, { id })])
        note(`${id} is worthless now`)
      }),
    )

async function demandUser(tables: TableStore, name: string): Promise<void> {
  if (name !== '' && (await tables.view(users).get({ name })) !== null) return
  throw new CommandError(`there is no user ${name}: 'tideline user add ${name}' makes one`)
}

const all = <T extends Table>(tables: TableStore, which: T) => collect(tables.view(which).scan())
const byFirst = (a: readonly string[], b: readonly string[]) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)
