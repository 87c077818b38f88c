/** Events as pages are told of them. */
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import type { State } from '../../schemas/status/states.ts'
import type { StatusChange } from './overview-schemas.ts'

export const isoTime = (micros: number): string => new Date(micros / 1000).toISOString()

export function shownChange(change: StreamStatusChanged): StatusChange {
  const { id, refdes, stream, method, before, after, at, reason, lastParticle } = change
  return {
    ...{ id, refdes, stream, method, reason },
    before: before as State,
    state: after as State,
    since: isoTime(at),
    lastParticle: lastParticle === null ? null : isoTime(lastParticle),
  }
}
