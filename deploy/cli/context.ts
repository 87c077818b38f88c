/** What commands share: the configuration, connections that close themselves, and printing. */
import type { Command } from 'commander'
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { type Log, silentLog } from '../../schemas/log.ts'
import type { ObjectStore } from '../../schemas/objects.ts'
import type { TableStore } from '../../schemas/table.ts'
import type { Broker } from '../../topics/broker.ts'
import { topics } from '../../topics/index.ts'
import type { AnyTopic } from '../../topics/topic.ts'
import { adviceOn } from '../../topics/topic-names.ts'
import type { Config } from '../config.ts'
import { readEnvFile, readSettingsFile } from '../env-file.ts'
import { loadSettings, type Settings } from '../settings.ts'

/** The user must do something else; the message is the one line that is printed. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError'
}

export type Print = (line: string) => void
export const print: Print = (line) => {
  process.stdout.write(`${line}\n`)
}
/** Progress and notes go to standard error, so that standard output can be piped. */
export const note: Print = (line) => {
  process.stderr.write(`${line}\n`)
}

export function settingsOf(command: Command): Settings {
  const { env } = command.optsWithGlobals<{ env?: string }>()
  const envFile = readEnvFile(env, process.env)
  return loadSettings(process.env, envFile, readSettingsFile(process.env, envFile))
}

export const configOf = (command: Command): Config => settingsOf(command).config

/** A command that lasts seconds logs nothing but what went wrong: its answer is what it prints. */
export const quietLog: Log = silentLog

/** Opens the broker for the length of `work`. */
export async function withBroker<T>(command: Command, work: (broker: Broker) => Promise<T>): Promise<T> {
  const { openBroker } = await import('../wire.ts')
  const broker = await openBroker(configOf(command), quietLog)
  try {
    return await work(broker)
  } finally {
    await broker.close()
  }
}

/** Opens broker and codec for the length of `work`. */
export async function withEvents<T>(
  command: Command,
  work: (ports: { readonly broker: Broker; readonly codec: EventCodec }) => Promise<T>,
): Promise<T> {
  const { openCodec } = await import('../wire.ts')
  const codec = await openCodec(configOf(command))
  return withBroker(command, (broker) => work({ broker, codec }))
}

/** Opens the object store for the length of `work`. */
export async function withObjects<T>(command: Command, work: (objects: ObjectStore) => Promise<T>): Promise<T> {
  const { openObjects } = await import('../wire.ts')
  const objects = await openObjects(configOf(command), quietLog)
  try {
    return await work(objects)
  } finally {
    await objects.close()
  }
}

/** Opens the tables of the catalogue for the length of `work`. */
export async function withCatalogue<T>(command: Command, work: (tables: TableStore) => Promise<T>): Promise<T> {
  const { openRelationalTables } = await import('../wire.ts')
  const tables = await openRelationalTables(configOf(command), quietLog)
  try {
    return await work(tables)
  } finally {
    await tables.close()
  }
}

/** Opens all tables for the length of `work`. */
export async function withTables<T>(command: Command, work: (tables: TableStore) => Promise<T>): Promise<T> {
  const [{ openWideTables }, { routeTables }] = await Promise.all([import('../wire.ts'), import('../table-homes.ts')])
  const config = configOf(command)
  const wide = await openWideTables(config, quietLog)
  try {
    return await withCatalogue(command, (relational) => work(routeTables({ wide, relational })))
  } finally {
    await wide.close()
  }
}

export const isDeclared = (name: string): boolean => topics.some((one) => one.name === name)

/** Throws a `CommandError` that names the nearest declared topics, or how to see all. */
export function declaredTopic(name: string): AnyTopic {
  const topic = topics.find((one) => one.name === name)
  if (topic !== undefined) return topic
  const names = topics.map((one) => one.name)
  throw new CommandError(`there is no topic or stream ${name}: ${adviceOn(name, names)}`)
}

/** Columns as wide as their widest cell; the last one runs on. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(head), ...rows.map(line)]
}

/** A signal that is aborted by Ctrl-C or SIGTERM, for commands that run until they are stopped. */
export function untilInterrupted(): AbortController {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort())
  return controller
}

/** An option's number. Throws a `CommandError` that names the accepted form. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^[0-9]{1,15}$/.test(text) && value >= least) return value
    throw new CommandError(`${option} ${text}: give a whole number from ${least}`)
  }
}

export const examples = (...lines: readonly string[]): string =>
  `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
