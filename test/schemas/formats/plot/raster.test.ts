import { pngOf } from '../../../../schemas/formats/plot/raster.ts'

const document = (content: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40">${content}</svg>`

test('a PNG of the size of the document', async () => {
  const png = Buffer.from(await pngOf(document('')))
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([120, 40])
})

test('text is drawn, whatever fonts the machine has', async () => {
  const text = (family: string) => pngOf(document(`<text x="4" y="20" font-family="${family}">µmol kg⁻¹</text>`))
  const [blank, named, unknown] = [await pngOf(document('')), await text('DejaVu Sans'), await text('No Such Font')]
  expect(named.length).toBeGreaterThan(blank.length + 100)
  expect(unknown).toEqual(named)
})
