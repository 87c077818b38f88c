/** The gateway's HTTP server, built apart from listening: tests inject. */
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import underPressure from '@fastify/under-pressure'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { createAddresses } from './addresses.ts'
import { problemOfError } from './failures.ts'
import type { Gateway } from './gateway.ts'
import { tags } from './openapi-tags.ts'
import { GatewayProblem, problemBody } from './problems.ts'
import { registerRoutes } from './routes/index.ts'
import { buildValidator } from './validation.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered also under pressure, beyond the rate and while stopping. */
    always?: boolean
    /** The body's schema, where the route checks its body itself. */
    documentedBody?: object
  }
}

export interface ServerOptions {
  readonly version?: string
  /** Requests a minute from one address; default none. */
  readonly requestsPerMinute?: number
  /** Later than this, the event loop counts as overloaded. Default 5000 ms; 0: never. */
  readonly maxEventLoopDelayMs?: number
  /** How long a writer of an annotation waits until it is stored, too. Default 10,000 ms. */
  readonly settleMs?: number
  /** How long an asker for an export waits until it is planned. Default 10,000 ms. */
  readonly planMs?: number
}

const usualRetrySeconds = 5
const usualBodyLimit = 1_048_576

const shared = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'content-disposition, retry-after, location, etag, accept-ranges, content-range, preference-applied, x-total-count',
}

export function createServer(gateway: Gateway, options: ServerOptions = {}): FastifyInstance {
  const app = Fastify({
    schemaController: { compilersFactory: { buildValidator: buildValidator as never } },
    bodyLimit: usualBodyLimit,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 400 },
    // What is wrong before there is a request: a bad percent escape, say.
    frameworkErrors: (error, request, reply) => refuse(error, request, reply as never),
  }).withTypeProvider<TypeBoxTypeProvider>()
  const addresses = createAddresses()
  let isStopping = false

  function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    // Nobody is there to read it: a client that hung up is no failure.
    if (reply.raw.destroyed) return void reply.hijack()
    const problem = problemOfError(error, request.routeOptions?.bodyLimit ?? usualBodyLimit)
    if (problem.code === 'internal-error') {
      gateway.log.error({ url: request.url, error: problem.cause ?? problem }, 'a request failed')
    }
    const { retryAfterSeconds } = problem.context
    // Busy or away: nobody who is refused so is left without a time to come again.
    const retryAfter = retryAfterSeconds ?? (problem.status === 503 ? usualRetrySeconds : undefined)
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
    reply.code(problem.status).headers(shared).type('application/problem+json')
    reply.send(JSON.stringify(problemBody(problem, request.url)))
  }

  // Routes that take text say so; the others would be handed a string for an object.
  app.removeContentTypeParser('text/plain')
  app.addHook('onRoute', addresses.add)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(shared)
    if (request.method === 'OPTIONS') return allow(request, reply)
    if (isStopping && request.routeOptions.config.always !== true) {
      throw new GatewayProblem('stopping', 'the gateway is stopping', { retryAfterSeconds: 5 })
    }
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request
    const labels = { method, route: routeOptions.url ?? 'none', status: reply.statusCode }
    gateway.metrics.requestSeconds.observe(labels, reply.elapsedTime / 1000)
    gateway.log.debug({ ...labels, url: request.url, milliseconds: reply.elapsedTime }, 'request')
  })
  app.addHook('preClose', async () => {
    isStopping = true
    if (!app.server.listening) return
    // Connections that are kept alive would hold the server up once their answer is finished.
    const idle = setInterval(() => app.server.closeIdleConnections(), 50)
    app.server.once('close', () => clearInterval(idle))
  })
  app.setErrorHandler((error, request, reply) => refuse(error, request, reply))

  function allow(request: FastifyRequest, reply: FastifyReply) {
    const methods = addresses.methodsAt(pathOf(request)).join(', ')
    reply.header('allow', `${methods || 'GET, HEAD'}, OPTIONS`).header('access-control-allow-methods', 'GET, HEAD')
    return reply
      .header('access-control-allow-headers', 'accept, content-type')
      .header('access-control-max-age', 86_400)
      .code(204)
      .send()
  }

  app.register(helmet, {
    hsts: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    contentSecurityPolicy: {
      directives: { 'img-src': ["'self'", 'data:'], 'script-src': ["'self'"], 'upgrade-insecure-requests': null },
    },
  })
  app.register(underPressure, {
    maxEventLoopDelay: options.maxEventLoopDelayMs ?? 5000,
    pressureHandler(request) {
      if (request.routeOptions.config.always === true) return
      throw new GatewayProblem('overloaded', 'the gateway is overloaded', { retryAfterSeconds: 10 })
    },
  })
  if (options.requestsPerMinute !== undefined) {
    const max = options.requestsPerMinute
    app.register(rateLimit, {
      max,
      timeWindow: '1 minute',
      allowList: (request) => request.routeOptions.config.always === true,
      errorResponseBuilder: (_request, { ttl }) =>
        new GatewayProblem('too-many-requests', `at most ${max} requests a minute`, {
          retryAfterSeconds: Math.ceil(ttl / 1000),
        }),
    })
  }
  app.register(swagger, {
    transform({ schema, url, route }) {
      const body = route.config?.documentedBody
      return { url, schema: body === undefined ? schema : { ...schema, body } }
    },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tideline',
        description: 'Particles of instruments, in and out. Every refusal is `application/problem+json`.',
        version: options.version ?? '0.0.0',
      },
      tags: [...tags],
      components: {
        securitySchemes: { basic: { type: 'http', scheme: 'basic' }, key: { type: 'http', scheme: 'bearer' } },
      },
    },
  })
  app.register(swaggerUi, { routePrefix: '/ui' })
  registerRoutes(app, gateway, { settleMs: 10_000, planMs: 10_000, ...options, isStopping: () => isStopping })
  app.register(async (documented) => {
    documented.get('/openapi.json', { config: { always: true }, schema: { hide: true } }, async () => app.swagger())
  })
  app.setNotFoundHandler((request, reply) => refuse(absent(request, reply), request, reply))

  function absent(request: FastifyRequest, reply: FastifyReply): GatewayProblem {
    const path = pathOf(request)
    const methods = addresses.methodsAt(path).join(', ')
    if (methods !== '') {
      reply.header('allow', `${methods}, OPTIONS`)
      return new GatewayProblem('method-not-allowed', `${request.method} is not taken here; ${methods} is`)
    }
    return new GatewayProblem('not-found', `nothing at ${path}; nearest are ${addresses.nearest(path).join(', ')}`)
  }

  return app as unknown as FastifyInstance
}

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? request.url

/** Takes no new requests, lets running answers finish until the deadline, then cuts them off. */
export async function stopServer(app: FastifyInstance, deadlineMs = 10_000): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), deadlineMs)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}
