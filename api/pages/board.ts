/** The board of instruments: what of it is shown, and how a change changes it. */
import { rollUp, type State } from '../../schemas/status/states.ts'
import type { InstrumentStanding, StatusChange } from '../status/overview-schemas.ts'

export interface Filter {
  /** Words, each of which stands somewhere in the names or the state, in upper or lower case. */
  readonly text: string
  /** Of streams; empty: all. */
  readonly states: ReadonlySet<State>
}

export interface Site {
  readonly name: string
  /** With the streams that are shown; their state is of all their streams. */
  readonly instruments: readonly InstrumentStanding[]
}

/** The first part of the reference designator. */
export const siteOf = (refdes: string): string => refdes.split('-', 1)[0] as string

export function sitesOf(instruments: readonly InstrumentStanding[], { text, states }: Filter): Site[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const sites = new Map<string, InstrumentStanding[]>()
  for (const instrument of instruments) {
    const streams = instrument.streams.filter(({ stream, method, state }) => {
      const names = `${instrument.refdes} ${stream} ${method} ${state}`.toLowerCase()
      return (states.size === 0 || states.has(state)) && words.every((word) => names.includes(word))
    })
    if (streams.length === 0) continue
    const name = siteOf(instrument.refdes)
    const site = sites.get(name) ?? []
    sites.set(name, site)
    site.push({ ...instrument, streams })
  }
  return [...sites].map(([name, instruments]) => ({ name, instruments }))
}

/** How many streams are in each state. */
export function countsOf(instruments: Iterable<InstrumentStanding>): ReadonlyMap<State, number> {
  const counts = new Map<State, number>()
  for (const { streams } of instruments) {
    for (const { state } of streams) counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  return counts
}

/** Null: the board has no such stream. A change that is older than what the board says leaves it as it is. */
export function withChange(
  instruments: readonly InstrumentStanding[],
  change: StatusChange,
): readonly InstrumentStanding[] | null {
  const found = instruments.find(({ refdes }) => refdes === change.refdes)
  const before = found?.streams.find(({ id }) => id === change.id)
  if (found === undefined || before === undefined) return null
  if (change.since < before.since) return instruments
  const { state, since, reason } = change
  const after = { ...before, state, since, reason, lastParticle: change.lastParticle ?? before.lastParticle }
  const streams = found.streams.map((one) => (one === before ? after : one))
  const rolled = { ...found, ...rollUp(streams.map((one) => one.state)), streams }
  return instruments.map((one) => (one === found ? rolled : one))
}
