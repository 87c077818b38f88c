/** Changes of the state of a stream, newest first, with how long each state lasted. */
import type { State } from '../../schemas/status/states.ts'
import type { StreamStanding } from '../status/overview-schemas.ts'
import { ask } from './ask.ts'
import { element } from './elements.ts'
import { badge } from './state-badge.ts'
import { durationText } from './wording.ts'

interface Change {
  readonly status: State
  /** `YYYY-MM-DD HH:MM:SS` UTC */
  readonly status_time: string
  readonly reason: string
}

const shown = 50

/** Rejects when the gateway does not answer. */
export async function historyTable({ id, stream }: StreamStanding): Promise<HTMLElement> {
  const { history } = await ask<{ history: Change[] }>(`/stream/${id}/history?limit=${shown}`)
  if (history.length === 0) return element('p', {}, 'Its state never changed.')
  const head = ['From (UTC)', 'State', 'Lasted', 'Reason'].map((title) => element('th', { scope: 'col' }, title))
  const rows = history.map(({ status, status_time, reason }, index) => {
    const later = history[index - 1]
    const lasted = later === undefined ? 'until now' : durationText(timeOf(later) - timeOf({ status_time }))
    return element(
      'tr',
      {},
      element('td', {}, element('time', { datetime: `${status_time.replace(' ', 'T')}Z` }, status_time)),
      element('td', {}, badge(status)),
      element('td', {}, lasted),
      element('td', {}, reason),
    )
  })
  const caption = element(
    'caption',
    {},
    `Changes of ${stream}, newest first${history.length === shown ? `: the last ${shown}` : ''}`,
  )
  return element('table', {}, caption, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...rows))
}

const timeOf = ({ status_time }: Pick<Change, 'status_time'>): number => Date.parse(`${status_time.replace(' ', 'T')}Z`)
