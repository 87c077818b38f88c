/** Lists as a heat map, with its scale of colors beside it. */
import type { ImageContent } from './figure.ts'
import { indexedPng } from './indexed-png.ts'
import { type Area, px, write, xOf, yOf } from './paper.ts'

/** Stops of viridis (van der Walt and Smith, CC0). */
const stops = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
]
const shades = 254

/** Index 0 is no value: it shows the paper. */
const palette = Uint8Array.from(
  Array.from({ length: shades + 1 }, (_, index) =>
    index === 0 ? [255, 255, 255] : colorAt((index - 1) / (shades - 1)),
  ).flat(),
)

function colorAt(part: number): number[] {
  const place = part * (stops.length - 1)
  const at = Math.min(stops.length - 2, Math.floor(place))
  return [1, 3, 5].map((from) => {
    const [a, b] = [stops[at]!, stops[at + 1]!].map((stop) => Number.parseInt(stop.slice(from, from + 2), 16))
    return Math.round(a! + (b! - a!) * (place - at))
  })
}

/** Least and greatest mean. */
export function imageRange({ columns }: ImageContent): readonly [number, number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { means } of columns) {
    for (const mean of means) {
      if (mean < min) min = mean
      if (mean > max) max = mean
    }
  }
  if (min > max) return [0, 1]
  return max > min ? [min, max] : [min - (Math.abs(min) * 0.05 || 1), max + (Math.abs(max) * 0.05 || 1)]
}

export function drawImage(
  { columns }: ImageContent,
  area: Area,
  ticks: readonly { at: number; text: string }[],
): string {
  const { left, top, width, height, min, max } = area
  const wide = Math.max(1, Math.round(width))
  const tall = Math.max(0, ...columns.map(({ means }) => means.length))
  const pixels = new Uint8Array(wide * Math.max(1, tall))
  const breadth = typicalPause(columns)
  for (const [at, { from, to, means }] of columns.entries()) {
    const next = columns[at + 1]?.from ?? Number.POSITIVE_INFINITY
    const until = next - from <= 3 * breadth ? next : Math.max(to, from + breadth)
    const begin = Math.max(0, Math.floor(xOf(area, from) - left))
    const end = Math.min(wide, Math.max(begin + 1, Math.ceil(xOf(area, until) - left)))
    for (let place = 0; place < means.length; place++) {
      const mean = means[place]!
      if (Number.isNaN(mean)) continue
      const shade = 1 + Math.round(((mean - min) / (max - min)) * (shades - 1))
      pixels.fill(shade, (tall - 1 - place) * wide + begin, (tall - 1 - place) * wide + end)
    }
  }
  const picture = (bytes: Uint8Array) => `data:image/png;base64,${base64(bytes)}`
  const image = (x: number, w: number, bytes: Uint8Array) =>
    `<image x="${px(x)}" y="${px(top)}" width="${px(w)}" height="${px(height)}" preserveAspectRatio="none" image-rendering="optimizeSpeed" href="${picture(bytes)}"/>`
  const scale = Uint8Array.from({ length: shades }, (_, at) => shades - at)
  return [
    ...(tall === 0 ? [] : [image(left, width, indexedPng(pixels, wide, tall, palette))]),
    image(left + width + 12, 10, indexedPng(scale, 1, shades, palette)),
    ...ticks.map(({ at, text }) => write(left + width + 26, yOf(area, at) + 3.5, text, 10)),
  ].join('\n')
}

/** The median time from one column to the next; the whole is one column where there is no next. */
function typicalPause(columns: ImageContent['columns']): number {
  const pauses = columns.slice(1).map(({ from }, at) => from - columns[at]!.from)
  return pauses.sort((a, b) => a - b)[pauses.length >> 1] ?? 0
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
