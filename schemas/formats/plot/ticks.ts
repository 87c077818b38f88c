/** Where the lines of a grid stand, and what they say. */

/** About `count` round values within the range: steps of 1, 2 or 5 times a power of ten. */
export function valueTicks(min: number, max: number, count: number): readonly { at: number; text: string }[] {
  const step = roundStep((max - min) / Math.max(1, count))
  const decimals = Math.max(0, -powerOf(step))
  const largest = Math.max(Math.abs(min), Math.abs(max))
  const text = (value: number) =>
    largest >= 1e7 || decimals > 6 ? value.toExponential(digitsOf(largest, step)) : value.toFixed(decimals)
  const first = Math.ceil(min / step - 1e-9)
  const last = Math.floor(max / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => {
    const value = (first + at) * step
    return { at: value, text: text(value) }
  })
}

const powerOf = (value: number): number => Math.floor(Math.log10(value) + 1e-9)
const digitsOf = (largest: number, step: number): number => Math.min(15, Math.max(0, powerOf(largest) - powerOf(step)))

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= step * (1 - 1e-9)) ?? 10 * power
}

const second = 1e6
const [minute, hour, day] = [60 * second, 3_600 * second, 86_400 * second]
const steps = [
  ...[1, 10, 100, 1e3, 1e4, 1e5].flatMap((micros) => [micros, 2 * micros, 5 * micros]),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 4, 7, 14].map((n) => n * day),
]
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200]
const monthMicros = 30.4 * day

/** At most about `count` round times, UTC microseconds; a second line of text has the date where it begins or changes. */
export function timeTicks(from: number, to: number, count: number): readonly { at: number; text: string[] }[] {
  const wanted = (to - from) / Math.max(1, count)
  const step = steps.find((one) => one >= wanted)
  if (step === undefined) return monthTicks(from, to, wanted / monthMicros)
  const first = Math.ceil(from / step)
  const ticks: { at: number; text: string[] }[] = []
  let before = ''
  for (let at = first; at * step <= to; at++) {
    const iso = isoOf(at * step)
    const date = iso.slice(0, 10)
    if (step >= day) ticks.push({ at: at * step, text: [date] })
    else ticks.push({ at: at * step, text: date === before ? [clockText(iso, step)] : [clockText(iso, step), date] })
    before = date
  }
  return ticks
}

function monthTicks(from: number, to: number, wantedMonths: number): readonly { at: number; text: string[] }[] {
  const months = monthSteps.find((one) => one * 1.05 >= wantedMonths) ?? 2400
  const start = new Date(from / 1000)
  const ticks: { at: number; text: string[] }[] = []
  const first = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months)
  for (let index = first; ; index++) {
    const time = Date.UTC(Math.floor((index * months) / 12), (index * months) % 12) * 1000
    if (time > to) return ticks
    if (time >= from) ticks.push({ at: time, text: [isoOf(time).slice(0, months % 12 === 0 ? 4 : 7)] })
  }
}

/** To the microsecond. */
function isoOf(micros: number): string {
  const millis = Math.floor(micros / 1000)
  const rest = String(Math.round(micros - millis * 1000)).padStart(3, '0')
  return `${new Date(millis).toISOString().slice(0, -1)}${rest}`
}

function clockText(iso: string, step: number): string {
  if (step >= minute) return iso.slice(11, 16)
  if (step >= second) return iso.slice(11, 19)
  return iso.slice(11, step >= 1000 ? 23 : 26)
}
