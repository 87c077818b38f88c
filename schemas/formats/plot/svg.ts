/** A figure as an SVG document. */

import { drawImage, imageRange } from './draw-image.ts'
import { colors, drawLine, lineRange } from './draw-line.ts'
import { extentOf, type Figure } from './figure.ts'
import { fontFamily } from './fonts.ts'
import { type Area, escaped, px, shortened, write, xOf, yOf } from './paper.ts'
import { timeTicks, valueTicks } from './ticks.ts'

/** Lengths in pixels. */
const margins = { left: 92, right: 96, panelTop: 26, panelBottom: 10, axis: 34, line: 16, edge: 12 } as const
const panelHeight = { line: 130, image: 170, least: 40 } as const

/** Panels that find no room are left out, and a note says so. */
export function svgOf(figure: Figure): string {
  const { width } = figure
  const head = margins.edge + figure.title.length * margins.line + 6
  const noteLines = figure.notes.length + 1
  const foot = margins.axis + noteLines * margins.line + margins.edge
  const natural = figure.panels.reduce((sum, { content }) => sum + boxHeight(panelHeight[content.kind]), 0)
  const height = figure.height ?? Math.max(head + foot + natural, 220)
  const room = Math.max(1, Math.floor((height - head - foot) / boxHeight(panelHeight.least)))
  const panels = figure.panels.slice(0, room)
  const scale = (height - head - foot - panels.length * boxHeight(0)) / sumOf(panels)
  const left = figure.panels.length - panels.length
  const notes =
    left === 0 ? figure.notes : [`${left} more without room: name fewer, or give more height`, ...figure.notes]
  const extent = extentOf(panels)
  const [from, to] = timeRange(figure, extent)
  const body: string[] = figure.title.map((line, at) => {
    const size = at === 0 ? 14 : 11
    return write(
      margins.edge,
      margins.edge + 12 + at * margins.line,
      shortened(line, width - 2 * margins.edge, size),
      size,
    )
  })
  let top = head
  for (const panel of panels) {
    const inner = Math.max(8, panelHeight[panel.content.kind] * scale)
    const [min, max] = panel.content.kind === 'line' ? lineRange(panel.content) : imageRange(panel.content)
    const area: Area = {
      left: margins.left,
      top: top + margins.panelTop,
      width: width - margins.left - margins.right,
      height: inner,
      from,
      to,
      min,
      max,
    }
    body.push(drawPanel(panel, area))
    top += boxHeight(inner)
  }
  body.push(...legend(figure.flags, width, head))
  const area = { left: margins.left, width: width - margins.left - margins.right, from, to }
  if (extent === null) body.push(noData(width, head, height - foot))
  else body.push(timeAxis({ ...area, top: 0, height: 0, min: 0, max: 1 }, top - margins.panelBottom))
  for (const [at, note] of notes.entries()) {
    const y = height - margins.edge - (notes.length - 1 - at) * margins.line
    body.push(write(margins.edge, y, shortened(note, width - 2 * margins.edge, 10), 10, ' fill="#666666"'))
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${fontFamily}" fill="#222222">\n<rect width="${width}" height="${height}" fill="#ffffff"/>\n` +
    `${body.join('\n')}\n</svg>\n`
  )
}

const boxHeight = (inner: number): number => margins.panelTop + inner + margins.panelBottom
const sumOf = (panels: Figure['panels']): number =>
  Math.max(
    1,
    panels.reduce((sum, { content }) => sum + panelHeight[content.kind], 0),
  )

/** Open ends are those of the values; what has no length gets one. */
function timeRange({ from, to }: Figure, extent: readonly [number, number] | null): readonly [number, number] {
  const start = from ?? extent?.[0] ?? (to ?? 0) - 1e6
  const stop = to ?? extent?.[1] ?? start + 1e6
  return stop > start ? [start, stop] : [start - 30e6, start + 30e6]
}

function drawPanel({ label, units, content }: Figure['panels'][number], area: Area): string {
  const { left, top, width, height } = area
  const caption = units === null ? label : `${label} [${units}]`
  const ticks = valueTicks(area.min, area.max, Math.min(6, height / 24))
  const grid = content.kind === 'image' ? [] : ticks
  const placed = content.kind === 'image' ? placeTicks(content.places, area) : ticks
  const middle = `${px(left - 66)} ${px(top + height / 2)}`
  const side = content.kind === 'image' ? 'place in list' : (units ?? '')
  return [
    write(left, top - 8, shortened(caption, width, 12), 12),
    `<text transform="translate(${middle}) rotate(-90)" text-anchor="middle" font-size="10" fill="#666666">${escaped(shortened(side, height, 10))}</text>`,
    ...grid.map(({ at }) => rule(left, yOf(area, at), left + width, yOf(area, at))),
    ...timeTicks(area.from, area.to, width / 90).map(({ at }) => rule(xOf(area, at), top, xOf(area, at), top + height)),
    content.kind === 'line' ? drawLine(content, area) : drawImage(content, area, ticks),
    ...placed.map(({ at, text }) =>
      write(
        left - 6,
        yOf(content.kind === 'image' ? { ...area, min: 0, max: content.places } : area, at) + 3.5,
        text,
        10,
        ' text-anchor="end"',
      ),
    ),
    `<rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" fill="none" stroke="#888888"/>`,
  ].join('\n')
}

const placeTicks = (places: number, { height }: Area) =>
  valueTicks(0, places, Math.min(6, height / 24)).filter(({ at }) => Number.isInteger(at))

const rule = (x1: number, y1: number, x2: number, y2: number): string =>
  `<path d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}" stroke="#e4e4e4" fill="none"/>`

/** At the right end of the second line. */
function legend(flags: Figure['flags'], width: number, head: number): string[] {
  const words = (['suspect', 'fail'] as const).filter((word) => flags?.[word] === true)
  return words.map((word, at) => {
    const x = width - margins.edge - (words.length - at) * 72
    const circle = `<circle cx="${px(x)}" cy="${px(head - 14)}" r="3" fill="${colors[word]}"/>`
    return circle + write(x + 8, head - 10, word, 11)
  })
}

function timeAxis(area: Area, y: number): string {
  const ticks = timeTicks(area.from, area.to, area.width / 90)
  return ticks
    .flatMap(({ at, text }) =>
      text.map((line, row) => write(xOf(area, at), y + 16 + row * 13, line, 10, ' text-anchor="middle"')),
    )
    .concat(write(area.left + area.width + 40, y + 16, 'UTC', 10, ' fill="#666666"'))
    .join('\n')
}

const noData = (width: number, top: number, bottom: number): string =>
  write(width / 2, (top + bottom) / 2, 'no data', 22, ' text-anchor="middle" fill="#888888"')
