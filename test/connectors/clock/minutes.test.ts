import { createClock } from '../../../connectors/clock/minutes.ts'
import type { AnyEmission } from '../../../connectors/connector.ts'
import { Unavailable } from '../../../schemas/failures.ts'
import { silentLog } from '../../../schemas/log.ts'

/** A hand-turned clock at 2026-01-17T08:30:59.200Z. */
function setUp() {
  const start = Date.parse('2026-01-17T08:30:59.200Z')
  const hand = { now: start, due: Number.POSITIVE_INFINITY, callback: () => {} }
  const told: AnyEmission[] = []
  const failing = { times: 0 }
  const clock = createClock({
    log: silentLog,
    now: () => hand.now,
    after(milliseconds, callback) {
      Object.assign(hand, { due: hand.now + milliseconds, callback })
      return () => Object.assign(hand, { due: Number.POSITIVE_INFINITY })
    },
    publisher: {
      async publish(emissions) {
        if (failing.times-- > 0) throw new Unavailable('kafka', 'no broker')
        told.push(...emissions)
      },
    },
  })
  async function until(iso: string) {
    const end = Date.parse(iso)
    while (hand.due <= end) {
      hand.now = hand.due
      hand.due = Number.POSITIVE_INFINITY
      hand.callback()
      for (let turns = 0; turns < 10; turns += 1) await Promise.resolve()
    }
    hand.now = end
  }
  const minutes = () => told.map((one) => new Date(one.value.minute / 1000).toISOString().slice(11, 19))
  return { clock, until, minutes, hand, failing, told }
}

test('every whole minute is told once, under one key', async () => {
  const { clock, until, minutes, told } = setUp()
  await clock.start()
  await until('2026-01-17T08:33:30Z')
  expect(minutes()).toEqual(['08:31:00', '08:32:00', '08:33:00'])
  expect(told.map((one) => one.topic.name)).toEqual(Array(3).fill('clock.minute-ticked'))
  await clock.stop()
})

test('a timer that fires early tells nothing twice', async () => {
  const { clock, until, minutes, hand } = setUp()
  await clock.start()
  hand.due = Date.parse('2026-01-17T08:30:59.999Z')
  await until('2026-01-17T08:31:30Z')
  expect(minutes()).toEqual(['08:31:00'])
})

test('after a sleep only the newest minute is told', async () => {
  const { clock, until, minutes, hand } = setUp()
  await clock.start()
  hand.due = Date.parse('2026-01-17T09:10:20Z')
  await until('2026-01-17T09:10:30Z')
  expect(minutes()).toEqual(['09:10:00'])
})

test('while the broker is away it says so, tries again and goes on', async () => {
  const { clock, until, minutes, failing } = setUp()
  failing.times = 3
  await clock.start()
  await until('2026-01-17T08:31:00.100Z')
  expect(clock.health()).toEqual({ ready: false, reason: 'kafka is away: no broker' })
  await until('2026-01-17T08:32:30Z')
  expect(minutes()).toEqual(['08:31:00', '08:32:00'])
  expect(clock.health()).toEqual({ ready: true, reason: null })
})

test('a stopped clock is silent', async () => {
  const { clock, until, minutes } = setUp()
  await clock.start()
  await clock.stop()
  await until('2026-01-17T08:35:00Z')
  expect(minutes()).toEqual([])
})
