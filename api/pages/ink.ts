/** What can be read on a colour. */

/** Black or white, whichever is further from it (WCAG 2: relative luminance). */
export function inkOn(color: string): string {
  const channels = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)?.slice(1) ?? ['ff', 'ff', 'ff']
  const [red = 1, green = 1, blue = 1] = channels.map((two) => {
    const value = Number.parseInt(two, 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff'
}
