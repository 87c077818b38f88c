import { AtOnce } from '../../processors/at-once.ts'
import type { BatchContext } from '../../topics/broker.ts'

function assignment() {
  let isHeld = true
  const context: BatchContext = {
    heartbeat: async () => {},
    isCurrent: () => isHeld,
    commit: async () => {},
    signal: new AbortController().signal,
  }
  return { context, revoke: () => (isHeld = false) }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5))

test('commits up to the slowest event', async () => {
  const { context } = assignment()
  const committed: bigint[] = []
  const ends: (() => void)[] = []
  const atOnce = new AtOnce(8, () => {}, 1)
  const work = () => new Promise<void>((resolve) => ends.push(resolve))
  await atOnce.start('t/0', [5n, 6n, 7n], context, work, async (next) => void committed.push(next))
  ends[2]?.()
  await soon()
  ends[0]?.()
  await soon()
  ends[1]?.()
  await atOnce.drained()
  expect(committed).toEqual([5n, 6n, 8n])
})

test('what an earlier assignment left unfinished does not hold back the next one', async () => {
  const first = assignment()
  const second = assignment()
  const committed: bigint[] = []
  const atOnce = new AtOnce(8, () => {}, 1)
  const commit = async (next: bigint) => void committed.push(next)
  await atOnce.start('t/0', [10n], first.context, () => Promise.reject(new Error('revoked')), commit)
  first.revoke()
  await atOnce.drained()
  await atOnce.start('t/0', [500n, 501n], second.context, async () => {}, commit)
  await atOnce.drained()
  expect(committed.at(-1)).toBe(502n)
  expect(committed.every((next) => next >= 500n)).toBe(true)
})

test('no more at once than allowed', async () => {
  const { context } = assignment()
  let running = 0
  let most = 0
  const atOnce = new AtOnce(3, () => {})
  const work = async () => {
    running += 1
    most = Math.max(most, running)
    await soon()
    running -= 1
  }
  const offsets = Array.from({ length: 20 }, (_, index) => BigInt(index))
  await atOnce.start('t/0', offsets, context, work, async () => {})
  await atOnce.drained()
  expect(most).toBe(3)
})
