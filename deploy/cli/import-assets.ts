/** Importing files of assets: reported file by file, published as far as they differ, and waited for. */
import type { Command } from 'commander'
import type { RowProblem } from '../../schemas/assets/reading.ts'
import { createPublisher } from '../../topics/publisher.ts'
import { emission, subjectOf, type Topic } from '../../topics/topic.ts'
import { type Changes, changesTo, readTold } from '../assets/changes.ts'
import type { ReadFile } from '../assets/files.ts'
import { delay } from '../wait.ts'
import { CommandError, configOf, note, type Print, plural, print, quietLog, withEvents } from './context.ts'

interface Versioned {
  readonly source: string
  readonly version: string
  readonly isRemoved: boolean
}

export interface Import<T extends Versioned> {
  readonly topic: Topic<T>
  /** Name of the processor that stores them. */
  readonly storedBy: string
  /** What one of them is called. */
  readonly noun: string
  readonly isDryRun: boolean
  readonly isPruning: boolean
  /** The rows that have no problem are used, of a file that has one too. Default: nothing of it is. */
  readonly usesGoodRows?: boolean
}

const patienceMs = 300_000
const eventsAtOnce = 500

export async function importAssets<T extends Versioned>(
  command: Command,
  files: Iterable<ReadFile<T>>,
  options: Import<T>,
): Promise<void> {
  const { events, sources, badFiles } = report(files, options, print)
  const changesFrom = (told: ReadonlyMap<string, T>) =>
    changesTo(events, told, options.topic.key, { ...options, sources })
  if (options.isDryRun && configOf(command).kafkaBrokers === null) sayChanges(changesFrom(new Map()), print)
  else {
    const told = await withEvents(command, ({ broker, codec }) => readTold(broker, codec, options.topic))
    const changes = changesFrom(told)
    sayChanges(changes, print)
    const all = [...changes.added, ...changes.changed, ...changes.removed]
    if (!options.isDryRun && all.length > 0) {
      await publishAndWait(command, options.topic, options.storedBy, all)
      print(`stored      ${all.length}`)
    }
  }
  if (badFiles > 0)
    throw new CommandError(`nothing of ${plural(badFiles, 'file')} was used: correct what is said above`)
}

/** Resolves once the processor has worked off what was published. Throws a `CommandError` when that takes too long. */
export async function publishAndWait<T>(
  command: Command,
  topic: Topic<T>,
  storedBy: string,
  events: readonly T[],
): Promise<void> {
  await withEvents(command, async ({ broker, codec }) => {
    const { openObjects } = await import('../wire.ts')
    const objects = await openObjects(configOf(command), quietLog)
    const publisher = createPublisher({ broker, codec, objects, subject: subjectOf })
    for (let from = 0; from < events.length; from += eventsAtOnce) {
      await publisher.publish(events.slice(from, from + eventsAtOnce).map((event) => emission(topic, event)))
    }
    note(`${plural(events.length, 'event')} published; waiting until stored`)
    const end = Date.now() + patienceMs
    while ((await broker.admin.lag(storedBy, [topic.name])).some((partition) => partition.lag > 0n)) {
      if (Date.now() < end) await delay(300)
      else {
        throw new CommandError(
          `published, and not stored yet: start 'tideline start --role processors', or see 'tideline lag ${storedBy}'`,
        )
      }
    }
  })
}

/** The events of the files that have no problem; problems are printed. */
export function report<T extends Versioned>(
  files: Iterable<ReadFile<T>>,
  { topic, noun, usesGoodRows = false }: Pick<Import<T>, 'topic' | 'noun' | 'usesGoodRows'>,
  out: Print,
) {
  const events: T[] = []
  const from = new Map<string, { readonly path: string; readonly version: string }>()
  const sources = new Set<string>()
  let [read, badFiles, badRows, ignored] = [0, 0, 0, 0]
  for (const file of files) {
    read++
    ignored += file.ignored
    for (const problem of file.problems) out(`${placeOf(file.path, problem)}: ${problem.reason}`)
    badRows += file.problems.length
    if (file.problems.length > 0 && !usesGoodRows) badFiles++
    else {
      for (const event of file.events) {
        const key = topic.key(event)
        const before = from.get(key)
        if (before !== undefined && before.version !== event.version) {
          out(`${file.path}: ${key} is said otherwise in ${before.path}; this one counts`)
        }
        from.set(key, { path: file.path, version: event.version })
        events.push(event)
        sources.add(event.source)
      }
    }
  }
  const comments = ignored === 0 ? '' : `, ${plural(ignored, 'row')} passed over`
  const leftOut = usesGoodRows && badRows > 0 ? `, ${plural(badRows, 'row')} left out` : ''
  out(`read        ${plural(read, 'file')}, ${plural(events.length, noun)}${leftOut}${comments}`)
  return { events, sources, badFiles }
}

const placeOf = (path: string, { line }: RowProblem): string => (line === null ? path : `${path}:${line}`)

function sayChanges<T>({ added, changed, removed, unchanged }: Changes<T>, out: Print): void {
  out(
    `differs     ${added.length} new, ${changed.length} changed, ${removed.length} removed; ${unchanged} as they were`,
  )
}
