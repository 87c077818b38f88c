import { rollUp } from '../../../schemas/status/states.ts'

test.each([
  [['operational', 'failed', 'operational'], 'failed', 'Stream statuses: operational: 2, failed: 1'],
  [
    ['notTracked', 'degraded', 'operational'],
    'degraded',
    'Stream statuses: operational: 1, degraded: 1, notTracked: 1',
  ],
  [['notTracked', 'operational'], 'operational', 'Stream statuses: operational: 1, notTracked: 1'],
  [['disabled', 'notTracked'], 'notTracked', 'Stream statuses: notTracked: 1, disabled: 1'],
  [['disabled'], 'disabled', 'Stream statuses: disabled: 1'],
  [[], 'notTracked', 'No streams'],
] as const)('%j is %s', (all, state, reason) => {
  expect(rollUp(all)).toEqual({ state, reason })
})
