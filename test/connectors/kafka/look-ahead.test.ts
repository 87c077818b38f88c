import { LookAhead } from '../../../connectors/kafka/look-ahead.ts'
import type { IncomingRecord } from '../../../topics/broker.ts'

const record = (offset: number, bytes: number): IncomingRecord => ({
  topic: 't',
  partition: 0,
  offset: BigInt(offset),
  timestamp: 0,
  key: null,
  value: new Uint8Array(bytes),
  headers: {},
})

test('it is full above so many bytes, and above so many records', () => {
  const byBytes = new LookAhead({ records: 100, bytes: 100 })
  byBytes.push(record(0, 100))
  expect(byBytes.isFull).toBe(false)
  byBytes.push(record(1, 1))
  expect(byBytes.isFull).toBe(true)
  const byCount = new LookAhead({ records: 1, bytes: 100 })
  byCount.push(record(0, 0))
  expect(byCount.isFull).toBe(false)
  byCount.push(record(1, 0))
  expect(byCount.isFull).toBe(true)
})

test('a record takes room until it is looked at, and all who wait for room hear of it', async () => {
  const ahead = new LookAhead({ records: 100, bytes: 100 })
  for (const offset of [0, 1, 2]) ahead.push(record(offset, 60))
  let heard = 0
  const waiting = [ahead.room, ahead.room].map((room) => room.then(() => (heard += 1)))
  const draining = ahead.drain()
  expect(draining.next().value?.offset).toBe(0n)
  expect([ahead.isEmpty, ahead.isFull]).toEqual([true, true])
  await Promise.resolve()
  expect(heard).toBe(0)
  draining.next()
  await Promise.all(waiting)
  expect(heard).toBe(2)
  await ahead.room
})
