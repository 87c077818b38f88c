import { createClock } from '../../connectors/clock/minutes.ts'
import type { Connector } from '../../connectors/connector.ts'
import { createFileWatcher } from '../../connectors/files/watcher.ts'
import { parserNamed } from '../../connectors/instruments/index.ts'
import { sweepBucket } from '../../connectors/minio/sweep.ts'
import type { FilePositions } from '../../schemas/file-positions.ts'
import type { Log } from '../../schemas/log.ts'
import { buckets, type ObjectStore } from '../../schemas/objects.ts'
import { openNotifier } from '../notifications/open-notifier.ts'
import { loadSources } from '../sources.ts'
import { waitFor } from '../wait.ts'
import { openPositions } from '../wire.ts'
import type { StartRole } from './role.ts'

const sweepEveryMs = 3_600_000

/** The clock, a watcher over the configured sources, notifications, and an hourly sweep of buckets that keep objects for a time. */
export const startConnectors: StartRole = async ({ config, wiring, log, signal }) => {
  const { publisher, objects } = wiring
  const configured = loadSources(config)
  const positions =
    configured === null
      ? null
      : await waitFor('PostgreSQL', () => openPositions(config, log), { seconds: config.waitSeconds, log, signal })
  const connectors: Connector[] = [createClock({ publisher, log }), await openNotifier(config, wiring, log)]
  if (configured !== null && positions !== null) {
    const options = {
      ...configured,
      parser: parserNamed,
      positions: positions as FilePositions,
      publisher,
      objects,
      log,
    }
    connectors.push(createFileWatcher(options))
  }
  for (const connector of connectors) await connector.start()
  log.info(
    { connectors: connectors.map(({ name }) => name), sources: configured?.sources.length ?? 0 },
    'connectors run',
  )
  const sweeping = setInterval(() => void sweep(objects, log), sweepEveryMs)
  void sweep(objects, log)
  return {
    checks: () => connectors.map((connector) => ({ name: connector.name, ...connector.health() })),
    async stop() {
      clearInterval(sweeping)
      await Promise.all(connectors.map((connector) => connector.stop()))
      await positions?.close()
    },
    finished: new Promise<never>(() => {}),
  }
}

/** A sweep that fails is said and tried again in an hour: nothing depends on it. */
async function sweep(objects: ObjectStore, log: Log): Promise<void> {
  for (const bucket of buckets) {
    if (bucket.keepHours === undefined) continue
    try {
      const removed = await sweepBucket(objects, bucket, Date.now())
      if (removed > 0) log.info({ bucket: bucket.name, removed }, 'old objects removed')
    } catch (error) {
      log.warn({ bucket: bucket.name, error }, 'old objects could not be removed')
    }
  }
}
