/** The page of status: it asks for everything when it is connected, then each minute, and takes changes as they come. */
import { isState } from '../../schemas/status/states.ts'
import type {
  InstrumentStanding,
  StatusChange,
  StatusOverview,
  StatusRates,
  StreamRate,
} from '../status/overview-schemas.ts'
import { ask } from './ask.ts'
import { countsOf, type Site, siteOf, sitesOf, withChange } from './board.ts'
import { byId, setChildren, setText } from './elements.ts'
import { watchChanges } from './live.ts'
import { createSiteView, type SiteView } from './site-view.ts'
import { createStateFilter } from './state-filter.ts'
import { countText, stateWords, timeText } from './wording.ts'

const refreshMs = 60_000
const retryMs = 10_000
/** With more streams than this only sites where one failed are open at first. */
const openStreams = 200

const search = byId<HTMLInputElement>('search')
const words = new URLSearchParams(location.search)
search.value = words.get('text') ?? ''

let overview: StatusOverview | null = null
let instruments: readonly InstrumentStanding[] = []
/** What came while everything was asked for: the answer may be from before. */
let meanwhile: StatusChange[] = []
let clockAhead = 0
const rates = new Map<number, StreamRate>()
const views = new Map<string, SiteView>()
const now = () => Date.now() + clockAhead

let asking: Promise<void> | null = null
let again: number | undefined
function refresh(): Promise<void> {
  asking ??= askAll().finally(() => {
    asking = null
  })
  return asking
}

async function askAll(): Promise<void> {
  meanwhile = []
  try {
    overview = await ask<StatusOverview>('/status/overview')
    clockAhead = Date.parse(overview.now) - Date.now()
    instruments = overview.instruments
    for (const change of meanwhile) instruments = withChange(instruments, change) ?? instruments
    say('')
    draw()
    for (const [name, { root }] of views) if (root.open && root.isConnected) await askRates(name)
  } catch {
    const shown = overview === null ? '' : ` What is shown is of ${timeText(overview.now)} UTC.`
    say(`The gateway does not answer.${shown} It is asked again.`)
    clearTimeout(again)
    again = setTimeout(refresh, retryMs)
  }
}

async function askRates(site: string): Promise<void> {
  const { rates: measured } = await ask<StatusRates>(`/status/rates?refdes=${encodeURIComponent(`${site}-`)}`)
  for (const rate of measured) rates.set(rate.id, rate)
  render()
}

const trouble = byId('trouble')
function say(text: string): void {
  trouble.hidden = text === ''
  setText(trouble, text)
}

function viewOf({ name, instruments: shown }: Site): SiteView {
  const known = views.get(name)
  if (known !== undefined) return known
  const isOpen = isFew(instruments) || shown.some(({ state }) => state === 'failed')
  const view = createSiteView(name, isOpen, () => {
    render()
    askRates(name).catch(() => {})
  })
  views.set(name, view)
  return view
}

/** However much comes at once, it is drawn once. */
let isDrawing = false
function render(): void {
  if (isDrawing) return
  isDrawing = true
  // Not a frame: a page that is not seen has none.
  setTimeout(() => {
    isDrawing = false
    draw()
  })
}

const shownSites = () => sitesOf(instruments, { text: search.value, states: chosen })
const isFew = (some: readonly InstrumentStanding[]) =>
  some.reduce((sum, { streams }) => sum + streams.length, 0) <= openStreams

function draw(): void {
  const sites = shownSites()
  const shown = sites.map((site) => {
    const view = viewOf(site)
    view.update(site, rates, now())
    return view.root
  })
  setChildren(byId('sites'), shown)
  states.show(countsOf(instruments))
  setText(
    byId('asked'),
    overview === null ? '' : `${countText(instruments.length, 'instrument')}, as of ${timeText(overview.now)} UTC`,
  )
  byId('nothing').hidden = overview === null || instruments.length > 0
  byId('unexpected').hidden = overview === null || instruments.length === 0 || overview.expected > 0
  byId('none-fits').hidden = instruments.length === 0 || sites.length > 0
}

const states = createStateFilter(byId('states'), words.get('state')?.split(',').filter(isState) ?? [], filtered)
const { chosen } = states
search.addEventListener('input', filtered)
search.form?.addEventListener('submit', (event) => event.preventDefault())

/** The address keeps what is filtered by: it can be sent to others. */
function filtered(): void {
  const query = new URLSearchParams()
  if (search.value !== '') query.set('text', search.value)
  if (chosen.size > 0) query.set('state', [...chosen].join(','))
  history.replaceState(null, '', query.size === 0 ? location.pathname : `?${query}`)
  // Few: there to be seen.
  const sites = shownSites()
  if (isFew(sites.flatMap((site) => site.instruments))) for (const site of sites) viewOf(site).root.open = true
  render()
}

const live = byId('live')
function setLive(isLive: boolean): void {
  live.dataset.live = String(isLive)
  setText(live.lastElementChild as Element, isLive ? 'live' : 'connecting')
}

watchChanges('/status/events', {
  onReady() {
    setLive(true)
    void refresh()
  },
  onBeat(time) {
    clockAhead = time - Date.now()
  },
  onChange(change) {
    meanwhile.push(change)
    const after = withChange(instruments, change)
    // A stream that registers itself.
    if (after === null) return void refresh()
    instruments = after
    draw()
    const { refdes, stream, state, since } = change
    setText(byId('news'), `${timeText(since)} UTC: ${stream} of ${refdes} is ${stateWords[state]}`)
    mark(siteOf(refdes), change.id)
  },
  onLost() {
    setLive(false)
    if (overview === null) void refresh()
  },
})

/** The eye finds what just changed. */
function mark(site: string, id: number): void {
  const row = views.get(site)?.root.querySelector(`[data-stream="${id}"]`)
  row?.classList.remove('fresh')
  requestAnimationFrame(() => row?.classList.add('fresh'))
}

setInterval(() => {
  for (const view of views.values()) view.tick(now())
}, 1_000)
setInterval(() => {
  if (!document.hidden) void refresh()
}, refreshMs)
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void refresh()
})
