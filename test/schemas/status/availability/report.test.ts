import { formatTime } from '../../../../schemas/formats/text/time-text.ts'
import { binsOf } from '../../../../schemas/status/availability/bins.ts'
import { defaultProfile, legacyProfile } from '../../../../schemas/status/availability/profile.ts'
import { availabilityReport, type ReportRow } from '../../../../schemas/status/availability/report.ts'

const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`) * 1000
const day = 86_400_000_000
const shown = ({ data }: ReportRow) =>
  data.map(({ start, label, stop }) =>
    [start, label, stop].map((cell) => (typeof cell === 'string' ? cell : text(cell))),
  )
const text = (micros: number) => formatTime(micros).slice(0, 19).replace('T', ' ')

/** Bins of a day from `first` to `last`, a particle every 20 s. */
function daily(first: number, last: number) {
  const rows = []
  for (let start = first; start < last; start = (Math.floor(start / day) + 1) * day) {
    const end = Math.min((Math.floor(start / day) + 1) * day, last)
    rows.push({ first: start, last: end, count: Math.ceil((end - start) / 20_000_000) })
  }
  return binsOf(rows)
}

/** The example of ooi_status's documentation: a glider's gap of a week. */
test.each([defaultProfile, legacyProfile])('the documented example, with the rules $rules', (profile) => {
  const stream = { method: 'recovered_host', stream: 'ctdgv_m_glider_instrument_recovered' }
  const streams = [
    { ...stream, bins: daily(at('2015-06-14 03:50:32'), at('2015-08-29 00:01:20')) },
    { ...stream, bins: daily(at('2015-06-02 04:40:00'), at('2015-06-07 08:52:29')) },
  ]
  const deployments = [{ number: 1, start: at('2015-06-02 04:40:00'), stop: at('2016-08-28 00:00:00') }]
  const window = { start: 0, stop: at('2015-08-29 00:01:20') }
  const [deployed, row, ...others] = availabilityReport(streams, deployments, window, profile)
  expect(others).toEqual([])
  expect(deployed).toMatchObject({ measure: 'Deployments', categories: { 'Deployment: 1': { color: '#0073cf' } } })
  expect(shown(deployed!)).toEqual([['2015-06-02 04:40:00', 'Deployment: 1', '2015-08-29 00:01:20']])
  expect(row?.measure).toBe('recovered_host ctdgv_m_glider_instrument_recovered')
  expect(shown(row!)).toEqual([
    ['2015-06-02 04:40:00', 'Present', '2015-06-07 08:52:29'],
    ['2015-06-07 08:52:29', 'Missing', '2015-06-14 03:50:32'],
    ['2015-06-14 03:50:32', 'Present', '2015-08-29 00:01:20'],
  ])
  const isLegacy = profile === legacyProfile
  expect(row?.categories).toEqual({
    'Not Expected': { color: '#ffffff' },
    Present: { color: isLegacy ? '#5cb87b' : '#5cb85c' },
    [isLegacy ? 'Sparse 1' : 'Sparsity Level 1']: { color: '#7bcb7b' },
    [isLegacy ? 'Sparse 2' : 'Sparsity Level 2']: { color: '#90d890' },
    [isLegacy ? 'Sparse 3' : 'Sparsity Level 3']: { color: '#ace9ac' },
    Missing: { color: '#d9534d' },
  })
})

test('deployments come by start, cut to the window; rows by method and stream', () => {
  const empty = binsOf([])
  const streams = [
    { method: 'telemetered', stream: 'b', bins: empty },
    { method: 'telemetered', stream: 'a', bins: empty },
    { method: 'recovered_host', stream: 'z', bins: empty },
  ]
  const deployments = [
    { number: 3, start: at('2015-03-01 00:00:00'), stop: null },
    { number: 4, start: at('2015-01-01 00:00:00'), stop: at('2015-01-11 00:00:00') },
    { number: 2, start: at('2015-02-01 00:00:00'), stop: at('2015-02-11 00:00:00') },
    { number: 9, start: at('2014-01-01 00:00:00'), stop: at('2014-02-11 00:00:00') },
  ]
  const window = { start: at('2015-01-05 00:00:00'), stop: at('2015-03-02 00:00:00') }
  const rows = [...availabilityReport(streams, deployments, window, defaultProfile)]
  expect(rows.map(({ measure }) => measure)).toEqual([
    'Deployments',
    'recovered_host z',
    'telemetered a',
    'telemetered b',
  ])
  expect(shown(rows[0]!)).toEqual([
    ['2015-01-05 00:00:00', 'Deployment: 4', '2015-01-11 00:00:00'],
    ['2015-02-01 00:00:00', 'Deployment: 2', '2015-02-11 00:00:00'],
    ['2015-03-01 00:00:00', 'Deployment: 3', '2015-03-02 00:00:00'],
  ])
  expect(Object.values(rows[0]!.categories).map(({ color }) => color)).toEqual(['#0073cf', '#cf5c00', '#0073cf'])
  expect(shown(rows[1]!)).toEqual([
    ['2015-01-05 00:00:00', 'Missing', '2015-01-11 00:00:00'],
    ['2015-01-11 00:00:00', 'Not Expected', '2015-02-01 00:00:00'],
    ['2015-02-01 00:00:00', 'Missing', '2015-02-11 00:00:00'],
    ['2015-02-11 00:00:00', 'Not Expected', '2015-03-01 00:00:00'],
    ['2015-03-01 00:00:00', 'Missing', '2015-03-02 00:00:00'],
  ])
})

test('where deployments overlap, the one that began last is drawn; the legacy profile draws both', () => {
  const deployments = [
    { number: 1, start: 0, stop: 9 * day },
    { number: 2, start: 3 * day, stop: 5 * day },
  ]
  const days = (profile: typeof defaultProfile) =>
    [...availabilityReport([], deployments, { start: 0, stop: 10 * day }, profile)][0]?.data.map(
      ({ start, label, stop }) => `${start / day} ${label} ${stop / day}`,
    )
  expect(days(defaultProfile)).toEqual(['0 Deployment: 1 3', '3 Deployment: 2 5', '5 Deployment: 1 9'])
  expect(days(legacyProfile)).toEqual(['0 Deployment: 1 9', '3 Deployment: 2 5'])
})

test('of two that began before the window, too, the one that began last is drawn, and is second in color', () => {
  const deployments = [
    { number: 1, start: -3 * day, stop: null },
    { number: 2, start: -9 * day, stop: 4 * day },
  ]
  const [row] = availabilityReport([], deployments, { start: 0, stop: 10 * day }, defaultProfile)
  expect(row?.data).toEqual([{ start: 0, label: 'Deployment: 1', stop: 10 * day }])
  expect(row?.categories).toEqual({ 'Deployment: 2': { color: '#0073cf' }, 'Deployment: 1': { color: '#cf5c00' } })
})

test('nothing deployed in the window: no row of deployments, and nothing is expected', () => {
  const streams = [{ method: 'streamed', stream: 'a', bins: daily(0, 20 * day) }]
  const window = { start: day, stop: 3 * day }
  const [row, ...others] = availabilityReport(streams, [], window, defaultProfile)
  expect(others).toEqual([])
  expect(row?.data).toEqual([{ start: day, label: 'Not Expected', stop: 3 * day }])
})

test('a span inside one second is left out, and its neighbours are one', () => {
  const bins = binsOf([
    { first: 0, last: 40_200_000, count: 40_000 },
    { first: 40_900_000, last: 100_000_000, count: 59_100 },
  ])
  const deployments = [{ number: 1, start: 0, stop: 100_000_000 }]
  const [, row] = availabilityReport(
    [{ method: 'streamed', stream: 'a', bins }],
    deployments,
    { start: 0, stop: 9e12 },
    defaultProfile,
  )
  expect(shown(row!)).toEqual([['1970-01-01 00:00:00', 'Present', '1970-01-01 00:01:40']])
})
