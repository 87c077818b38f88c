/** States of streams, and of an instrument by those of its streams. */

/** In the order in which they are counted. */
export const states = ['operational', 'degraded', 'failed', 'notTracked', 'disabled'] as const
export type State = (typeof states)[number]

export interface RollUp {
  readonly state: State
  /** e.g. `Stream statuses: operational: 2, failed: 1` */
  readonly reason: string
}

export const worstFirst: readonly State[] = ['failed', 'degraded', 'operational', 'notTracked', 'disabled']

/** The worst state, and how many streams are in each. An instrument without streams is not tracked. */
export function rollUp(all: Iterable<State>): RollUp {
  const counts = new Map<State, number>()
  for (const state of all) counts.set(state, (counts.get(state) ?? 0) + 1)
  const counted = states.filter((state) => counts.has(state)).map((state) => `${state}: ${counts.get(state)}`)
  return {
    state: worstFirst.find((state) => counts.has(state)) ?? 'notTracked',
    reason: counted.length === 0 ? 'No streams' : `Stream statuses: ${counted.join(', ')}`,
  }
}

export const isState = (text: string): text is State => states.includes(text as State)
