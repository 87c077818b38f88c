import { concerns, concernsInstrument } from '../../../schemas/status/notification-target.ts'
import { change, target } from '../../connectors/notifications/telling.ts'

const ctd = 'CE02SHSM-RID27-03-CTDBPC000'
test.each([
  ['*', true],
  [ctd, true],
  ['CE02*', true],
  ['*CTDBP*', true],
  ['CE0?SHSM-*-CTDBPC???', true],
  ['*-*-*-*', true],
  ['CE02', false],
  ['*CTDMO*', false],
  ['CE02SHSM-RID27-03-CTDBPC000?', false],
  [`${'*A'.repeat(19)}*`, false],
])('%s concerns the instrument: %p', (refdes, is) => {
  expect(concernsInstrument({ refdes, sites: [], states: [] }, ctd)).toBe(is)
})

test.each([
  [{}, true],
  [{ sites: ['CE04OSBP', 'CE02SHSM'] }, true],
  [{ sites: ['CE02'] }, false],
  [{ states: ['failed'] }, true],
  [{ states: ['degraded'] }, true],
  [{ states: ['operational', 'disabled'] }, false],
  [{ sites: ['CE02SHSM'], refdes: '*CTDMO*' }, false],
])('a target with %p is told of a stream that was degraded and failed: %p', (filter, is) => {
  expect(concerns(target('one', filter), change(5, { before: 'degraded', after: 'failed' }))).toBe(is)
})
