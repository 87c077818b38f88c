import { ctdbpCdefDcl } from '../../../connectors/instruments/ctdbp-cdef-dcl.ts'
import { parseAll, realLog } from './real-logs.ts'

const only = (text: string) => parseAll(ctdbpCdefDcl, text).lines[0]
const at = (iso: string) => Date.parse(iso) * 1000

test('a line of the uncorrected set-up gives measured, derived and housekeeping values', () => {
  const line =
    '2013/11/23 00:00:25.236 # 13.7971,  4.01241,    6.536,  33.4881, 1501.145, 23 Nov 2013 00:00:21,  25.0608, 11.4,   2.3\r'
  expect(only(line)).toEqual({
    kind: 'particle',
    time: at('2013-11-23T00:00:21Z'),
    values: {
      port_timestamp: at('2013-11-23T00:00:25.236Z'),
      internal_timestamp: at('2013-11-23T00:00:21Z'),
      temp: 13.7971,
      conductivity: 4.01241,
      pressure: 6.536,
      salinity: 33.4881,
      sound_velocity: 1501.145,
      sigma_t: 25.0608,
      battery_voltage: 11.4,
      operating_current: 2.3,
    },
  })
})

test.each([
  ['plain', '2014/09/26 00:00:06.112 #  7.1229,  3.45210,   26.921, 26 Sep 2014 00:00:02', {}],
  [
    'with an optode and a hash',
    '2014/09/26 00:00:06.112 #  7.1229,  3.45210,   26.921, 235.321, 26 Sep 2014 00:00:02',
    { dosta_ln_optode_oxygen: 235.321 },
  ],
  [
    "with an optode and the logger's name",
    '2014/09/26 00:00:06.112 [ctdbp3:DLOGP1]:  7.1229,  3.45210,   26.921, 235.321, 26 Sep 2014 00:00:02',
    { dosta_ln_optode_oxygen: 235.321 },
  ],
  [
    'with a fluorometer',
    '2014/09/26 00:00:06.112 7.1229,  3.45210,   26.921, 1187, 1093, 1057, 26 Sep 2014 00:00:02',
    { raw_signal_beta: 1187, raw_signal_chl: 1093, raw_signal_cdom: 1057 },
  ],
])('a corrected line %s is a particle', (_, line, extra) => {
  expect(only(line)).toEqual({
    kind: 'particle',
    time: at('2014-09-26T00:00:02Z'),
    values: {
      port_timestamp: at('2014-09-26T00:00:06.112Z'),
      internal_timestamp: at('2014-09-26T00:00:02Z'),
      temp: 7.1229,
      conductivity: 3.4521,
      pressure: 26.921,
      ...extra,
    },
  })
})

test.each([
  ['', 'blank line'],
  ['\r', 'blank line'],
  ['2013/11/23 00:00:11.203 [ctdbp1:DLOGP3]:Instrument Started [Power On]', 'logger status'],
  ['2013/11/23 00:00:11.203', 'no data after the logger time'],
  ['# a comment', 'comment'],
])('%j is ignored: %s', (line, reason) => {
  expect(only(line)).toEqual({ kind: 'ignored', reason })
})

test.each([
  ['2013/11/23 00:00:25.236 # 13.7x71,  4.01241,    6.536, 23 Nov 2013 00:00:21', 'temp is not a number: "13.7x71"'],
  ['2013/11/23 00:00:25.236 # 13.7971,  4.01241,         , 23 Nov 2013 00:00:21', 'pressure is not a number: ""'],
  ['2013/11/23 00:00:25.236 # 13.7971,  NaN,  6.536, 23 Nov 2013 00:00:21', 'conductivity is not a number: "NaN"'],
  [
    '2013/11/23 00:00:25.236 # 13.7971,  4.01241,    6.536, 31 Nov 2013 00:00:21',
    'internal_timestamp is not a time like 23 Nov 2013 00:00:21: "31 Nov 2013 00:00:21"',
  ],
  [
    '2013/11/23 00:00:25.236 # 13.7971,  4.01241,    6.536, 23 Nov 2013 00:0',
    'internal_timestamp is not a time like 23 Nov 2013 00:00:21: "23 Nov 2013 00:0"',
  ],
  ['2013/11/23 00:00:25.236 # 13.7971,  4.0', 'has 2 comma-separated values; expected 4, 5, 7 or 9'],
  ['2013/02/29 00:00:25.236 # 13.7971', 'no such logger time: 2013/02/29 00:00:25.236'],
  ['13.7971,  4.01241', 'does not begin with a logger time like 2013/11/23 00:00:25.236'],
  ['\0\0\x01\xff', 'does not begin with a logger time like 2013/11/23 00:00:25.236'],
  [
    '2014/09/26 00:00:06.112 7.1229,  3.45210,   26.921, 1187, 10.5, 1057, 26 Sep 2014 00:00:02',
    'raw_signal_chl is not a count: 10.5',
  ],
])('%j is rejected: %s', (line, reason) => {
  expect(only(line)).toEqual({ kind: 'rejected', reason })
})

test('a day of a real instrument: every record is a particle and nothing is rejected', () => {
  const { text, isSample } = realLog('20131123.ctdbp1.log', '20240301.ctdbp1.log')
  const parsed = parseAll(ctdbpCdefDcl, text)
  const records = text.split('\n').filter((line) => /^\d{4}\S+ \S+ #.*\d{4} \d\d:\d\d:\d\d(,[^,]+){3}\r?$/.test(line))
  const chatter = text.split('\n').filter((line) => line.includes('Instrument S'))
  const uncorrected = parsed.particles.filter((particle) => 'salinity' in particle.values)
  expect(uncorrected).toHaveLength(records.length)
  expect(parsed.ignored).toBe(chatter.length)
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const temperatures = records.map((line) => Number(/# *([\d.]+)/.exec(line)?.[1]))
  expect(sum(uncorrected.map((particle) => particle.values.temp as number))).toBe(sum(temperatures))
  if (isSample) return
  expect(parsed.rejected).toEqual([])
  expect(parsed.lines).toHaveLength(3965)
  expect(parsed.particles).toHaveLength(3389)
  expect(parsed.particles.at(-1)).toMatchObject({
    time: at('2013-11-23T23:57:11Z'),
    values: { temp: 12.3906, conductivity: 3.83995, pressure: 7.363, battery_voltage: 11.5, operating_current: 2.5 },
  })
})

test('the method decides between the telemetered and the recovered stream', () => {
  expect(ctdbpCdefDcl.stream('telemetered').name).toBe('ctdbp_cdef_dcl_instrument')
  expect(ctdbpCdefDcl.stream('recovered_host').name).toBe('ctdbp_cdef_dcl_instrument_recovered')
})
