/** Saying what is expected: an event, then a wait until readers see it. */
import { canonicalJson } from '../../schemas/content-version.ts'
import type { ExpectedStreamChanged, StreamOverrideChanged } from '../../schemas/generated/events.ts'
import {
  expectedStreamRow,
  nothingOverridden,
  type Override,
  streamOverrideRow,
} from '../../schemas/status/expectation.ts'
import { expectedStreamsChanged, streamOverridesChanged } from '../../topics/status.ts'
import type { Gateway } from '../gateway.ts'
import type { ShownDeployed } from './views.ts'

const pauseMs = 20

export type Powers = Pick<Gateway, 'publish' | 'status'>

/** True when it is stored within the time. It is published either way. */
export async function sayExpected({ publish, status }: Powers, event: ExpectedStreamChanged, settleMs: number) {
  await publish(expectedStreamsChanged, [event])
  const wanted = expectedStreamRow(event)
  return isStored(
    async () => canonicalJson(await status.expected.get({ id: wanted.id })) === canonicalJson(wanted),
    settleMs,
  )
}

/** The same of several streams. */
export async function sayOverrides(
  { publish, status }: Powers,
  events: readonly StreamOverrideChanged[],
  settleMs: number,
): Promise<boolean> {
  await publish(streamOverridesChanged, events)
  const waiting = events.map(streamOverrideRow)
  return isStored(async () => {
    for (let wanted = waiting[0]; wanted !== undefined; wanted = waiting[0]) {
      if (canonicalJson(await status.overrides.get({ id: wanted.id })) !== canonicalJson(wanted)) return false
      waiting.shift()
    }
    return true
  }, settleMs)
}

async function isStored(check: () => Promise<boolean>, settleMs: number): Promise<boolean> {
  const end = Date.now() + settleMs
  for (;;) {
    if (await check()) return true
    if (Date.now() >= end) return false
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

export const disabling: Override = { expectedRate: 0, warnInterval: 0, failInterval: 0 }
export const enabling = nothingOverridden

export function overrideOf(shown: ShownDeployed, override: Override): StreamOverrideChanged {
  const { reference_designator: refdes, expected_stream: expected } = shown
  return { refdes, method: expected.method, stream: expected.name, ...override }
}

/** As it is once the override is stored. */
export function overridden(
  shown: ShownDeployed,
  { expectedRate, warnInterval, failInterval }: Override,
): ShownDeployed {
  return { ...shown, expected_rate: expectedRate, warn_interval: warnInterval, fail_interval: failInterval }
}
