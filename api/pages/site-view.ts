/** A site on the board: it opens and closes; what is closed is not built. */
import { worstFirst } from '../../schemas/status/states.ts'
import type { InstrumentStanding, StreamRate } from '../status/overview-schemas.ts'
import { countsOf, type Site } from './board.ts'
import { element, setChildren, setText } from './elements.ts'
import { badge, setBadge } from './state-badge.ts'
import { columns, createStreamRow, type StreamRow } from './stream-row.ts'
import { countText, stateWords } from './wording.ts'

type Rates = ReadonlyMap<number, StreamRate>

export interface SiteView {
  readonly root: HTMLDetailsElement
  update(site: Site, rates: Rates, now: number): void
  tick(now: number): void
}

interface Group {
  readonly body: HTMLTableSectionElement
  update(instrument: InstrumentStanding, rates: Rates, now: number): void
  tick(now: number): void
}

export function createSiteView(name: string, isOpen: boolean, onOpen: () => void): SiteView {
  const groups = new Map<string, Group>()
  const counts = element('span', { class: 'counts' })
  const head = columns.map((title) => element('th', { role: 'columnheader', scope: 'col' }, title))
  const table = element(
    'table',
    { role: 'table', class: 'board', 'aria-label': `Streams at ${name}` },
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...head)),
  )
  const root = element(
    'details',
    { class: 'site', 'data-site': name },
    element('summary', {}, element('h2', {}, name), ' ', counts),
    table,
  )
  root.open = isOpen
  root.addEventListener('toggle', () => {
    if (root.open) onOpen()
  })

  return {
    root,
    update({ instruments }, rates, now) {
      const states = countsOf(instruments)
      const said = worstFirst
        .filter((state) => states.has(state))
        .map((state) => `${states.get(state)} ${stateWords[state]}`)
      setText(counts, `${countText(instruments.length, 'instrument')}: ${said.join(', ')}`)
      if (!root.open) return
      const shown = instruments.map((instrument) => {
        const group = groups.get(instrument.refdes) ?? createGroup(instrument)
        groups.set(instrument.refdes, group)
        group.update(instrument, rates, now)
        return group.body
      })
      setChildren(table, [table.tHead as Element, ...shown])
    },
    tick(now) {
      if (root.open) for (const group of groups.values()) if (group.body.isConnected) group.tick(now)
    },
  }
}

function createGroup({ refdes, state }: InstrumentStanding): Group {
  const streams = new Map<number, StreamRow>()
  const sign = badge(state)
  const reason = element('span', { class: 'reason' })
  const link = element('a', { href: `/timeline/${encodeURIComponent(refdes)}` }, refdes)
  link.title = 'When it has data'
  const head = element(
    'tr',
    { role: 'row', class: 'instrument' },
    element(
      'th',
      { role: 'rowheader', scope: 'rowgroup', colspan: String(columns.length) },
      element('h3', {}, link),
      ' ',
      sign,
      ' ',
      reason,
    ),
  )
  const body = element('tbody', { role: 'rowgroup', 'data-refdes': refdes }, head)
  return {
    body,
    update(instrument, rates, now) {
      setBadge(sign, instrument.state)
      setText(reason, instrument.reason)
      const rows = instrument.streams.flatMap((standing) => {
        const row = streams.get(standing.id) ?? createStreamRow(standing)
        streams.set(standing.id, row)
        row.update(standing, rates.get(standing.id))
        row.tick(now)
        return row.rows
      })
      setChildren(body, [head, ...rows])
    },
    tick(now) {
      for (const row of streams.values()) row.tick(now)
    },
  }
}
