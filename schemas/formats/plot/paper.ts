/** Places on the paper, and text on it. */

/** An area on the paper, and what its edges stand for. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly from: number
  readonly to: number
  readonly min: number
  readonly max: number
}

export const xOf = ({ left, width, from, to }: Area, time: number): number =>
  left + ((time - from) / (to - from)) * width
export const yOf = ({ top, height, min, max }: Area, value: number): number =>
  top + height - ((value - min) / (max - min)) * height

/** To a hundredth of a pixel. */
export const px = (value: number): string => String(Math.round(value * 100) / 100)

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** Without the control characters that XML does not allow. */
export const escaped = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '').replaceAll(/[&<>"]/g, (one) => escapes[one] as string)

/** Of the size of the font, about. */
const characterWidth = 0.6
export function shortened(text: string, width: number, size: number): string {
  const most = Math.max(8, Math.floor(width / (size * characterWidth)))
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

export function write(x: number, y: number, text: string, size: number, more = ''): string {
  return `<text x="${px(x)}" y="${px(y)}" font-size="${size}"${more}>${escaped(text)}</text>`
}
