/** What happened to the streams of each site in a day: a mail for each, with plots of particles over time. */
import { textVersion } from '../../schemas/content-version.ts'
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import { siteOf } from '../../schemas/status/notification-target.ts'
import { isState, rollUp } from '../../schemas/status/states.ts'
import type { streamStatuses } from '../../schemas/status-tables.ts'
import type { Row } from '../../schemas/table.ts'
import type { Channel, StatusViews, Target } from './channel.ts'
import { counted, escaped, htmlPage, htmlTable, type MailTable, minuteText, textTable } from './mail-text.ts'
import { type Mail, type Mailer, type Picture, pictureId } from './mailer.ts'
import { type PlottedStream, plotParticles } from './particle-plot.ts'
import { changesIn, type Span, statusesOf, untilJudged } from './spans.ts'

const day = 86_400_000_000
/** After a longer pause of the clock, the last days are told. */
const longestSpan = 7 * day
const mostPlots = 40

type Status = Row<typeof streamStatuses>

/** A stream as it was at the end of the day, and what changed in it. */
export interface DigestStream extends PlottedStream {
  readonly state: string
  readonly since: number
  readonly reason: string
  readonly changes: readonly StreamStatusChanged[]
}

const troubles = ['failed', 'degraded']
export const isTroubled = ({ state, changes }: DigestStream): boolean =>
  troubles.includes(state) || changes.some(({ before, after }) => troubles.includes(before) || troubles.includes(after))
const isTracked = ({ state, changes }: DigestStream): boolean =>
  !['notTracked', 'disabled'].includes(state) || changes.length > 0

export function digestChannel(target: Target, views: StatusViews, mailer: Mailer): Channel {
  /** Of the day that is being told: a try after a failure does not send them again. */
  let sent: { readonly until: number; readonly sites: Set<string> } = { until: 0, sites: new Set() }

  return {
    hears: { every: day },
    async tell(occasion) {
      if (occasion.kind !== 'span') return
      if (sent.until !== occasion.until) sent = { until: occasion.until, sites: new Set() }
      const span = { ...occasion, after: Math.max(occasion.after, occasion.until - longestSpan) }
      await untilJudged(views, span.until)
      for (const [site, streams] of await sitesOf(views, target, span)) {
        if (sent.sites.has(site)) continue
        await mailer.send(digestOf(target, site, streams, await pictures(target, streams, views, span), span))
        sent.sites.add(site)
      }
    },
  }
}

async function sitesOf(views: StatusViews, target: Target, span: Span): Promise<Map<string, DigestStream[]>> {
  const rows = await statusesOf(views, target)
  const changes = await changesIn(views, rows, { ...target, states: [] }, span)
  const sites = new Map<string, DigestStream[]>()
  for (const row of rows) {
    const stream = { ...(await asOf(row, span.until, views)), changes: changes.filter(({ id }) => id === row.id) }
    if (!isTracked(stream)) continue
    const list = sites.get(siteOf(row.refdes))
    if (list === undefined) sites.set(siteOf(row.refdes), [stream])
    else list.push(stream)
  }
  return sites
}

/** A digest that comes late tells how it was. */
async function asOf(row: Status, until: number, { changes }: StatusViews): Promise<Omit<DigestStream, 'changes'>> {
  const { id, refdes, method, stream, state, changed_at, reason } = row
  const names = { refdes, method, stream }
  if (changed_at <= until) return { ...names, state, since: changed_at, reason }
  const last = (await changes.slice({ partition: { id }, to: until + 1 })).at(-1)
  return last === undefined
    ? { ...names, state: 'notTracked', since: until, reason: 'not judged yet' }
    : { ...names, state: last.state, since: last.at, reason: last.reason }
}

async function pictures(target: Target, streams: readonly DigestStream[], views: StatusViews, span: Span) {
  const wanted = target.plots === 'none' ? [] : target.plots === 'all' ? streams : streams.filter(isTroubled)
  const drawn: Picture[] = []
  for (const stream of wanted.slice(0, mostPlots)) drawn.push(await plotParticles(stream, views, span))
  return { drawn, leftOut: Math.max(0, wanted.length - mostPlots) }
}

export function digestOf(
  target: Target,
  site: string,
  streams: readonly DigestStream[],
  { drawn, leftOut }: { readonly drawn: readonly Picture[]; readonly leftOut: number },
  { after, until }: Span,
): Mail {
  const changes = streams.reduce((sum, stream) => sum + stream.changes.length, 0)
  const summary = rollUp(streams.map(({ state }) => state).filter(isState)).reason
  const intro = `${site}, ${minuteText(after)} to ${minuteText(until)}. ${summary}. ${counted(changes, 'change')}.`
  const table: MailTable = {
    head: ['Stream', 'State', 'Since', 'Why', 'Changes'],
    rows: streams.map(({ refdes, method, stream, state, since, reason, changes: own }) => [
      `${refdes} ${method} ${stream}`,
      state,
      minuteText(since),
      reason,
      own.map((one) => `${minuteText(one.at)} ${one.before} -> ${one.after}`).join(', ') || 'none',
    ]),
  }
  const more = leftOut > 0 ? [`${leftOut} more plots are left out.`] : []
  const images = drawn.map(({ name }) => `<p><img src="cid:${escaped(pictureId(name))}" alt="${escaped(name)}"></p>`)
  return {
    to: target.addresses,
    subject: `[Tideline] ${site}: daily digest of ${minuteText(after).slice(0, 10)}`,
    text: [intro, textTable(table), ...more].join('\n\n'),
    html: htmlPage(`<p>${escaped(intro)}</p>`, htmlTable(table), ...images, ...more.map((line) => `<p>${line}</p>`)),
    pictures: drawn,
    id: `digest-${textVersion(`${target.name}@${until}/${site}`)}`,
  }
}
