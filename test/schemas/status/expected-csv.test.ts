import { readExpectedCsv } from '../../../schemas/status/expected-csv.ts'

const said = (text: string) =>
  readExpectedCsv(text, 'f.csv').events.map((event) => [
    event.name,
    event.method,
    event.expectedRate,
    event.warnInterval,
    event.failInterval,
  ])
const problems = (text: string) =>
  readExpectedCsv(text, 'f.csv').problems.map(({ line, reason }) => `${line} ${reason}`)

/** Rows of ooi_status's streamed_expected.csv; further columns are ignored there too. */
test('rows of name, method, rate and two intervals', () => {
  const text = [
    'name,note,method,expected_rate,warn_interval,fail_interval',
    'adcp_velocity_beam,"late, often",streamed,0,120,600',
    'adcp_config,,streamed,0,0,0',
    'antelope_metadata,,streamed,.5,86400.0,172800',
    '',
  ].join('\r\n')
  expect(said(text)).toEqual([
    ['adcp_velocity_beam', 'streamed', 0, 120, 600],
    ['adcp_config', 'streamed', 0, 0, 0],
    ['antelope_metadata', 'streamed', 0.5, 86_400, 172_800],
  ])
})

/** Rows of its expected-rates.csv of 2016. Twice and ten times 357.0959731 are 714.19 and 3570.96. */
test('the older form: twice the timeout warns, tenfold fails', () => {
  const text = [
    'stream,method,expected rate (Hz),timeout',
    'antelope_metadata,streamed,9.34E+04,60',
    'a_recovered,recovered_host,1.51E+01,357.0959731',
    'b_recovered,recovered_host,0,0.01',
    'c_recovered,recovered_host,0,0',
  ].join('\n')
  expect(said(text)).toEqual([
    ['antelope_metadata', 'streamed', 93_400, 120, 600],
    ['a_recovered', 'recovered_host', 15.1, 714, 3571],
    ['b_recovered', 'recovered_host', 0, 1, 1],
    ['c_recovered', 'recovered_host', 0, 0, 0],
  ])
})

test('each bad row is named by its line', () => {
  const text = [
    'name,method,expected_rate,warn_interval,fail_interval',
    'good,streamed,0,1,2',
    'Bad Name,streamed,0,1,2',
    'no_number,streamed,0,soon,2',
    'negative,streamed,0,-1,2',
    'broken,streamed,0,1.5,2',
    'short,streamed,0',
    'good,streamed,0,1,3',
    'good,streamed,0,1,2',
  ].join('\n')
  expect(problems(text)).toEqual([
    '3 name must look like ctdbp_cdef_dcl_instrument; got "Bad Name"',
    '4 warn_interval must be a number; got "soon"',
    '5 warn_interval must be whole seconds from 0 to 2147483647; got -1',
    '6 warn_interval must be whole seconds from 0 to 2147483647; got 1.5',
    '7 warn_interval must be a number; got ""',
    '8 good, streamed is said otherwise on line 2',
  ])
})

test('what is wrong in the older form is told by its own columns', () => {
  const text = [
    'stream,method,expected rate (Hz),timeout',
    'Bad,streamed,1,60',
    'a,Bad,1,60',
    'a,streamed,-1,60',
    'a,streamed,1,-6',
  ]
  expect(problems(text.join('\n'))).toEqual([
    '2 stream must look like ctdbp_cdef_dcl_instrument; got "Bad"',
    '3 method must look like telemetered; got "Bad"',
    '4 expected rate (Hz) must be particles per second from 0 to 1000000000; got -1',
    '5 timeout must be seconds from 0; got -6',
  ])
})

test.each(['', 'name,method,warn_interval\na,streamed,1\n'])('a head without the columns is refused: %j', (text) => {
  expect(problems(text)[0]).toMatch(/^1 the head must have name,method,expected_rate/)
})
