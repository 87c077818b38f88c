/** A pipeline and an outside producer for a whole test file: both in one fresh namespace, stopped at its end. */
import { openFeed } from './feed.ts'
import { Pipeline } from './pipeline.ts'

export interface Bed {
  readonly pipeline: Pipeline
  readonly feed: Awaited<ReturnType<typeof openFeed>>
}

/** Call it once at the top of a test file; the members are there from the first test on. */
export function useBed(): Bed {
  let pipeline: Pipeline | undefined
  let feed: Bed['feed'] | undefined
  beforeAll(async () => {
    pipeline = await Pipeline.start({ roles: ['processors', 'gateway'] })
    feed = await openFeed(pipeline.namespace)
  }, 600_000)
  afterAll(async () => {
    await feed?.close()
    await pipeline?.stop()
  })
  const there = <T>(member: T | undefined): T => {
    if (member === undefined) throw new Error('the pipeline did not start')
    return member
  }
  return {
    get pipeline() {
      return there(pipeline)
    },
    get feed() {
      return there(feed)
    },
  }
}
