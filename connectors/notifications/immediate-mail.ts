/** Changes of some minutes as one mail, when they are many or when a stream failed or came back from that. */
import { textVersion } from '../../schemas/content-version.ts'
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import type { Channel, StatusViews, Target } from './channel.ts'
import { counted, escaped, htmlPage, htmlTable, type MailTable, minuteText, textTable } from './mail-text.ts'
import type { Mail, Mailer } from './mailer.ts'
import { changesIn, type Span, statusesOf, untilJudged } from './spans.ts'

/** Further ones are counted. */
const mostRows = 500

export function immediateMail(target: Target, views: StatusViews, mailer: Mailer): Channel {
  return {
    hears: { every: target.everyMinutes * 60_000_000 },
    async tell(occasion) {
      if (occasion.kind !== 'span') return
      await untilJudged(views, occasion.until)
      const found = await changesIn(views, await statusesOf(views, target), target, occasion)
      const changes = found.filter(({ at }) => at >= target.since)
      if (isWorthMail(target, changes)) await mailer.send(mailOf(target, changes, occasion))
    },
  }
}

export function isWorthMail({ minChanges }: Pick<Target, 'minChanges'>, changes: readonly StreamStatusChanged[]) {
  return changes.length >= minChanges || changes.some(({ before, after }) => before === 'failed' || after === 'failed')
}

export function mailOf(target: Target, changes: readonly StreamStatusChanged[], { until }: Span): Mail {
  const failed = changes.filter(({ after }) => after === 'failed').length
  const title = `${counted(changes.length, 'status change')}${failed > 0 ? `, ${failed} failed` : ''}`
  const table: MailTable = {
    head: ['Stream', 'Change', 'When', 'Why', 'Instrument'],
    rows: changes
      .slice(0, mostRows)
      .map(({ refdes, method, stream, before, after, at, reason, instrumentAfter, instrumentReason }) => [
        `${refdes} ${method} ${stream}`,
        `${before} -> ${after}`,
        minuteText(at),
        reason,
        `${instrumentAfter} (${instrumentReason})`,
      ]),
  }
  const more = changes.length > mostRows ? [`${changes.length - mostRows} more changes are not shown.`] : []
  return {
    to: target.addresses,
    subject: `[Tideline] ${title}`,
    text: [title, textTable(table), ...more].join('\n\n'),
    html: htmlPage(`<p>${escaped(title)}</p>`, htmlTable(table), ...more.map((line) => `<p>${line}</p>`)),
    id: `changes-${textVersion(`${target.name}@${until}`)}`,
  }
}
