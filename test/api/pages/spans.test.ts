import { inkOn } from '../../../api/pages/ink.ts'
import { type AvailableRow, dataAddress, extentOf, hasData, piecesOf, spansOf } from '../../../api/pages/spans.ts'

/** The example of docs/AVAILABILITY.md. */
const row: AvailableRow = {
  measure: 'recovered_host ctdgv_m_glider_instrument_recovered',
  data: [
    ['2015-06-02 04:40:00', 'Present', '2015-06-07 08:52:29'],
    ['2015-06-07 08:52:29', 'Missing', '2015-06-14 03:50:32'],
  ],
  categories: { 'Not Expected': { color: '#ffffff' }, Present: { color: '#5cb85c' }, Missing: { color: '#d9534d' } },
}
const time = (text: string) => Date.parse(`${text}Z`)

test('times are UTC, and reach from the first to the last', () => {
  expect(extentOf([row])).toEqual({ start: time('2015-06-02T04:40:00'), stop: time('2015-06-14T03:50:32') })
  expect([extentOf([]), extentOf([{ ...row, data: [] }])]).toEqual([null, null])
})

test('data are linked with the last second whole, by the names of the row', () => {
  const address = dataAddress('GP05MOAS-GL523-04-CTDGVM000', row.measure, spansOf(row)[0]!, 'plot')
  expect(address).toBe(
    '/data/GP05MOAS-GL523-04-CTDGVM000/recovered_host/ctdgv_m_glider_instrument_recovered' +
      '?start=2015-06-02T04:40:00Z&stop=2015-06-07T08:52:30Z&reduce=minmax&limit=2000&format=png',
  )
  expect(dataAddress('A-B-C', 'x /../../etc?', spansOf(row)[0]!, 'json')).toMatch(
    /^\/data\/A-B-C\/x\/%2F..%2F..%2Fetc%3F\?/,
  )
})

test('between Not Expected and Missing there are data, whatever the labels are', () => {
  expect(['Not Expected', 'Present', 'Missing'].map((label) => hasData(row, label))).toEqual([false, true, false])
})

test('what is narrower than two pixels is one piece; what is wide is cut to the window and keeps its own', () => {
  const span = (start: number, stop: number, label: string) => ({ start, stop, label })
  const spans = [
    ...[span(0, 300, 'a'), span(300, 304, 'b'), span(304, 310, 'a'), span(310, 317, 'c')],
    ...[span(400, 401, 'a'), span(401, 900, 'b'), span(2000, 3000, 'a')],
  ]
  const pieces = piecesOf(spans, { start: 100, stop: 1100 }, 100)
  expect(pieces.map(({ start, stop, label, spans }) => [start, stop, label, spans.length])).toEqual([
    [100, 300, 'a', 1],
    [300, 317, 'c', 3],
    [400, 401, 'a', 1],
    [401, 900, 'b', 1],
  ])
  expect(pieces[0]?.spans).toEqual([span(0, 300, 'a')])
})

test.each([
  ['#ffffff', '#000000'],
  ['#5cb85c', '#000000'],
  ['#0073cf', '#ffffff'],
  ['#000000', '#ffffff'],
  ['rebeccapurple', '#000000'],
])('on %s one writes in %s', (color, ink) => {
  expect(inkOn(color)).toBe(ink)
})
