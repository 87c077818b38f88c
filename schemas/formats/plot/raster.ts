/** SVG to PNG, on the library's own threads, with the font that we ship: a server needs none of its own. */
import { createRequire } from 'node:module'
import { fontFamily } from './fonts.ts'

/** The picture of an SVG document, at its own size. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  // Loaded where a picture is wanted: it is a library of the machine's.
  const { renderAsync } = await import('@resvg/resvg-js')
  const font = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')
  const picture = await renderAsync(svg, {
    background: '#ffffff',
    font: { fontFiles: [font], loadSystemFonts: false, defaultFontFamily: fontFamily },
  })
  return picture.asPng()
}
