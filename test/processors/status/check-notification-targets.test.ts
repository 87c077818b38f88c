import { checkNotificationTargets } from '../../../processors/status/check-notification-targets.ts'
import { notificationTargetsChanged } from '../../../topics/status.ts'
import { target } from '../../connectors/notifications/telling.ts'
import { drive } from '../../support/drive.ts'

test('a declaration that breaks a rule is refused by its field; a removal needs only a name', async () => {
  const pipeline = drive(checkNotificationTargets)
  const good = target('ops', { url: 'https://hooks.example.org' })
  await pipeline.send(notificationTargetsChanged, [
    good,
    { ...good, url: null },
    { ...good, kind: 'pager' },
    { ...good, kind: '', isRemoved: true },
    { ...good, name: 'a/b', isRemoved: true },
  ])
  expect(pipeline.rejected().map(({ code, reason }) => [code, reason.split(' ')[0]])).toEqual([
    ['notification-target-invalid', 'url'],
    ['notification-target-invalid', 'kind'],
    ['notification-target-invalid', 'name'],
  ])
})
