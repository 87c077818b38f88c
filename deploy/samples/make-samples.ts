/** Makes the sample logs from a model of tide, sun and noise: the same bytes every time. None of it was measured. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { practicalSalinity, sigmaT, soundVelocity } from './seawater.ts'

const dayMs = Date.UTC(2024, 2, 1)
const tideSeconds = 44_714
const daySeconds = 86_400

/** The texts of the sample logs by file name. */
export function makeSamples(): ReadonlyMap<string, string> {
  return new Map([
    ['20240301.ctdbp1.log', loggedCtd(noise(1))],
    ['20240301.ctdbp2.log', uploadedCtd(noise(2))],
    ['20240301.metbk1.log', meteorology(noise(3))],
  ])
}

/** Numbers spread like a bell around 0 with a deviation of about 1, from a seed (mulberry32). */
function noise(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return () => uniform() + uniform() + uniform() + uniform() - 2
}

const wave = (second: number, period: number, lag = 0): number => Math.sin((2 * Math.PI * (second - lag)) / period)
const fixed = (value: number, digits: number, width = 0): string => value.toFixed(digits).padStart(width)
const iso = (ms: number): string => new Date(ms).toISOString()
const loggerTime = (ms: number): string => iso(ms).slice(0, 23).replaceAll('-', '/').replace('T', ' ')
const instrumentTime = (ms: number): string => `01 Mar 2024 ${iso(ms).slice(11, 19)}`

/** Every ten minutes the logger powers the instrument for eight, which then sends a line every ten seconds. */
function loggedCtd(random: () => number): string {
  const lines: string[] = []
  for (let start = 0; start < daySeconds; start += 600) {
    const chatter = (second: number, words: string) =>
      lines.push(`${loggerTime(dayMs + second * 1000 + 190)} [ctdbp1:DLOGP3]:${words}`)
    chatter(start + 1, 'Instrument Started [Power On]')
    for (let second = start + 15; second < start + 495; second += 10) lines.push(ctdLine(second, random))
    chatter(start + 496, 'Instrument Stopped [Power Off]')
  }
  // Two records as a bad line leaves them: one cut off, one with bytes lost in the middle.
  lines[1210] = `${(lines[1210] as string).slice(0, 47)}\r`
  lines[4321] = `${(lines[4321] as string).slice(0, 60)}~\x7f${(lines[4321] as string).slice(95)}`
  return `${lines.join('\n')}\n`
}

function ctdLine(second: number, random: () => number): string {
  const temp = 10.4 + 0.6 * wave(second, tideSeconds) + 0.25 * wave(second, daySeconds, 30_000) + 0.004 * random()
  const pressure = 6.9 + 1.1 * wave(second, tideSeconds, 9_000) + 0.25 * random()
  const conductivity = 3.62 + 0.085 * (temp - 10.4) + 0.012 * wave(second, tideSeconds, 4_000) + 0.0004 * random()
  const salinity = practicalSalinity(conductivity, temp, pressure)
  const values = [
    ` ${fixed(temp, 4, 7)}`,
    fixed(conductivity, 5, 9),
    fixed(pressure, 3, 9),
    fixed(salinity, 4, 9),
    fixed(soundVelocity(salinity, temp, pressure), 3, 9),
    ` ${instrumentTime(dayMs + second * 1000)}`,
    fixed(sigmaT(salinity, temp), 4, 9),
    fixed(11.6 - second / 600_000, 1, 5),
    fixed(2.6 + 0.4 * random(), 1, 6),
  ]
  const arrivedMs = dayMs + second * 1000 + 4_230 + Math.round(4 * random())
  return `${loggerTime(arrivedMs)} #${values.join(',')}\r`
}

/** Three hours at 30 s as raw counts, with the seconds since 2000. */
function uploadedCtd(random: () => number): string {
  const hex = (value: number, characters: number) =>
    Math.round(value).toString(16).toUpperCase().padStart(characters, '0')
  const header = [
    '* Sea-Bird SBE16plus  Data File:',
    '* FileName = sample.hex',
    "* <HardwareData DeviceType='SBE16plus' SerialNumber='01600000'>",
    '* </HardwareData>',
    '*END*',
  ]
  const records = Array.from({ length: 360 }, (_, index) => {
    const second = index * 30
    const tide = wave(second, tideSeconds)
    return [
      hex(251_000 - 9_000 * tide + 12 * random(), 6),
      hex(679_000 + 4_000 * tide + 5 * random(), 6),
      hex(531_000 + 900 * wave(second, tideSeconds, 9_000) + 60 * random(), 6),
      hex(26_000 - 150 * tide + 6 * random(), 4),
      hex(dayMs / 1000 - 946_684_800 + second, 8),
    ].join('')
  })
  return `${[...header, ...records].join('\r\n')}\r\n`
}

/** Six hours about once a minute. For the third hour the water sensor does not answer. */
function meteorology(random: () => number): string {
  const lines = ['2024/03/01 12:00:01.118 [metbk1:DLOGP6]:Instrument Started [No Initialize]']
  for (let minute = 0; minute < 360; minute += 1) {
    const second = 43_200 + minute * 60
    const sun = Math.max(0, wave(second, daySeconds, 50_400))
    const isWaterMissing = minute >= 120 && minute < 180
    const conductivity = 3.55 + 0.002 * random()
    lines.push(
      [
        loggerTime(dayMs + second * 1000 + 34_000 + Math.round(300 * random())),
        fixed(1013.2 + 1.8 * wave(second, daySeconds) + 0.03 * random(), 2, 8),
        fixed(78.4 - 6 * sun + 0.15 * random(), 3, 8),
        fixed(9.8 + 2.1 * sun + 0.02 * random(), 3, 8),
        fixed(331 + 12 * sun + 0.4 * random(), 1, 7),
        fixed(4.1 + minute / 900 + 0.02 * random(), 2, 8),
        isWaterMissing ? '     NaN' : fixed(10.7 + 0.3 * sun + 0.003 * random(), 3, 8),
        isWaterMissing ? '     NaN' : fixed(conductivity, 4, 8),
        fixed(610 * sun + 2 * Math.abs(random()), 1, 7),
        fixed(4.2 + 1.1 * random(), 2, 8),
        fixed(-1.3 + 0.9 * random(), 2, 8),
        isWaterMissing ? '     NaN' : fixed(conductivity, 4, 8),
        ' 12.50',
      ].join(''),
    )
  }
  return `${lines.join('\n')}\n`
}

/** Writes the sample logs into a folder. */
export function writeSamples(folder: string): void {
  for (const [name, text] of makeSamples()) writeFileSync(join(folder, name), text, 'latin1')
}

const [, script, folder] = process.argv
if (script !== undefined && /make-samples\.[jt]s$/.test(script)) {
  if (folder === undefined) {
    process.stderr.write('Name the folder: node dist/deploy/samples/make-samples.js deploy/samples\n')
    process.exitCode = 1
  } else writeSamples(folder)
}
