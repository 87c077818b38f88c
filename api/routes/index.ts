/** Every route of the gateway. An explicit list, not discovery. */
import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { annotationRoutes } from './annotations.ts'
import { archiveRoutes } from './archives.ts'
import { assetRoutes } from './assets.ts'
import { availabilityRoutes } from './availability.ts'
import { availabilityListingRoutes } from './availability-listings.ts'
import { dataRoutes } from './data.ts'
import { definitionRoutes } from './definitions.ts'
import { exportRoutes } from './exports.ts'
import { jobFileRoutes } from './job-files.ts'
import { jobRoutes } from './jobs.ts'
import { operationRoutes } from './operations.ts'
import { pageRoutes } from './pages.ts'
import { particleRoutes } from './particles.ts'
import { processDefinitionRoutes } from './process-definitions.ts'
import { qualityTestRoutes } from './quality-tests.ts'
import { serviceRoutes } from './service.ts'
import { statusRoutes } from './status.ts'
import { statusOverviewRoutes } from './status-overview.ts'
import { streamMessageRoutes } from './stream-messages.ts'
import { streamRoutes } from './streams.ts'

export interface RouteOptions {
  /** How long a writer waits until what was written is stored, too. */
  readonly settleMs: number
  /** How long an asker for an export waits until it is planned. */
  readonly planMs: number
  readonly isStopping: () => boolean
}

export function registerRoutes(app: FastifyInstance, gateway: Gateway, options: RouteOptions): void {
  app.register(dataRoutes, gateway)
  app.register(definitionRoutes, gateway)
  app.register(particleRoutes, gateway)
  app.register(assetRoutes, gateway)
  app.register(qualityTestRoutes, gateway)
  app.register(availabilityRoutes, gateway)
  app.register(availabilityListingRoutes, gateway)
  app.register(annotationRoutes, { gateway, settleMs: options.settleMs })
  app.register(statusRoutes, { gateway, settleMs: options.settleMs })
  app.register(statusOverviewRoutes, gateway)
  app.register(pageRoutes)
  app.register(exportRoutes, { gateway, settleMs: options.planMs })
  app.register(jobRoutes, { gateway, settleMs: options.settleMs })
  app.register(jobFileRoutes, gateway)
  app.register(archiveRoutes, { gateway, settleMs: options.settleMs })
  app.register(streamRoutes, gateway)
  app.register(streamMessageRoutes, gateway)
  app.register(processDefinitionRoutes, gateway)
  app.register(operationRoutes, gateway)
  app.register(serviceRoutes, { gateway, isStopping: options.isStopping })
}
