/** What the body of a webhook says. */
import { textVersion } from '../../schemas/content-version.ts'
import { formatTime } from '../../schemas/formats/text/time-text.ts'
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import { deployedStreamKey } from '../../schemas/status/identity.ts'
import type { Target } from './channel.ts'

/** The same for an event that comes again. */
export const changeId = (change: StreamStatusChanged): string =>
  textVersion(`${deployedStreamKey(change)}@${change.at}/${change.after}`)

/** The event, its times as ISO-8601, with its id and type. */
export function ownForm(change: StreamStatusChanged) {
  const { at, lastParticle, ...rest } = change
  return {
    type: 'status.stream-status-changed',
    eventId: changeId(change),
    at: formatTime(at),
    lastParticle: lastParticle === null ? null : formatTime(lastParticle),
    ...rest,
  }
}

/**
 * uFrame's AssetStatusEvent as the monitor of ooi-status 2019 posts it, with whole milliseconds, the minute that was
 * judged in place of the time of sending, and the threshold of a degraded stream as text.
 */
export function originalForm(change: StreamStatusChanged) {
  const { asset, stream, before, after, at, reason } = change
  return {
    '@class': '.AssetStatusEvent',
    assetUid: asset,
    eventType: 'ASSET_STATUS',
    eventName: stream,
    status: change.instrumentAfter,
    severity: 0,
    reason: change.instrumentReason,
    location: null,
    eventStartTime: Math.floor(at / 1000),
    notes: `(${before} -> ${after}) ${reason}`.trimEnd(),
    dataSource: 'AUTO: data monitor service',
    method: 'automatic',
  }
}

export const bodyOf = ({ form }: Target, change: StreamStatusChanged): object =>
  form === 'original' ? originalForm(change) : ownForm(change)
