/** Tells one target a made-up change, from where the command runs. */
import { NotDelivered, type Target } from '../../connectors/notifications/channel.ts'
import { mailOf } from '../../connectors/notifications/immediate-mail.ts'
import { logChannel } from '../../connectors/notifications/log-channel.ts'
import { post } from '../../connectors/notifications/webhook.ts'
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import type { Config } from '../config.ts'
import { createLog } from '../log.ts'
import { loadSecretHeaders, openMailer } from '../notifications/open-notifier.ts'
import { CommandError } from './context.ts'

/** Says what became of it. Throws a `CommandError` when the target did not take it. */
export async function testTarget(target: Target, config: Config): Promise<string> {
  const at = Math.floor(Date.now() / 60_000) * 60_000_000
  const change = madeUpChange(at)
  try {
    switch (target.kind) {
      case 'webhook':
        return `${target.name} answered ${await post(target, change, loadSecretHeaders(config))}`
      case 'log':
        await logChannel(createLog('info')).tell({ kind: 'change', change, id: 'test' })
        return 'logged'
      default:
        await sendMail(target, change, config)
        return `the mail server took it for ${target.addresses.join(', ')}`
    }
  } catch (error) {
    if (error instanceof NotDelivered) throw new CommandError(`${target.name}: ${error.message}`)
    throw error
  }
}

async function sendMail(target: Target, change: StreamStatusChanged, config: Config): Promise<void> {
  const mailer = await openMailer(config)
  if (mailer === null) throw new CommandError('no mail server is configured: set TIDELINE_SMTP_URL')
  try {
    const mail = mailOf(target, [change], { kind: 'span', after: change.at - 60_000_000, until: change.at })
    await mailer.send({ ...mail, subject: '[Tideline] test', id: `test-${Date.now()}` })
  } finally {
    mailer.close()
  }
}

const madeUpChange = (at: number): StreamStatusChanged => ({
  id: 0,
  refdes: 'XX00TEST-RID00-00-TESTING000',
  method: 'telemetered',
  stream: 'tideline_notification_test',
  before: 'operational',
  after: 'degraded',
  at,
  reason: 'this is a test: no instrument is concerned',
  lastParticle: null,
  elapsed: null,
  warnInterval: 0,
  failInterval: 0,
  expectedRate: 0,
  measuredRate: null,
  asset: 'TEST',
  deployment: null,
  instrumentId: 0,
  instrumentBefore: 'operational',
  instrumentAfter: 'degraded',
  instrumentReasonBefore: 'No streams',
  instrumentReason: 'this is a test: no instrument is concerned',
})
