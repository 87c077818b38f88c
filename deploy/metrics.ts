/** What the processors measure, in Prometheus form. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Progress } from '../processors/runner.ts'

export interface ProcessMetrics {
  readonly registry: Registry
  onProgress(progress: Progress): void
}

export function createProcessMetrics(): ProcessMetrics {
  const registry = new Registry()
  const registers = [registry]
  const labelNames = ['processor', 'topic'] as const
  collectDefaultMetrics({ register: registry })
  const events = new Counter({ name: 'tideline_events_total', help: 'Events handled', labelNames, registers })
  const rejected = new Counter({
    name: 'tideline_events_rejected_total',
    help: 'Events rejected',
    labelNames,
    registers,
  })
  const seconds = new Histogram({
    name: 'tideline_batch_seconds',
    help: 'From a batch of events to its commit',
    labelNames,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  })
  const last = new Gauge({
    name: 'tideline_last_progress_seconds',
    help: 'When a batch was last committed, Unix time',
    labelNames,
    registers,
  })
  return {
    registry,
    onProgress(progress) {
      const labels = { processor: progress.processor, topic: progress.topic }
      events.inc(labels, progress.events)
      if (progress.rejected > 0) rejected.inc(labels, progress.rejected)
      seconds.observe(labels, progress.seconds)
      last.set(labels, Date.now() / 1000)
    },
  }
}
