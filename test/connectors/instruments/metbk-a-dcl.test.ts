import { metbkADcl } from '../../../connectors/instruments/metbk-a-dcl.ts'
import { parseAll, realLog } from './real-logs.ts'

const only = (text: string) => parseAll(metbkADcl, text).lines[0]
const at = (iso: string) => Date.parse(iso) * 1000
const full =
  '2014/09/01 00:00:34.764  975.57  71.936  15.457  387.9   -1.21  15.419  0.0001    3.2    0.00    0.00  0.0001 12.50'
const fullValues = {
  port_timestamp: at('2014-09-01T00:00:34.764Z'),
  barometric_pressure: 975.57,
  relative_humidity: 71.936,
  air_temperature: 15.457,
  longwave_irradiance: 387.9,
  precipitation: -1.21,
  sea_surface_temperature: 15.419,
  sea_surface_conductivity: 0.0001,
  shortwave_irradiance: 3.2,
  eastward_wind_velocity: 0,
  northward_wind_velocity: 0,
}

test("a record is a particle at the logger's time", () => {
  expect(only(full)).toEqual({ kind: 'particle', time: at('2014-09-01T00:00:34.764Z'), values: fullValues })
})

test("a record behind the logger's name is the same particle", () => {
  expect(only(full.replace('  975.57', ' [metbk2:DLOGP6]:975.57'))).toEqual(only(full))
})

test.each([
  ['NaN', full.replace(' 15.457', '    NaN')],
  ['Na', full.replace(' 15.457', ' Na')],
  ['dashes', full.replace(' 15.457', ' ------')],
  ['blanks in a line of full width', `${full.replace(' 15.457', '       ')}\r`],
])('a missing sensor as %s is null and the others keep their values', (_, line) => {
  expect(only(line)).toEqual({
    kind: 'particle',
    time: at('2014-09-01T00:00:34.764Z'),
    values: { ...fullValues, air_temperature: null },
  })
})

test('the first and several missing sensors', () => {
  const line = '2014/09/01 00:00:34.764 NaN NaN  15.457  387.9   -1.21  15.419  0.0001    3.2  NaN    NaN  0.0001 12.50'
  expect(only(line)).toMatchObject({
    values: {
      barometric_pressure: null,
      relative_humidity: null,
      air_temperature: 15.457,
      eastward_wind_velocity: null,
      northward_wind_velocity: null,
    },
  })
})

test.each([
  ['2014/09/01 09:20:00.763 [metbk2:DLOGP6]:Instrument Stopped [Quit/Power Off]', 'ignored', 'logger status'],
  ['2014/09/01 14:40:16.329 [metbk2:DLOGP6]:UNINITIALIZED', 'ignored', 'logger status'],
  [full.slice(0, 80), 'rejected', 'has 7 values; expected 12'],
  [full.slice(0, -6), 'rejected', 'has 11 values; expected 12'],
  [full.replace('387.9', '38?.9'), 'rejected', 'longwave_irradiance is not a number: "38?.9"'],
  [full.replace('12.50', '1x.50'), 'rejected', 'value 12 is not a number: "1x.50"'],
])('%j is %s: %s', (line, kind, reason) => {
  expect(only(line)).toEqual({ kind, reason })
})

test('a day of a real buoy: every record is a particle and nothing is rejected', () => {
  const { text, isSample } = realLog('20140901.metbk2.log', '20240301.metbk1.log')
  const parsed = parseAll(metbkADcl, text)
  const records = text.split('\n').filter((line) => line !== '' && !line.includes('['))
  expect(parsed.particles).toHaveLength(records.length)
  expect(parsed.rejected).toEqual([])
  expect(parsed.ignored).toBe(parsed.lines.length - records.length)
  const fourth = records.map((line) => Number(line.trim().split(/ +/)[5])).filter((value) => !Number.isNaN(value))
  const longwave = parsed.particles.map((particle) => particle.values.longwave_irradiance).filter((v) => v !== null)
  expect(longwave).toEqual(fourth)
  if (isSample) return
  expect(parsed.particles).toHaveLength(1061)
  expect(parsed.ignored).toBe(7)
  // The logger prints -5 and 0 where the water sensor does not answer: kept as printed.
  expect(parsed.particles.at(-1)).toMatchObject({
    time: at('2014-09-01T23:59:42.622Z'),
    values: { barometric_pressure: 993.78, sea_surface_temperature: -5, northward_wind_velocity: 1.32 },
  })
})
