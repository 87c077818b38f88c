/** A row of spans, and the axis, as SVG. */
import { setText } from './elements.ts'
import { inkOn } from './ink.ts'
import { type AvailableRow, dataAddress, hasData, type Piece, piecesOf, spansOf } from './spans.ts'
import { type TimeWindow, ticksOf } from './time-window.ts'
import { pieceText } from './tip.ts'

const namespace = 'http://www.w3.org/2000/svg'
export const barHeight = 26
const axisHeight = 24
/** Of a letter, as far as it is known before it is drawn. */
const letter = 7.2
const labelPixels = 110

type Attributes = Readonly<Record<string, string | number>>

function shape<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes, ...children: Node[]) {
  const made = document.createElementNS(namespace, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  made.append(...children)
  return made
}

function written(text: string, attributes: Attributes): SVGTextElement {
  const made = shape('text', attributes)
  setText(made, text)
  return made
}

const place =
  ({ start, stop }: TimeWindow, pixels: number) =>
  (time: number) =>
    ((time - start) / (stop - start)) * pixels

/** The pieces of a row can be reached one by one: the first by Tab, from there by the arrow keys. */
export function drawRow(
  refdes: string,
  row: AvailableRow,
  window: TimeWindow,
  pixels: number,
  onPiece: (element: SVGElement, piece: Piece) => void,
): SVGSVGElement {
  const x = place(window, pixels)
  const isStream = row.measure !== 'Deployments'
  const drawn = piecesOf(spansOf(row), window, pixels).map((piece, index) => {
    const [left, right] = [x(piece.start), x(piece.stop)]
    const width = Math.max(right - left, 1)
    const color = row.categories[piece.label]?.color ?? '#888888'
    const bar = shape('rect', { x: left, y: 0, width, height: barHeight, fill: color, class: 'bar' })
    const fits = width > piece.label.length * letter + 8
    const label = fits
      ? [written(piece.label, { x: left + width / 2, y: barHeight / 2, fill: inkOn(color), class: 'label' })]
      : []
    const isLink = isStream && piece.spans.some((span) => hasData(row, span.label))
    const attributes = { tabindex: index === 0 ? 0 : -1, 'aria-label': pieceText(piece), class: 'piece' }
    const target = isLink
      ? shape('a', { ...attributes, href: dataAddress(refdes, row.measure, piece, 'plot') }, bar, ...label)
      : shape('g', { ...attributes, role: 'img' }, bar, ...label)
    onPiece(target, piece)
    return target
  })
  const grid = ticksOf(window, mostTicks(pixels)).map(({ at }) =>
    shape('line', { x1: x(at), x2: x(at), y1: 0, y2: barHeight, class: 'grid' }),
  )
  const frame = { width: pixels, height: barHeight, viewBox: `0 0 ${pixels} ${barHeight}`, class: 'bars' }
  return shape('svg', { ...frame, role: 'group', 'aria-label': row.measure }, ...drawn, ...grid)
}

export function drawAxis(window: TimeWindow, pixels: number): SVGSVGElement {
  const x = place(window, pixels)
  const marks = ticksOf(window, mostTicks(pixels)).flatMap(({ at, label }) => {
    const at0 = x(at)
    // Words at the ends stay inside.
    const middle = Math.min(Math.max(at0, (label.length * letter) / 2), pixels - (label.length * letter) / 2)
    return [
      shape('line', { x1: at0, x2: at0, y1: axisHeight - 6, y2: axisHeight, class: 'mark' }),
      written(label, { x: middle, y: axisHeight - 10, class: 'tick' }),
    ]
  })
  const frame = { width: pixels, height: axisHeight, viewBox: `0 0 ${pixels} ${axisHeight}`, 'aria-hidden': 'true' }
  return shape('svg', frame, ...marks)
}

const mostTicks = (pixels: number): number => Math.max(2, Math.floor(pixels / labelPixels))
