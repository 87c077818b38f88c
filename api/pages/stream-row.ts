/** A stream on the board: a row, and below it, when it is wanted, its history. */
import type { StreamRate, StreamStanding } from '../status/overview-schemas.ts'
import { element, setText } from './elements.ts'
import { historyTable } from './history.ts'
import { badge, setBadge } from './state-badge.ts'
import { durationText, rateText, timeText } from './wording.ts'

export interface StreamRow {
  readonly rows: readonly HTMLTableRowElement[]
  update(standing: StreamStanding, rate: StreamRate | undefined): void
  /** Milliseconds since 1970 by the gateway's clock. */
  tick(now: number): void
}

export const columns = ['Stream', 'Method', 'State', 'Last particle', 'Rate', 'History'] as const

export function createStreamRow(first: StreamStanding): StreamRow {
  let standing = first
  const cell = (label: (typeof columns)[number], ...children: (Node | string)[]) =>
    element('td', { role: 'cell', 'data-label': label }, ...children)
  const state = badge(first.state)
  const since = element('time')
  const reason = element('p', { class: 'reason' })
  const last = element('time')
  const [rate, rates] = [element('span'), element('p', { class: 'reason' })]
  const historyId = `history-${first.id}`
  const button = element('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': historyId }, 'History')
  button.setAttribute('aria-label', `History of ${first.stream}`)
  const row = element(
    'tr',
    { role: 'row', 'data-stream': String(first.id) },
    element('th', { role: 'rowheader', scope: 'row' }, first.stream),
    cell('Method', first.method),
    cell('State', state, ' ', element('span', { class: 'since' }, 'since ', since), reason),
    cell('Last particle', last),
    cell('Rate', rate, rates),
    cell('History', button),
  )
  const history = element('td', { role: 'cell', colspan: String(columns.length) })
  const historyRow = element('tr', { role: 'row', class: 'history', id: historyId, hidden: '' }, history)

  async function showHistory(): Promise<void> {
    if (historyRow.hidden) return
    try {
      history.replaceChildren(await historyTable(standing))
    } catch {
      history.replaceChildren('The history could not be read; close it and open it again.')
    }
  }
  button.addEventListener('click', () => {
    historyRow.hidden = !historyRow.hidden
    button.setAttribute('aria-expanded', String(!historyRow.hidden))
    void showHistory()
  })

  return {
    rows: [row, historyRow],
    update(now, measured) {
      const isChanged = now.since !== standing.since
      standing = now
      setBadge(state, now.state)
      since.dateTime = now.since
      setText(since, timeText(now.since))
      setText(reason, now.reason)
      if (now.lastParticle !== null)
        [last.dateTime, last.title] = [now.lastParticle, `${timeText(now.lastParticle)} UTC`]
      setText(rate, measured === undefined ? '–' : rateText(measured.overMinutes))
      const expected = now.expectedRate === 0 ? 'none expected' : `expected ${rateText(now.expectedRate)}`
      setText(rates, measured === undefined ? expected : `day ${rateText(measured.overDay)}, ${expected}`)
      if (isChanged) void showHistory()
    },
    tick(now) {
      const { lastParticle } = standing
      setText(last, lastParticle === null ? 'none yet' : `${durationText(now - Date.parse(lastParticle))} ago`)
    },
  }
}
