/** What the gateway measures, in Prometheus form. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface GatewayMetrics {
  readonly registry: Registry
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>
  /** From asking to the first part of the answer. */
  readonly firstPartSeconds: Histogram
  readonly pendingAnswers: Gauge
  readonly sharedAnswers: Counter
  /** Parts for requests that nobody of this gateway waits for any more. */
  readonly lateParts: Counter
  readonly failedAnswers: Counter<'code'>
  readonly publishedParticles: Counter
}

export function createMetrics(options: { readonly registry?: Registry; readonly processMetrics?: boolean } = {}) {
  const registry = options.registry ?? new Registry()
  const registers = [registry]
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry })
  const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
  const metrics: GatewayMetrics = {
    registry,
    requestSeconds: new Histogram({
      name: 'tideline_http_request_seconds',
      help: 'From the request to the end of the response',
      labelNames: ['method', 'route', 'status'],
      buckets: seconds,
      registers,
    }),
    firstPartSeconds: new Histogram({
      name: 'tideline_answer_first_part_seconds',
      help: 'From asking to the first part of the answer',
      buckets: seconds,
      registers,
    }),
    pendingAnswers: new Gauge({ name: 'tideline_answers_pending', help: 'Requests in flight', registers }),
    sharedAnswers: new Counter({
      name: 'tideline_answers_shared_total',
      help: 'Requests that joined an identical one in flight',
      registers,
    }),
    lateParts: new Counter({
      name: 'tideline_answer_parts_late_total',
      help: 'Parts of this gateway’s answers that nobody waited for any more',
      registers,
    }),
    failedAnswers: new Counter({
      name: 'tideline_answers_failed_total',
      help: 'Answers that ended with a problem',
      labelNames: ['code'],
      registers,
    }),
    publishedParticles: new Counter({
      name: 'tideline_particles_published_total',
      help: 'Particles taken over HTTP',
      registers,
    }),
  }
  return metrics
}
