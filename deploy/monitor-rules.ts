import type { AnyProcessor } from '../processors/processor.ts'
import { judgeStreamsBy } from '../processors/status/judge-streams.ts'
import type { MonitorRules } from '../processors/status/rules.ts'
import type { Config } from './config.ts'

type Settings = Pick<Config, 'statusMethods' | 'statusHoldSeconds' | 'statusRateRule' | 'statusRatePercents'>

/** By what rules streams are judged, as it is configured. */
export function monitorRulesOf(settings: Settings): MonitorRules {
  const [shareOfMinutes = 0, shareOfDay = 0] = settings.statusRatePercents.map((percent) => Number(percent) / 100)
  return {
    methods: settings.statusMethods,
    holdSeconds: settings.statusHoldSeconds,
    rates: settings.statusRateRule === 'on' ? { shareOfMinutes, shareOfDay } : null,
  }
}

/** The processors as they are configured. */
export function configured(processors: readonly AnyProcessor[], config: Config): AnyProcessor[] {
  const monitor: AnyProcessor = judgeStreamsBy(monitorRulesOf(config))
  return processors.map((processor) => (processor.name === monitor.name ? monitor : processor))
}
