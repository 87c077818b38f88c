import { Command } from 'commander'
import type { NotificationTargetChanged } from '../../schemas/generated/events.ts'
import { notificationTargetProblem } from '../../schemas/status/notification-target.ts'
import { notificationTargetsChanged } from '../../topics/status.ts'
import { subjectOf } from '../../topics/topic.ts'
import { readTold } from '../assets/changes.ts'
import { CommandError, configOf, examples, type Print, print, table, wholeNumber, withEvents } from './context.ts'
import type { EventPorts } from './rejections.ts'
import { testTarget } from './status-target-test.ts'

type Target = NotificationTargetChanged

export const targetsCommand = (): Command =>
  new Command('targets')
    .description('Who is told of changes of status: webhooks, mailboxes, the log. Running connectors follow at once.')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand())
    .addCommand(testCommand())
    .addHelpText(
      'after',
      examples(
        'tideline status targets add ops --webhook https://hooks.example.org/tideline',
        'tideline status targets add shore --email ops@example.org --site CE02SHSM',
      ),
    )

export interface AddOptions {
  readonly webhook?: string
  readonly form?: string
  readonly email?: readonly string[]
  readonly digest?: readonly string[]
  readonly log?: true
  readonly refdes?: string
  readonly site?: readonly string[]
  readonly state?: readonly string[]
  readonly minChanges?: number
  readonly every?: number
  readonly plots?: string
}

const addCommand = () =>
  new Command('add')
    .description('Declares a target, or changes one of that name. It is told what happens from now on.')
    .argument('<name>', 'lower-case letters, digits and hyphens')
    .option('--webhook <url>', 'POST each change to a URL; {asset} in it stands for the unique id of the sensor')
    .option('--form <form>', "of the webhook's body: tideline (the default) or original (uFrame's AssetStatusEvent)")
    .option('--email <address...>', 'mail soon after changes')
    .option('--digest <address...>', 'mail for each site at 00:00 UTC, with plots')
    .option('--log', 'write changes to the log')
    .option('--refdes <pattern>', "only instruments like this, such as 'CE02*-CTDBP*'")
    .option('--site <site...>', 'only instruments of these sites')
    .option('--state <state...>', 'only changes from or to these states')
    .option(
      '--min-changes <n>',
      'mail is sent from so many changes on, or when one touches failed (10)',
      wholeNumber('--min-changes', 1),
    )
    .option('--every <minutes>', 'changes of so many minutes are told in one mail (5)', wholeNumber('--every', 1))
    .option('--plots <which>', 'of the digest: troubled (the default), all or none')
    .addHelpText(
      'after',
      examples(
        "tideline status targets add uframe --webhook 'http://uframe:12587/events/postto/{asset}' --form original",
        'tideline status targets add daily --digest ops@example.org pi@example.org --plots all',
      ),
    )
    .action((name: string, _options: object, command: Command) => add(name, optionsOf(command), command))

/** `status` has options of the same names, and takes them wherever they stand; those that it has alone mean nothing here. */
export function optionsOf(command: Command): AddOptions {
  const { method, stream, status, ...options } = command.optsWithGlobals<AddOptions & Record<string, unknown>>()
  const extra = Object.entries({ method, stream, status, json: options.json }).find(([, value]) => value !== undefined)
  if (extra !== undefined) throw new CommandError(`--${extra[0]} is no option of a target`)
  return options
}

async function add(name: string, options: AddOptions, command: Command): Promise<void> {
  const wish = targetOf(name, options, Date.now() * 1000)
  await withEvents(command, async (ports) => {
    const told = (await readTold(ports.broker, ports.codec, notificationTargetsChanged)).get(name)
    const before = told === undefined || told.isRemoved ? null : told
    // What is not delivered yet stays to be delivered.
    await declare({ ...wish, since: before?.since ?? wish.since }, ports)
    print(`${before === null ? 'added' : 'changed'}  ${name}`)
  })
  if (['email', 'digest'].includes(wish.kind) && configOf(command).smtpUrl === null) {
    print('no mail is sent before TIDELINE_SMTP_URL is set for the connectors')
  }
}

async function declare(target: Target, { broker, codec }: EventPorts): Promise<void> {
  const { name, schema, key } = notificationTargetsChanged
  const encode = await codec.encoder<Target>(subjectOf(name), schema)
  await broker.publish(name, [{ key: new TextEncoder().encode(key(target)), value: encode(target) }])
}

/** Throws a `CommandError` that names what is wrong. */
export function targetOf(name: string, options: AddOptions, now: number): Target {
  const kinds = (['webhook', 'email', 'digest', 'log'] as const).filter((kind) => options[kind] !== undefined)
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    throw new CommandError('give one of --webhook, --email, --digest and --log')
  }
  const target: Target = {
    name,
    kind,
    url: options.webhook ?? null,
    form: options.form ?? 'tideline',
    addresses: [...(options.email ?? options.digest ?? [])],
    refdes: options.refdes ?? '*',
    sites: [...(options.site ?? [])],
    states: [...(options.state ?? [])],
    minChanges: options.minChanges ?? 10,
    everyMinutes: options.every ?? 5,
    plots: options.plots ?? 'troubled',
    since: now,
    isRemoved: false,
  }
  const problem = notificationTargetProblem(target)
  if (problem !== null) throw new CommandError(problem)
  return target
}

const listCommand = () =>
  new Command('list')
    .description('Lists the targets.')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline status targets list'))
    .action(async (_options: object, command: Command) => {
      list(await targetsNow(command), command.optsWithGlobals<{ json?: true }>().json === true, print)
    })

async function targetsNow(command: Command): Promise<Target[]> {
  const told = await withEvents(command, ({ broker, codec }) => readTold(broker, codec, notificationTargetsChanged))
  return [...told.values()]
    .filter((target) => !target.isRemoved && notificationTargetProblem(target) === null)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function list(targets: readonly Target[], isJson: boolean, out: Print): void {
  if (isJson) for (const target of targets) out(JSON.stringify(target))
  else if (targets.length === 0) out('no targets: nobody is told of changes')
  else for (const line of table(['NAME', 'KIND', 'TO', 'ONLY'], targets.map(cellsOf))) out(line)
}

const cellsOf = (target: Target) => [target.name, target.kind, toOf(target), filterOf(target)]

function toOf({ kind, url, form, addresses }: Target): string {
  if (kind === 'webhook') return form === 'original' ? `${url} (original)` : `${url}`
  return kind === 'log' ? '-' : addresses.join(', ')
}

function filterOf({ refdes, sites, states, kind, minChanges, everyMinutes, plots }: Target): string {
  const parts = [
    ...(refdes === '*' ? [] : [refdes]),
    ...(sites.length === 0 ? [] : [`site ${sites.join(', ')}`]),
    ...(states.length === 0 ? [] : [`from or to ${states.join(', ')}`]),
    ...(kind === 'email' ? [`${minChanges} or a failure in ${everyMinutes} min`] : []),
    ...(kind === 'digest' ? [`plots: ${plots}`] : []),
  ]
  return parts.length === 0 ? '-' : parts.join('; ')
}

async function oneTarget(name: string, command: Command): Promise<Target> {
  const targets = await targetsNow(command)
  const found = targets.find((target) => target.name === name)
  if (found !== undefined) return found
  const names = targets.map((target) => target.name).join(', ')
  throw new CommandError(`there is no target ${name}${names === '' ? '' : `: choose one of ${names}`}`)
}

const removeCommand = () =>
  new Command('remove')
    .description('Removes a target: it is told nothing more, nor what it was not told yet.')
    .argument('<name>')
    .addHelpText('after', examples('tideline status targets remove ops'))
    .action(async (name: string, _options: object, command: Command) => {
      const target = await oneTarget(name, command)
      await withEvents(command, (ports) => declare({ ...target, isRemoved: true }, ports))
      print(`removed  ${name}`)
    })

const testCommand = () =>
  new Command('test')
    .description('Tells a target a made-up change, once, from here, and says what became of it.')
    .argument('<name>')
    .addHelpText('after', examples('tideline status targets test ops'))
    .action(async (name: string, _options: object, command: Command) => {
      print(await testTarget(await oneTarget(name, command), configOf(command)))
    })
