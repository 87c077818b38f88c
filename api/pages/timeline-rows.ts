/** The rows of a timeline: drawn anew for each window, and listed as tables for those who would rather read. */
import { drawAxis, drawRow } from './drawing.ts'
import { element, setChildren } from './elements.ts'
import { type AvailableRow, dataAddress, hasData, spansOf, textOf } from './spans.ts'
import type { TimeWindow } from './time-window.ts'
import type { Tip } from './tip.ts'
import { countText, durationText } from './wording.ts'

const mostListed = 500

export function drawRows(
  plot: HTMLElement,
  refdes: string,
  rows: readonly AvailableRow[],
  window: TimeWindow,
  pixels: number,
  tip: Tip,
): void {
  tip.hide()
  const focused = document.activeElement?.closest('.bars')?.getAttribute('aria-label')
  const drawn = rows.map((row) => {
    const bars = drawRow(refdes, row, window, pixels, (target, piece) => {
      const show = () => tip.show(target, piece, target instanceof SVGAElement)
      target.addEventListener('pointerenter', show)
      target.addEventListener('focus', show)
      target.addEventListener('pointerleave', tip.hide)
      target.addEventListener('blur', tip.hide)
    })
    bars.addEventListener('keydown', (event) => moveAlong(event, bars))
    return element('div', { class: 'row', 'data-measure': row.measure }, titleOf(row.measure), bars)
  })
  plot.replaceChildren(element('div', { class: 'axis' }, drawAxis(window, pixels)), ...drawn)
  if (focused !== undefined && focused !== null) {
    const bars = [...plot.querySelectorAll('.bars')].find((one) => one.getAttribute('aria-label') === focused)
    bars?.querySelector<SVGElement>('.piece')?.focus({ preventScroll: true })
  }
}

function titleOf(measure: string): HTMLElement {
  const [method = '', stream] = measure.split(' ')
  if (stream === undefined) return element('h2', {}, measure)
  return element('h2', {}, stream, ' ', element('span', { class: 'method' }, method))
}

function moveAlong(event: KeyboardEvent, bars: SVGSVGElement): void {
  const pieces = [...bars.querySelectorAll<SVGElement>('.piece')]
  const at = pieces.indexOf(document.activeElement as SVGElement)
  const wanted = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: pieces.length - 1 }[event.key]
  const next = wanted === undefined ? undefined : pieces[wanted]
  if (at < 0 || next === undefined) return
  event.preventDefault()
  event.stopPropagation()
  pieces[at]?.setAttribute('tabindex', '-1')
  next.setAttribute('tabindex', '0')
  next.focus()
}

/** A color and its word, once each. */
export function drawLegend(place: HTMLElement, rows: readonly AvailableRow[]): void {
  const all = new Map<string, string>()
  for (const { measure, categories } of rows) {
    if (measure === 'Deployments') continue
    for (const [label, { color }] of Object.entries(categories)) all.set(label, color)
  }
  const entries = [...all].map(([label, color]) => {
    const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' })
    swatch.style.background = color
    return element('li', {}, swatch, label)
  })
  setChildren(place, [])
  place.append(...entries)
}

export function listSpans(place: HTMLElement, refdes: string, rows: readonly AvailableRow[]): void {
  place.replaceChildren(
    ...rows.map((row) => {
      const spans = spansOf(row)
      const listed = spans.slice(0, mostListed)
      const rest = spans.length > mostListed ? ` The first ${mostListed}: zoom in for the others.` : ''
      const isStream = row.measure !== 'Deployments'
      const titles = ['From (UTC)', 'To (UTC)', 'Lasts', 'What', ...(isStream ? ['Data'] : [])]
      const head = titles.map((title) => element('th', { scope: 'col' }, title))
      const lines = listed.map((span) => {
        const isData = isStream && hasData(row, span.label)
        const links = (isData ? (['plot', 'csv', 'json'] as const) : []).flatMap((format) => [
          element('a', { href: dataAddress(refdes, row.measure, span, format) }, format),
          ' ',
        ])
        const cells = [textOf(span.start), textOf(span.stop), durationText(span.stop - span.start), span.label]
        const data = isStream ? [element('td', {}, ...links)] : []
        return element('tr', {}, ...cells.map((text) => element('td', {}, text)), ...data)
      })
      const caption = element('caption', {}, `${row.measure}: ${countText(spans.length, 'span')}.${rest}`)
      const body = element('tbody', {}, ...lines)
      return element('table', {}, caption, element('thead', {}, element('tr', {}, ...head)), body)
    }),
  )
}
