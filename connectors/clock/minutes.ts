/** The clock: every whole UTC minute is an event. Several clocks tell the same minutes, which harms nobody. */
import { Unavailable } from '../../schemas/failures.ts'
import type { Log } from '../../schemas/log.ts'
import { minuteTicked } from '../../topics/pipeline.ts'
import { emission } from '../../topics/topic.ts'
import type { Connector, Publisher } from '../connector.ts'

export interface ClockOptions {
  readonly publisher: Publisher
  readonly log: Log
  /** Milliseconds since 1970. */
  now?(): number
  /** Calls back after so many milliseconds; returns how to call it off. */
  after?(milliseconds: number, callback: () => void): () => void
}

const minuteMs = 60_000
const firstBackoffMs = 500
const longestBackoffMs = 10_000

/**
 * Publishes each minute as it begins, never one twice, and after a pause only the newest. While the broker is away it
 * tries again with backoff.
 */
export function createClock({ publisher, log, now = Date.now, after = afterTimeout }: ClockOptions): Connector {
  let stopped = true
  let callOff = () => {}
  let ticking: Promise<void> = Promise.resolve()
  let reason: string | null = 'has not started'
  let failures = 0
  const minuteOf = (milliseconds: number) => Math.floor(milliseconds / minuteMs)
  let told = 0

  function schedule(): void {
    if (stopped) return
    const untilNext = (minuteOf(now()) + 1) * minuteMs - now()
    const backoff = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (failures - 1))
    callOff = after(failures === 0 ? untilNext : Math.min(untilNext, backoff), () => {
      ticking = tick().finally(schedule)
    })
  }

  async function tick(): Promise<void> {
    const minute = minuteOf(now())
    if (minute <= told) return
    try {
      await publisher.publish([emission(minuteTicked, { minute: minute * minuteMs * 1000 })])
      told = minute
      failures = 0
      reason = null
    } catch (error) {
      failures += 1
      const service = error instanceof Unavailable ? `${error.service} is away` : 'publishing failed'
      reason = `${service}: ${error instanceof Error ? error.message : String(error)}`
      if (failures === 1) log.warn({ reason }, 'the minute could not be told')
    }
  }

  return {
    name: 'clock',
    async start() {
      if (!stopped) return
      stopped = false
      reason = null
      told = minuteOf(now())
      schedule()
    },
    async stop() {
      stopped = true
      callOff()
      await ticking
    },
    health: () => ({ ready: reason === null, reason }),
  }
}

function afterTimeout(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds)
  return () => clearTimeout(timer)
}
