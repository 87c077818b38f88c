/** The command line as a value: what `tideline` runs and docs/CLI.md prints. */
import { Command } from 'commander'
import { annotationsCommand } from './annotations.ts'
import { archiveCommand } from './archive.ts'
import { calibrationsCommand } from './calibrations.ts'
import { configCommand } from './config.ts'
import { consumeCommand } from './consume.ts'
import { examples } from './context.ts'
import { dbCommand } from './db.ts'
import { definitionsCommand } from './definitions.ts'
import { deploymentsCommand } from './deployments.ts'
import { lagCommand } from './lag.ts'
import { localCommand } from './local.ts'
import { operationCommand } from './operations.ts'
import { processCommand } from './processes.ts'
import { encodeCommand, produceCommand } from './produce.ts'
import { productsCommand } from './products.ts'
import { provisionCommand } from './provision.ts'
import { qualityTestsCommand } from './quality-tests.ts'
import { recountCommand } from './recount.ts'
import { rejectedCommand } from './rejected.ts'
import { replayCommand } from './replay.ts'
import { replaysCommand } from './replays.ts'
import { startCommand } from './start.ts'
import { statusCommand } from './status.ts'
import { publishCommand } from './stream-publish.ts'
import { streamCommand } from './streams.ts'
import { topicsCommand } from './topics.ts'
import { downCommand, upCommand } from './up.ts'
import { keyCommand, userCommand } from './users.ts'

const commands = [
  upCommand,
  downCommand,
  provisionCommand,
  dbCommand,
  startCommand,
  topicsCommand,
  lagCommand,
  consumeCommand,
  produceCommand,
  encodeCommand,
  rejectedCommand,
  streamCommand,
  publishCommand,
  processCommand,
  operationCommand,
  userCommand,
  keyCommand,
  recountCommand,
  archiveCommand,
  replayCommand,
  replaysCommand,
  definitionsCommand,
  productsCommand,
  deploymentsCommand,
  calibrationsCommand,
  qualityTestsCommand,
  annotationsCommand,
  statusCommand,
  configCommand,
  localCommand,
]

export function createProgram(version: string): Command {
  const program = new Command('tideline')
    .description('An event-driven stream processing pipeline on Kafka, between instruments and scientists.')
    .version(version)
    .option('--env <file>', 'read KEY=VALUE lines from a file; the real environment wins (also TIDELINE_ENV_FILE)')
    .option('--debug', 'show the stack of an error')
    .showSuggestionAfterError(true)
    .addHelpText('after', examples('tideline up', 'tideline --env .tideline/up/env topics'))
  for (const make of commands) program.addCommand(make())
  for (const command of everyCommand(program)) command.configureHelp({ showGlobalOptions: false }).exitOverride()
  return program
}

/** A command and all below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}
