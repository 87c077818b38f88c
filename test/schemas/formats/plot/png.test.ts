import type { ColumnType } from '../../../../schemas/columns/column.ts'
import { FigureRows, png } from '../../../../schemas/formats/plot/png.ts'
import { svgOf } from '../../../../schemas/formats/plot/svg.ts'
import { batchOf, day, describing, type Row, written } from '../writing.ts'

const types = {
  deployment: { scalar: 'int32' },
  temp: { scalar: 'float64' },
  temp_qartod_results: { scalar: 'uint8' },
  note: { scalar: 'string' },
} as const satisfies Record<string, ColumnType>
const parameters = new Map([['temp', { longName: 'Water <temp> & more', units: 'degree_Celsius' }]])
const second = 1e6
// 300 s on 300 pixels: 92 are left of the panel, 96 right of it.
const coverage = { start: day, stop: day + 300 * second }
const width = 488

function drawn(rows: readonly Row[], more: Parameters<typeof describing>[1] = {}, height?: number): string {
  const figure = new FigureRows({ width, height: height ?? null })
  figure.begin(describing(types, { parameters, coverage, ...more }))
  // Two batches, as an answer comes in parts.
  for (const part of [rows.slice(0, 4), rows.slice(4)]) figure.write(batchOf(types, part))
  return svgOf(figure.figure())
}

const row = (at: number, temp: number | null, flag = 1): Row => [
  day + at * second,
  { deployment: 1, temp, temp_qartod_results: flag, note: 'x' },
]
const zigzag = (flags: Readonly<Record<number, number>> = {}): Row[] =>
  Array.from({ length: 11 }, (_, n) => row(10 * n, n % 2 === 0 ? 0 : 100, flags[10 * n]))

// The panel begins 76 pixels down and is 130 high; its axis goes from -6 to 106: 6 % more than the values.
const [low, high, middle] = ['199.04', '82.96', '141']
const line = /<path d="([^"]*)" fill="none" stroke="#1f5fa8"/

test('values lie where time and axis say, and a gap is not joined', () => {
  const [, path] = line.exec(drawn([...zigzag(), row(200, 50), row(210, 50)])) ?? []
  const first = Array.from({ length: 11 }, (_, n) => `${92 + 10 * n} ${n % 2 === 0 ? low : high}`).join('L')
  expect(path).toBe(`M${first}M292 ${middle}L302 ${middle}`)
})

test('nothing is joined where values are missing for long', () => {
  const rows = Array.from({ length: 31 }, (_, n) => row(10 * n, n > 10 && n < 16 ? null : n % 2 === 0 ? 0 : 100))
  const [, path = ''] = line.exec(drawn(rows)) ?? []
  expect(path.match(/M/g)).toHaveLength(2)
  expect(path).toContain(`L192 ${low}M252 ${low}L`)
})

test('suspect values are marked in the line, failed ones stand apart, beyond the axis at its edge', () => {
  const rows = [...zigzag({ 20: 3, 40: 4 }), row(110, 1000, 4)]
  const svg = drawn(rows)
  expect(svg).toContain(`<circle cx="112" cy="${low}" r="2.6" fill="#e69f00"/>`)
  expect(svg).toContain(`<circle cx="132" cy="${low}" r="2.6" fill="#d62728"/>`)
  expect(svg).toContain('<path d="M202 77L198 83L206 83Z" fill="#d62728"/>')
  expect(line.exec(svg)?.[1]).toContain(`L122 ${high}L142 ${high}L`)
  expect(svg).toMatch(/>suspect<.*\n.*>fail</)
})

test('title, range, units and names are there, and what is not drawn', () => {
  const svg = drawn(zigzag())
  for (const text of [
    'CE02SHSM-RID27-03-CTDBPC000 · telemetered',
    '2013-11-23T00:00:00Z to 2013-11-23T00:05:00Z',
    'Water &lt;temp&gt; &amp; more [degree_Celsius]',
    'not numbers, not shown: note',
    '>00:02<',
  ]) {
    expect(svg).toContain(text)
  }
  expect(svg).not.toContain('qartod')
})

test.each([
  ['no rows', []],
  ['rows without a value', [row(0, null), row(10, Number.NaN)]],
])('%s: the plot says so', (_, rows) => expect(drawn(rows)).toContain('>no data<'))

test('an open range is that of the values', () => {
  const svg = drawn([row(10, 1), row(40, 2)], { coverage: { start: null, stop: null } })
  expect(svg).toContain('2013-11-23T00:00:10Z to 2013-11-23T00:00:40Z')
  expect(line.exec(svg)?.[1]).toMatch(/^M92 .*L392 /)
})

test('many rows become few points that keep every extreme', () => {
  const rows = Array.from({ length: 60_000 }, (_, n) => row(n / 200, n === 31_234 ? 100 : n === 7 ? 0 : 50))
  const [, path = ''] = line.exec(drawn(rows)) ?? []
  const heights = path
    .split(/[ML]/)
    .slice(1)
    .map((point) => point.split(' ')[1])
  expect(heights.length).toBeLessThan(4 * 2 * width)
  expect(heights.filter((y) => y === high)).toHaveLength(1)
  expect(heights.filter((y) => y === low)).toHaveLength(1)
})

test('a panel without room is left out with a note', () => {
  const many = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, { scalar: 'float32' } as const]))
  const figure = new FigureRows({ width, height: 280 })
  figure.begin(describing(many))
  figure.write(batchOf(many, [[day, { a: 1, b: 2, c: 3, d: 4 }]]))
  const svg = svgOf(figure.figure())
  expect(svg).toContain('height="280"')
  expect(svg).toContain('2 more without room')
})

test.each([
  [{ width: 199 }, 'width is a whole number of pixels from 200 to 4000; got 199'],
  [{ width: 4001 }, 'got 4001'],
  [{ height: 149 }, 'height is a whole number of pixels from 150 to 8000; got 149'],
])('a size that no plot has is refused: %j', (options, said) => expect(() => png.open(options)).toThrow(said))

test('the file is a PNG of the size that was asked for', async () => {
  const file = await written(png, describing(types, { coverage }), [batchOf(types, zigzag())], {
    width: 640,
    height: 320,
  })
  expect(file.subarray(1, 4).toString('latin1')).toBe('PNG')
  expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([640, 320])
})
