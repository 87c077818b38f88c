import { panned, type TimeWindow, ticksOf, within, zoomed } from '../../../api/pages/time-window.ts'

const time = (text: string) => Date.parse(`${text}Z`)
const window = (start: string, stop: string): TimeWindow => ({ start: time(start), stop: time(stop) })
const whole = window('2020-01-01T00:00:00', '2020-12-31T00:00:00')

test.each([
  [
    '2020-01-01T00:00:00',
    '2020-01-01T00:01:00',
    4,
    ['2020-01-01', '00:00:15', '00:00:30', '00:00:45', '00:01:00'].slice(0, 5),
  ],
  ['2020-02-28T18:00:00', '2020-02-29T06:00:00', 3, ['18:00', '2020-02-29', '06:00']],
  ['2020-02-27T12:00:00', '2020-03-02T12:00:00', 4, ['2020-02-28', '2020-02-29', '2020-03-01', '2020-03-02']],
  // 2020-06-01 was a Monday.
  ['2020-05-30T00:00:00', '2020-06-20T00:00:00', 3, ['2020-06-01', '2020-06-08', '2020-06-15']],
  ['2019-11-15T00:00:00', '2020-02-10T00:00:00', 3, ['2019-12', '2020', '2020-02']],
  ['2011-05-01T00:00:00', '2020-05-01T00:00:00', 5, ['2012', '2014', '2016', '2018', '2020']],
])('%s to %s in %d ticks', (start, stop, most, labels) => {
  expect(ticksOf(window(start, stop), most).map(({ label }) => label)).toEqual(labels)
})

test('ticks lie where their labels say', () => {
  for (const { at, label } of ticksOf(window('2015-03-01T00:00:00', '2018-03-01T00:00:00'), 12)) {
    expect(new Date(at).toISOString()).toBe(`${label.padEnd(7, '-01')}-01T00:00:00.000Z`)
  }
})

test('zooming keeps the time under the pointer, and stays within all that there is', () => {
  const june = window('2020-06-01T00:00:00', '2020-06-21T00:00:00')
  expect(zoomed(june, 0.5, time('2020-06-06T00:00:00'), whole)).toEqual(
    window('2020-06-03T12:00:00', '2020-06-13T12:00:00'),
  )
  expect(zoomed(june, 1000, time('2020-06-06T00:00:00'), whole)).toEqual(whole)
  const shortest = zoomed(june, 1e-9, time('2020-06-06T00:00:00'), whole)
  expect(shortest.stop - shortest.start).toBeLessThanOrEqual(61_000)
  expect(shortest.start).toBeLessThanOrEqual(time('2020-06-06T00:00:00'))
})

test('panning keeps the length up to the ends', () => {
  const january = window('2020-01-03T00:00:00', '2020-01-13T00:00:00')
  expect(panned(january, 0.5, whole)).toEqual(window('2020-01-08T00:00:00', '2020-01-18T00:00:00'))
  expect(panned(january, -0.5, whole)).toEqual(window('2020-01-01T00:00:00', '2020-01-11T00:00:00'))
  expect(panned(january, 1000, whole)).toEqual(window('2020-12-21T00:00:00', '2020-12-31T00:00:00'))
})

test('what is wider than all is cut to it', () => {
  expect(within(window('2010-01-01T00:00:00', '2030-01-01T00:00:00'), whole)).toEqual(whole)
})
