import fc from 'fast-check'
import { followReplays, laterOf } from '../../../processors/streams/follow-replays.ts'
import { replayStates } from '../../../schemas/archive-tables.ts'
import type { ReplayAdvanced } from '../../../schemas/generated/events.ts'
import { replaysAdvanced } from '../../../topics/archives.ts'
import { drive } from '../../support/drive.ts'
import { randomFrom } from '../../support/rounds.ts'

const step = (step: string, at: number, messages: number): ReplayAdvanced => ({
  replay: 'r',
  step,
  at,
  messages,
  problem: null,
})

async function stateAfter(steps: readonly ReplayAdvanced[], batches: number): Promise<string> {
  const { send, tables } = drive(followReplays)
  for (let at = 0; at < steps.length; at += batches) await send(replaysAdvanced, steps.slice(at, at + batches))
  const row = await tables.view(replayStates).get({ replay: 'r' })
  return `${row?.state} ${row?.messages}`
}

test.each([
  ['the latest step counts', [step('running', 1, 10), step('running', 3, 30), step('running', 2, 20)], 'running 30'],
  ['what is over stays so', [step('running', 1, 10), step('finished', 2, 20), step('running', 3, 15)], 'finished 20'],
  ['as it was over first', [step('cancelled', 5, 10), step('finished', 6, 20), step('running', 9, 9)], 'cancelled 10'],
])('%s, in any order, twice, in any batches', async (_, steps, state) => {
  const random = randomFrom(1)
  for (let round = 0; round < 20; round += 1) {
    const shuffled = [...steps, ...steps].map((one) => ({ one, at: random() })).sort((a, b) => a.at - b.at)
    expect(
      await stateAfter(
        shuffled.map(({ one }) => one),
        1 + (round % 3),
      ),
    ).toBe(state)
  }
})

test('which state is later is associative, commutative and idempotent', () => {
  // Few values each, so that ties are frequent.
  const state = fc.record({
    replay: fc.constant('r'),
    state: fc.constantFrom('running', 'finished', 'failed', 'cancelled'),
    messages: fc.integer({ min: 0, max: 2 }),
    problem: fc.constantFrom(null, '{"detail":"a"}', '{"detail":"b"}'),
    changed_at: fc.integer({ min: 0, max: 2 }),
  })
  fc.assert(
    fc.property(state, state, state, (a, b, c) => {
      expect(laterOf(laterOf(a, b), c)).toEqual(laterOf(a, laterOf(b, c)))
      expect(laterOf(a, b)).toEqual(laterOf(b, a))
      expect(laterOf(a, a)).toEqual(a)
    }),
  )
})
