import { feedPath, openFeed } from '../support/feed.ts'
import { Pipeline, type Role } from '../support/pipeline.ts'
import { randomFrom, rounds } from '../support/rounds.ts'
import { expectStored, rejectedList } from '../support/verify.ts'

const rowsPerRound = 40_000
const perBatch = 800

let pipeline: Pipeline
let feed: Awaited<ReturnType<typeof openFeed>>

beforeAll(async () => {
  pipeline = await Pipeline.start({ roles: ['processors', 'gateway'] })
  feed = await openFeed(pipeline.namespace)
}, 180_000)

afterAll(async () => {
  await feed?.close()
  await pipeline?.stop()
})

test('SIGKILL of processors and gateway mid-batch loses nothing and doubles nothing', async () => {
  for (let round = 1; round <= rounds(20); round += 1) {
    const random = randomFrom(round)
    const victims: Role[] = round % 3 === 0 ? ['gateway'] : round % 3 === 1 ? ['processors'] : ['processors', 'gateway']
    const feeding = (async () => {
      for (let from = 0; from < rowsPerRound; from += perBatch) {
        if (from % (perBatch * 5) === 0) await feed.singles(round, from, from + perBatch)
        else await feed.batch(round, from, from + perBatch)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    })()
    const asking = fetch(`${pipeline.url}${feedPath}?deployment=${round}`).then(
      (response) => response.text(),
      () => 'the gateway was killed',
    )
    await new Promise((resolve) => setTimeout(resolve, 100 + random() * 900))
    await Promise.all(victims.map((role) => pipeline.kill(role)))
    await Promise.all(victims.map((role) => pipeline.spawnRole(role)))
    await feeding
    await asking.catch(() => {})
    await expectStored(pipeline, round, rowsPerRound)
  }
  expect(await rejectedList(pipeline)).toEqual([])
}, 1_500_000)
