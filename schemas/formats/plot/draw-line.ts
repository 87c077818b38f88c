/** A series as a line: through single values, and through first, least, greatest and last of many. */
import type { LineContent } from './figure.ts'
import { type Area, px, xOf, yOf } from './paper.ts'
import { type Bin, judgement } from './time-bins.ts'

export const colors = { line: '#1f5fa8', suspect: '#e69f00', fail: '#d62728' } as const

/** Of what did not fail, with some room; of all, where all failed. */
export function lineRange({ bins, flagged }: LineContent): readonly [number, number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const bin of bins) {
    min = Math.min(min, bin.min)
    max = Math.max(max, bin.max)
  }
  if (min > max) {
    for (const { value } of flagged) {
      min = Math.min(min, value)
      max = Math.max(max, value)
    }
  }
  if (min > max) return [0, 1]
  const room = max > min ? 0.06 * (max - min) : Math.abs(min) * 0.05 || 1
  return [min - room, max + room]
}

export function drawLine({ bins, flagged, gapMicros }: LineContent, area: Area): string {
  const pieces = runs(bins, gapMicros)
  const paths = pieces.map((run) => pathOf(run, area)).filter((path) => path !== '')
  const alone = pieces.filter((run) => run.length === 1 && run[0]!.count === 1).map(([bin]) => bin!)
  const isSparse = bins.length < area.width / 8
  const dots = (isSparse ? bins.filter(({ count }) => count === 1) : alone).map((bin) =>
    dot(xOf(area, bin.firstTime), yOf(area, bin.first), isSparse ? 1.8 : 1, colors.line),
  )
  return [
    `<path d="${paths.join('')}" fill="none" stroke="${colors.line}" stroke-width="1.1" stroke-linejoin="round"/>`,
    ...dots,
    ...flagged.map((one) => mark(one, area)),
  ].join('\n')
}

/** Bins with no gap between them. */
function runs(bins: readonly Bin[], gapMicros: number): Bin[][] {
  const all: Bin[][] = []
  let last: Bin | null = null
  for (const bin of bins) {
    if (last === null || bin.firstTime - last.lastTime > gapMicros) all.push([])
    all.at(-1)!.push(bin)
    last = bin
  }
  return all
}

function pathOf(run: readonly Bin[], area: Area): string {
  if (run.length === 1 && run[0]!.count === 1) return ''
  const points = run.flatMap(({ count, first, last, min, max, firstTime, lastTime }) => {
    const begin = [firstTime, first] as const
    if (count === 1) return [begin]
    const middle = (firstTime + lastTime) / 2
    return count === 2
      ? [begin, [lastTime, last] as const]
      : ([begin, [middle, min], [middle, max], [lastTime, last]] as const)
  })
  return points
    .map(([time, value], at) => `${at === 0 ? 'M' : 'L'}${px(xOf(area, time))} ${px(yOf(area, value))}`)
    .join('')
}

const dot = (x: number, y: number, radius: number, color: string): string =>
  `<circle cx="${px(x)}" cy="${px(y)}" r="${radius}" fill="${color}"/>`

/** A circle; a triangle at the edge for what lies beyond it. */
function mark({ time, value, judgement: judged }: LineContent['flagged'][number], area: Area): string {
  const color = judged === judgement.fail ? colors.fail : colors.suspect
  const x = xOf(area, time)
  const { top, height, min, max } = area
  if (value >= min && value <= max) return dot(x, yOf(area, value), 2.6, color)
  const isAbove = value > max
  const [tip, base] = isAbove ? [top + 1, top + 7] : [top + height - 1, top + height - 7]
  return `<path d="M${px(x)} ${px(tip)}L${px(x - 4)} ${px(base)}L${px(x + 4)} ${px(base)}Z" fill="${color}"/>`
}
