/** The monitor: what is expected of streams, how they stand, and how instruments do. */
import type { FastifyPluginAsync } from 'fastify'
import { deployedStreamRoutes } from './deployed-streams.ts'
import { expectedStreamRoutes, type StatusRouteOptions } from './expected-streams.ts'
import { instrumentRoutes } from './instruments.ts'

export const statusRoutes: FastifyPluginAsync<StatusRouteOptions> = async (app, options) => {
  for (const routes of [expectedStreamRoutes, deployedStreamRoutes, instrumentRoutes]) app.register(routes, options)
}
