import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ctdbpCdef } from '../../../connectors/instruments/ctdbp-cdef.ts'
import { parseAll, realLog } from './real-logs.ts'

const only = (text: string) => parseAll(ctdbpCdef, text).lines[0]

test('a record with an optode', () => {
  // 0x0390230A6772081649 65CF 2A60DE 1BA6011A: counts by hand; 0x1BA6011A = 463864090 s after 2000-01-01.
  expect(only('0390230A677208164965CF2A60DE1BA6011A')).toEqual({
    kind: 'particle',
    time: Date.parse('2014-09-12T19:08:10Z') * 1000,
    values: {
      internal_timestamp: Date.parse('2014-09-12T19:08:10Z') * 1000,
      temperature: 233507,
      conductivity: 681842,
      pressure: 529993,
      pressure_temp: 26063,
      oxygen: 2777310,
      ctd_time: 463864090,
    },
  })
})

test('a record without an optode', () => {
  expect(only('0390230a677208164965cf1ba6011a\r')).toEqual({
    kind: 'particle',
    time: Date.parse('2014-09-12T19:08:10Z') * 1000,
    values: expect.not.objectContaining({ oxygen: expect.anything() }),
  })
})

test('a time beyond 31 bits of seconds stays positive', () => {
  expect(only('0390230A677208164965CFFFFFFFFF')).toMatchObject({ time: (946_684_800 + 0xffffffff) * 1e6 })
})

test.each([
  ['', 'ignored', 'blank line'],
  ['* Sea-Bird SBE16plus  Data File:', 'ignored', 'header'],
  ['*END*', 'ignored', 'header'],
  ['0390230A677208164965CF1BA601', 'rejected', 'has 28 hexadecimal characters; expected 30 or 36'],
  ['0390230A6772081649 65CF1BA6011A', 'rejected', 'is neither a header line nor hexadecimal'],
  ['0390230A677208164965CF1BA601G1', 'rejected', 'is neither a header line nor hexadecimal'],
])('%j is %s: %s', (line, kind, reason) => {
  expect(only(line)).toEqual({ kind, reason })
})

test('a real upload gives the particles that the observatory expects', () => {
  const { text, isSample } = realLog('data1_endurance.log', '20240301.ctdbp2.log')
  const parsed = parseAll(ctdbpCdef, text)
  const records = text.split('\n').filter((line) => /^[\da-f]+\s*$/i.test(line))
  expect(parsed.particles).toHaveLength(records.length)
  expect(parsed.rejected).toEqual([])
  expect(parsed.ignored).toBe(parsed.lines.length - records.length)
  if (isSample) return
  expect(parsed.particles.map(({ time, values }) => ({ time, values: onlyExpected(values) }))).toEqual(
    expectedParticles(),
  )
  expect(parsed.particles).toHaveLength(143)
})

const fields = ['temperature', 'conductivity', 'pressure', 'pressure_temp', 'ctd_time']
const onlyExpected = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(fields.map((n) => [n, values[n]]))

/** From the observatory's own list; its times are seconds since 1900, 2208988800 s before 1970. */
function expectedParticles() {
  const path = join(import.meta.dirname, '../../../../shared/data/ooi/data1_endurance.yml')
  if (!existsSync(path)) throw new Error(`${path} is missing beside data1_endurance.log`)
  return readFileSync(path, 'utf8')
    .split('_index:')
    .slice(1)
    .map((block) => {
      const value = (name: string) => Number(new RegExp(`^ +${name}: *([\\d.]+)`, 'm').exec(block)?.[1])
      return {
        time: (value('internal_timestamp') - 2_208_988_800) * 1_000_000,
        values: Object.fromEntries(fields.map((name) => [name, value(name)])),
      }
    })
}
