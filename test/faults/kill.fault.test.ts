import { useBed } from '../support/bed.ts'
import { type Answered, expected, feedPath } from '../support/feed.ts'
import type { Role } from '../support/pipeline.ts'
import { randomFrom, rounds } from '../support/rounds.ts'
import { expectStored, rejectedList } from '../support/verify.ts'

const rowsPerRound = 40_000
const perBatch = 800
/** A deployment that is whole before the first kill. */
const before = 0

const victimSets: readonly (readonly Role[])[] = [['processors'], ['gateway'], ['processors', 'gateway']]
/** At least once each, also where one round is asked for. */
const kills = Math.max(victimSets.length, rounds(20))

const bed = useBed()

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function feedAll(deployment: number): Promise<void> {
  for (let from = 0; from < rowsPerRound; from += perBatch) {
    if (from % (perBatch * 5) === 0) await bed.feed.singles(deployment, from, from + perBatch)
    else await bed.feed.batch(deployment, from, from + perBatch)
    await pause(10)
  }
}

/** What a client has in its hands: null when it can tell that it is no whole answer. */
async function answerOf(deployment: number): Promise<Answered | null> {
  try {
    const response = await fetch(`${bed.pipeline.url}${feedPath}?deployment=${deployment}`)
    const text = await response.text()
    return response.status === 200 ? (JSON.parse(text) as Answered) : null
  } catch {
    return null
  }
}

/** Rows that were fed, in order, each once, as many as the answer says. */
function expectSound({ count, data }: Answered, deployment: number): void {
  expect(data).toHaveLength(count)
  const fed = expected(deployment, 0, rowsPerRound)
  expect(data).toEqual(data.map(({ counts }) => fed[counts]))
  expect(data.findIndex(({ counts }, row) => counts <= (data[row - 1]?.counts ?? -1))).toBe(-1)
}

test('SIGKILL of processors and gateway mid-batch loses nothing and doubles nothing', async () => {
  await feedAll(before)
  await expectStored(bed.pipeline, before, rowsPerRound)
  for (let round = 1; round <= kills; round += 1) {
    const random = randomFrom(round)
    const victims = victimSets[(round - 1) % victimSets.length] ?? []
    const feeding = feedAll(round)
    await pause(100 + random() * 900)
    const asking = Promise.all([answerOf(before), answerOf(round)])
    await pause(random() * 100)
    await Promise.all(victims.map((role) => bed.pipeline.kill(role)))
    await Promise.all(victims.map((role) => bed.pipeline.spawnRole(role)))
    await feeding
    const [whole, growing] = await asking
    if (whole !== null) {
      expectSound(whole, before)
      expect(whole.count).toBe(rowsPerRound)
    }
    if (growing !== null) expectSound(growing, round)
    await expectStored(bed.pipeline, round, rowsPerRound)
  }
  expect(await rejectedList(bed.pipeline)).toEqual([])
}, 1_500_000)
