import { configured, monitorRulesOf } from '../../deploy/monitor-rules.ts'
import { loadConfig } from '../../deploy/settings.ts'
import { processors } from '../../processors/index.ts'
import { defaultRules } from '../../processors/status/rules.ts'

test('without settings streams are judged by the default rules', () => {
  expect(monitorRulesOf(loadConfig({}))).toEqual(defaultRules)
})

test('methods, hold time and rates are as they are set', () => {
  const environment = {
    TIDELINE_STATUS_METHODS: 'streamed, recovered_host',
    TIDELINE_STATUS_HOLD_SECONDS: '0',
    TIDELINE_STATUS_RATE_RULE: 'on',
    TIDELINE_STATUS_RATE_PERCENTS: '50,95.5',
  }
  const rules = monitorRulesOf(loadConfig(environment))
  expect(rules).toEqual({
    methods: ['streamed', 'recovered_host'],
    holdSeconds: 0,
    rates: { shareOfMinutes: 0.5, shareOfDay: 0.955 },
  })
})

test('every processor runs, the monitor as it is configured', () => {
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name)
  const all = configured(processors, loadConfig({}))
  expect(names(all)).toEqual(names(processors))
  expect(processors.filter((one) => !all.includes(one)).map(({ name }) => name)).toEqual(['judge-streams'])
})
