import type { ExportLimits } from '../../api/export-limits.ts'
import { openGateway } from '../../api/gateway.ts'
import { createMetrics } from '../../api/metrics.ts'
import { createServer, stopServer } from '../../api/server.ts'
import { availabilityProfileOf } from '../availability-profile.ts'
import type { Config } from '../config.ts'
import { attributionOf } from '../keys/attribution.ts'
import { packageVersion } from '../version.ts'
import { waitFor } from '../wait.ts'
import type { StartRole } from './role.ts'

/** Of the time to stop, what running answers may take to their end. */
const answersShare = 0.7

/** The HTTP gateway on `TIDELINE_HOST` and `TIDELINE_PORT`. */
export const startGateway: StartRole = async ({ config, wiring, metrics, log, signal, checks }) => {
  const gatewayMetrics = createMetrics({ registry: metrics.registry })
  const availabilityProfile = availabilityProfileOf(config)
  const options = {
    ...wiring,
    log,
    metrics: gatewayMetrics,
    checks,
    availabilityProfile,
    attribution: attributionOf(config),
    allowsShell: config.allowShell,
    exportLimits: exportLimitsOf(config),
    answerLimits: {
      maxRows: config.answerMaxRows,
      maxBytes: config.answerMaxBytes,
      maxDays: config.answerMaxDays,
    },
  }
  const gateway = await waitFor('Kafka', () => openGateway(options), {
    seconds: config.waitSeconds,
    log,
    signal,
  })
  const { requestsPerMinute } = config
  const server = createServer(gateway, {
    version: packageVersion(),
    ...(requestsPerMinute === 0 ? {} : { requestsPerMinute }),
  })
  try {
    const address = await server.listen({ host: config.host, port: config.port })
    log.info({ address }, 'gateway listens')
  } catch (error) {
    await gateway.close()
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(
      `port ${config.port} on ${config.host} is taken: end what listens there or set TIDELINE_PORT to another`,
    )
  }
  return {
    checks: () => [],
    async stop(limitMs) {
      // The rest is for leaving Kafka: one client that reads slowly must not take all of it.
      await stopServer(server, limitMs * answersShare)
      await gateway.close()
    },
    finished: new Promise<never>(() => {}),
  }
}

const exportLimitsOf = (config: Config): ExportLimits => ({
  partBytes: config.exportPartBytes,
  maxBytes: config.exportMaxBytes,
  maxRows: config.exportMaxRows,
  maxDays: config.exportMaxDays,
  maxJobs: config.exportMaxJobs,
  deadlineSeconds: config.exportDeadlineSeconds,
})
