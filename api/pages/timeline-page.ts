/** The page of an instrument's availability: each window is asked for anew, since what counts as a gap goes by its length. */
import { ask } from './ask.ts'
import { byId, setText } from './elements.ts'
import { listenTo } from './gestures.ts'
import { type Available, extentOf, textOf, timeOf } from './spans.ts'
import { panned, type TimeWindow, within, zoomed } from './time-window.ts'
import { drawLegend, drawRows, listSpans } from './timeline-rows.ts'
import { createTip } from './tip.ts'
import { durationText } from './wording.ts'

/** While a wheel turns or a hand drags, only what it comes to is asked for. */
const settleMs = 250
const refreshMs = 60_000
const retryMs = 10_000

const refdes = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '')
const [plot, from, to] = [byId('plot'), byId<HTMLInputElement>('from'), byId<HTMLInputElement>('to')]
const tip = createTip()
let rows: Available['availability'] = []
/** All that there is; null: not known yet. */
let whole: TimeWindow | null = null
/** What is shown; null: all. */
let chosen: TimeWindow | null = askedWindow()
const pixels = () => Math.max(plot.clientWidth, 100)
const shown = () => chosen ?? whole

document.title = `${refdes} · Tideline`
setText(byId('refdes'), refdes)

function askedWindow(): TimeWindow | null {
  const words = new URLSearchParams(location.search)
  const [start, stop] = [words.get('start'), words.get('stop')].map((text) => timeOf(text ?? ''))
  return start !== undefined && stop !== undefined && start < stop ? { start, stop } : null
}

let asking: AbortController | null = null
async function load(): Promise<void> {
  asking?.abort()
  const mine = new AbortController()
  asking = mine
  plot.setAttribute('aria-busy', 'true')
  try {
    const path = `/available/${encodeURIComponent(refdes)}`
    if (whole === null || chosen === null) {
      const all = (await ask<Available>(path, mine.signal)).availability
      whole = extentOf(all)
      rows = all
    }
    if (chosen !== null && whole !== null) {
      const query = new URLSearchParams({ start_time: textOf(chosen.start), stop_time: textOf(chosen.stop) })
      rows = (await ask<Available>(`${path}?${query}`, mine.signal)).availability
    }
    byId('trouble').hidden = true
    byId('nothing').hidden = whole !== null
    byId('timeline').hidden = whole === null
    drawLegend(byId('legend'), rows)
    draw()
    if (list.open) listSpans(byId('spans'), refdes, rows)
  } catch (error) {
    if (mine.signal.aborted) return
    byId('trouble').hidden = false
    setText(byId('trouble'), `The gateway does not answer (${(error as Error).message}). It is asked again.`)
    clearTimeout(settling)
    settling = setTimeout(() => void load(), retryMs)
  }
  if (asking === mine) plot.setAttribute('aria-busy', 'false')
}

function draw(): void {
  const window = shown()
  if (window === null || whole === null) return
  drawRows(plot, refdes, rows, window, pixels(), tip)
  const [start, stop] = [textOf(window.start), textOf(window.stop)]
  setText(byId('window'), `${start} to ${stop} UTC, ${durationText(window.stop - window.start)}`)
  if (document.activeElement !== from) from.value = start.replace(' ', 'T')
  if (document.activeElement !== to) to.value = stop.replace(' ', 'T')
  byId<HTMLButtonElement>('all').disabled = chosen === null
}

let settling: number | undefined
/** Whether that is another window. What is known is drawn in it at once. */
function choose(window: TimeWindow | null): boolean {
  const before = shown()
  if (whole === null || before === null) return false
  const isAll = window === null || (window.start <= whole.start && window.stop >= whole.stop)
  chosen = isAll ? null : window
  const after = shown() ?? before
  if (after.start === before.start && after.stop === before.stop) return false
  history.replaceState(null, '', isAll ? location.pathname : `?start=${stamp(after.start)}&stop=${stamp(after.stop)}`)
  draw()
  clearTimeout(settling)
  settling = window === null ? undefined : setTimeout(() => void load(), settleMs)
  if (window === null) void load()
  return true
}
const stamp = (time: number): string => textOf(time).replace(' ', 'T')

const zoom = (factor: number, at = 0.5): boolean => {
  const window = shown()
  if (window === null || whole === null) return false
  return choose(zoomed(window, factor, window.start + at * (window.stop - window.start), whole))
}
const pan = (share: number): boolean => {
  const window = shown()
  return window !== null && whole !== null && choose(panned(window, share, whole))
}
/** So many days up to the end. */
const lastDays = (days: number): void => {
  if (whole !== null) choose(within({ start: whole.stop - days * 86_400_000, stop: whole.stop }, whole))
}

listenTo(plot, pixels, { onZoom: zoom, onPan: pan })
const deeds: Readonly<Record<string, () => unknown>> = {
  'zoom-in': () => zoom(0.5),
  'zoom-out': () => zoom(2),
  earlier: () => pan(-0.5),
  later: () => pan(0.5),
  week: () => lastDays(7),
  month: () => lastDays(30),
  year: () => lastDays(365),
  all: () => choose(null),
}
for (const [id, deed] of Object.entries(deeds)) byId(id).addEventListener('click', deed)
for (const input of [from, to]) {
  input.addEventListener('change', () => {
    const [start, stop] = [timeOf(from.value), timeOf(to.value)]
    if (start < stop && whole !== null) choose(within({ start, stop }, whole))
  })
}
byId<HTMLFormElement>('times').addEventListener('submit', (event) => event.preventDefault())
const list = byId<HTMLDetailsElement>('list')
list.addEventListener('toggle', () => {
  if (list.open) listSpans(byId('spans'), refdes, rows)
})
new ResizeObserver(draw).observe(byId('timeline'))
setInterval(() => {
  // Time goes on at the right.
  if (!document.hidden && chosen === null) void load()
}, refreshMs)
void load()
