import { createArchiver } from '../../connectors/archives/archiver.ts'
import { createReplayer } from '../../connectors/archives/replayer.ts'
import { createExecutor } from '../../connectors/exports/executor.ts'
import { createFileRemover } from '../../connectors/exports/remover.ts'
import { createOperator } from '../../connectors/operations/operator.ts'
import { createRedriver } from '../../connectors/operations/redriver.ts'
import { createStreamPublisher } from '../../topics/stream-publisher.ts'
import { keptPositions, replayState } from '../archives/kept-positions.ts'
import { wantedArchives } from '../archives/wanted.ts'
import { knownJobs } from '../exports/known-jobs.ts'
import { dataViews, openRowsFrom } from '../exports/open-rows.ts'
import { attributionOf } from '../keys/attribution.ts'
import { programsOf } from '../operations/programs.ts'
import { wantedOperations } from '../operations/wanted.ts'
import { waitFor } from '../wait.ts'
import { openRegistry } from '../wire.ts'
import type { StartRole } from './role.ts'

/** Of the time to stop, what parts in the making may take to their end. */
const partsShare = 0.7

/** Makes the parts of exports, removes the files of those that are over, archives topics, replays archives and runs operations. */
export const startExecutors: StartRole = async ({ config, wiring, log, signal }) => {
  const { broker, codec, publisher, objects, tables } = wiring
  const executor = createExecutor({
    broker,
    codec,
    publisher,
    objects,
    log,
    openRows: openRowsFrom(dataViews(tables), attributionOf(config)),
    jobs: knownJobs(tables),
    partsAtOnce: config.exportPartsAtOnce,
    graceMs: config.drainSeconds * 1000 * partsShare,
  })
  const remover = createFileRemover({ broker, codec, objects, log })
  const registry = await openRegistry(config)
  const archiver = createArchiver({
    broker,
    objects,
    registry,
    log,
    wanted: () => wantedArchives(tables),
    limits: { flushMs: config.archiveFlushSeconds * 1000 },
  })
  const replayer = createReplayer({
    ...wiring,
    registry,
    log,
    kept: keptPositions(tables),
    stateOf: (replay) => replayState(tables, replay),
  })
  const programs = programsOf(config)
  const left = await programs.sweep()
  if (left > 0) log.info({ folders: left }, 'folders of programs that were killed are removed')
  const wanted = wantedOperations(tables, config.allowShell)
  const messages = createStreamPublisher({ broker, objects })
  const operations = { broker, codec, objects, publisher, messages, programs, log, wanted }
  const graceMs = config.drainSeconds * 1000 * partsShare
  const operator = createOperator({ ...operations, graceMs })
  const redriver = createRedriver({ ...operations, graceMs })
  const running = [executor, remover, archiver, replayer, operator, redriver]
  for (const one of running) {
    await waitFor('Kafka', () => one.start(), { seconds: config.waitSeconds, log, signal })
  }
  log.info({ partsAtOnce: config.exportPartsAtOnce }, 'executors run')
  return {
    checks: () => running.map((one) => ({ name: one.name, ...one.health() })),
    async stop() {
      await Promise.all(running.map((one) => one.stop()))
    },
    finished: Promise.all(running.map((one) => one.finished)).then(() => {}),
  }
}
