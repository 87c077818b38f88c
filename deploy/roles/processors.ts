import { processors } from '../../processors/index.ts'
import { type RunningProcessor, startProcessor } from '../../processors/runner.ts'
import { configured } from '../monitor-rules.ts'
import { waitFor } from '../wait.ts'
import type { StartRole } from './role.ts'

/** Every processor of the catalogue, each in its own consumer group. */
export const startProcessors: StartRole = async ({ config, wiring, metrics, log, signal }) => {
  const ports = { ...wiring, log, onProgress: metrics.onProgress }
  const options = { maxEventBytes: config.maxEventBytes, stallMs: config.stallSeconds * 1000 }
  const started = await Promise.allSettled(
    configured(processors, config).map((processor) =>
      waitFor('Kafka', () => startProcessor(processor, ports, options), { seconds: config.waitSeconds, log, signal }),
    ),
  )
  const running: RunningProcessor[] = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const stop = async () => {
    await Promise.allSettled(running.map((processor) => processor.stop()))
  }
  const failed = started.find((one) => one.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  log.info({ processors: running.map(({ name }) => name) }, 'processors run')
  return {
    checks: () => running.map((processor) => ({ name: processor.name, ...processor.health() })),
    stop,
    finished: Promise.all(running.map((processor) => processor.finished)).then(() => {}),
  }
}
