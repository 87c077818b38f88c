/** Mail over SMTP. */
import { createTransport } from 'nodemailer'
import { NotDelivered } from './channel.ts'

export interface Picture {
  /** Unique within its mail. */
  readonly name: string
  readonly png: Uint8Array
}

export interface Mail {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly pictures?: readonly Picture[]
  /** The same for mail that is sent again: a mailbox may show it once. */
  readonly id: string
}

export interface Mailer {
  /** Rejects with `NotDelivered` when the server did not take it for all addresses. */
  send(mail: Mail): Promise<void>
  close(): void
}

export interface MailerOptions {
  /** smtp://user:password@host:587, or smtps:// for TLS from the start. */
  readonly url: string
  readonly from: string
}

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 10_000 }

export function createMailer({ url, from }: MailerOptions): Mailer {
  const transport = createTransport({ url, pool: true, maxConnections: 2, ...timeouts })
  const domain = /@([A-Za-z0-9.-]+)>?$/.exec(from)?.[1] ?? 'tideline.invalid'
  return {
    async send({ to, subject, text, html, pictures = [], id }) {
      const sent = await transport
        .sendMail({
          ...{ from, to: [...to], subject, text, html },
          messageId: `<${id}@${domain}>`,
          // RFC 3834: no out-of-office answers.
          headers: { 'auto-submitted': 'auto-generated' },
          attachments: pictures.map(({ name, png }) => ({
            filename: `${name}.png`,
            content: Buffer.from(png),
            contentType: 'image/png',
            cid: pictureId(name),
          })),
          disableFileAccess: true,
          disableUrlAccess: true,
        })
        .catch((error: unknown) => {
          throw refusal(error)
        })
      const refused = sent.rejected.map(String)
      if (refused.length > 0) {
        throw new NotDelivered(`the mail server refused ${refused.join(', ')}; the others have it`, { isFinal: true })
      }
    },
    close: () => transport.close(),
  }
}

export const pictureId = (name: string): string => `${name}@plots`

/** 5xx of the server is its last word; 4xx, and no answer, are tried again (RFC 5321 §4.2.1). */
function refusal(error: unknown): NotDelivered {
  const { responseCode, message } = error as { responseCode?: number; message: string }
  const isFinal = responseCode !== undefined && responseCode >= 500
  return new NotDelivered(`the mail server: ${message}`, { isFinal }, { cause: error })
}
