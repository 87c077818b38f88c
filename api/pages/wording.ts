/** Numbers and states as the pages say them. */
import type { State } from '../../schemas/status/states.ts'

export const stateWords: Readonly<Record<State, string>> = {
  failed: 'failed',
  degraded: 'degraded',
  operational: 'operational',
  notTracked: 'not tracked',
  disabled: 'disabled',
}

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000] as const

/** The two largest units, cut, not rounded: `42 s`, `3 min 05 s`, `2 h 00 min`, `3 d 4 h`. Nothing is younger than now. */
export function durationText(ms: number): string {
  const all = Math.max(0, ms)
  const two = (count: number) => String(count).padStart(2, '0')
  if (all < minute) return `${Math.floor(all / second)} s`
  if (all < hour) return `${Math.floor(all / minute)} min ${two(Math.floor((all % minute) / second))} s`
  if (all < day) return `${Math.floor(all / hour)} h ${two(Math.floor((all % hour) / minute))} min`
  return `${Math.floor(all / day)} d ${Math.floor((all % day) / hour)} h`
}

const perUnit = [
  [1, '/s'],
  [60, '/min'],
  [3_600, '/h'],
  [86_400, '/day'],
] as const

/** Particles per second, in the shortest unit of time that has at least one of them: `2.5 /s`, `6 /min`, `0`. */
export function rateText(perSecond: number): string {
  if (perSecond === 0) return '0'
  const [seconds, unit] = perUnit.find(([seconds]) => perSecond * seconds >= 0.9995) ?? perUnit[3]
  return `${Number((perSecond * seconds).toPrecision(3))} ${unit}`
}

/** `2026-01-02 03:04:05` of a time in the form of ISO 8601. */
export const timeText = (iso: string): string => iso.slice(0, 19).replace('T', ' ')

export const countText = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`
