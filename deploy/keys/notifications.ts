/** Keys of those who tell changes of status: the mail server, secret headers, patience. */
import { Type } from '@sinclair/typebox'
import { define, text } from './key.ts'

export const notificationKeys = {
  smtpUrl: define(Type.String({ pattern: '^smtps?://[^\\s]+$' }), {
    env: 'TIDELINE_SMTP_URL',
    about: 'Mail server for targets of notifications by e-mail. Unset: no mail is sent.',
    example: 'smtp://user:password@mail.example.org:587',
    form: 'smtp://user:password@host:port, or smtps:// for TLS from the start',
    secret: true,
  }),
  mailFrom: define(Type.String({ pattern: '^([^<>\\s@]+@[^<>\\s@]+|[^<>]*<[^<>\\s@]+@[^<>\\s@]+>)$' }), {
    env: 'TIDELINE_MAIL_FROM',
    about: 'From whom notifications by e-mail are.',
    default: 'Tideline <tideline@localhost>',
    example: 'Tideline <status@example.org>',
    form: 'an address, or a name with an address in angle brackets',
  }),
  webhookHeaders: define(text, {
    env: 'TIDELINE_WEBHOOK_HEADERS',
    about: 'File with headers (tokens) that webhooks get, by the beginning of their URL. Unset: they get none.',
    example: '/etc/tideline/webhook-headers.json',
    form: 'path of a JSON file',
  }),
  notificationTries: define(Type.Integer({ minimum: 1, maximum: 50 }), {
    env: 'TIDELINE_NOTIFICATION_TRIES',
    about:
      'So often a notification is tried, after pauses of about 1, 2, 4, … 60 s, before it goes to the rejected events.',
    default: 8,
    example: '20',
    form: 'a whole number from 1 to 50',
  }),
} as const
