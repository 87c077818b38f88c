import type { Channel, ChannelPorts, Target } from './channel.ts'
import { digestChannel } from './digest.ts'
import { immediateMail } from './immediate-mail.ts'
import { logChannel } from './log-channel.ts'
import { webhookChannel } from './webhook.ts'

/** Null: it needs a mail server, and none is configured. */
export function openChannel(target: Target, { views, headers, mailer, log }: ChannelPorts): Channel | null {
  switch (target.kind) {
    case 'webhook':
      return webhookChannel(target, headers)
    case 'log':
      return logChannel(log)
    case 'email':
      return mailer === null ? null : immediateMail(target, views, mailer)
    default:
      return mailer === null ? null : digestChannel(target, views, mailer)
  }
}
