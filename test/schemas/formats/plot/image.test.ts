import { inflateSync } from 'node:zlib'
import type { ColumnType } from '../../../../schemas/columns/column.ts'
import { ImageBins } from '../../../../schemas/formats/plot/image-bins.ts'
import { indexedPng } from '../../../../schemas/formats/plot/indexed-png.ts'
import { FigureRows } from '../../../../schemas/formats/plot/png.ts'
import { svgOf } from '../../../../schemas/formats/plot/svg.ts'
import { batchOf, day, describing } from '../writing.ts'

/** Rows of the first picture, each without its filter; zlib checks its sum. */
function pixelsOf(png: Buffer): Uint8Array[] {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const at = png.indexOf('IDAT')
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))
  return Array.from({ length: height }, (_, row) => rows.subarray(row * (width + 1) + 1, (row + 1) * (width + 1)))
}

test('pixels of a picture larger than a stored block', () => {
  const pixels = Uint8Array.from({ length: 300 * 400 }, (_, at) => (at * 7) % 3)
  const rows = pixelsOf(Buffer.from(indexedPng(pixels, 300, 400, new Uint8Array(9))))
  expect(Buffer.concat(rows).equals(Buffer.from(pixels))).toBe(true)
})

test('a list a row is a heat map: time to the right, places upwards, the least value dark, none empty', () => {
  const types = { spectrum: { scalar: 'float32', list: 2 } } as const satisfies Record<string, ColumnType>
  const figure = new FigureRows({ width: 488 })
  const [start, half, stop] = [day, day + 150e6, day + 300e6]
  figure.begin(describing(types, { coverage: { start, stop } }))
  const rows = [
    [start, { spectrum: [0, 10] }],
    [half, { spectrum: [5, Number.NaN] }],
  ] as const
  figure.write(batchOf(types, rows))
  const href = /href="data:image\/png;base64,([^"]*)"/.exec(svgOf(figure.figure()))?.[1] ?? ''
  const [above, below] = pixelsOf(Buffer.from(href, 'base64'))
  // 300 pixels; shades go from 1 (least) to 254 (greatest).
  expect([above?.[0], above?.[149], above?.[150], above?.[299]]).toEqual([254, 254, 0, 0])
  expect([below?.[0], below?.[149], below?.[150], below?.[299]]).toEqual([1, 1, 128, 128])
})

test('long series and long lists become means', () => {
  const bins = new ImageBins(4)
  const list = Float64Array.from({ length: 1024 }, (_, at) => at)
  for (let at = 0; at < 100; at++) bins.add(at, list, 0, 1024)
  const columns = bins.columns()
  expect(columns).toHaveLength(4)
  expect([columns[0]?.from, columns.at(-1)?.to]).toEqual([0, 99])
  // Neighbours in pairs: the mean of 2 n and 2 n + 1.
  expect(columns.map(({ means }) => [means.length, means[0], means[511]])).toEqual(
    columns.map(() => [512, 0.5, 1022.5]),
  )
})
