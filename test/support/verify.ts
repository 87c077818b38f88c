/** Compares what the pipeline answers with what was fed, row by row. */
import { type Answered, expected, feedPath } from './feed.ts'
import type { Pipeline } from './pipeline.ts'

interface StreamRow {
  readonly refdes: string
  readonly stream: string
  readonly deployment: number
  readonly count: number
}

/** Waits until the catalogue counts every particle of a deployment, then compares all rows. */
export async function expectStored(pipeline: Pipeline, deployment: number, rows: number, timeoutMs = 240_000) {
  let counted = -1
  const isCounted = async () => {
    const listed = await pipeline.json<{ streams: StreamRow[] }>('/data').catch(() => null)
    counted = listed?.streams.find((row) => row.stream === 'test_samples' && row.deployment === deployment)?.count ?? 0
    return counted === rows
  }
  await pipeline
    .until(`${rows} particles of deployment ${deployment} are counted`, timeoutMs, isCounted)
    .catch((error) => {
      throw new Error(`${error.message}; the last count was ${counted}`)
    })
  const answer = await pipeline.json<Answered>(`${feedPath}?deployment=${deployment}`)
  expect(answer.count).toBe(rows)
  expect(answer.data).toEqual(expected(deployment, 0, rows))
}

export async function rejectedList(pipeline: Pipeline): Promise<{ id: string; code: string; origin: string }[]> {
  return (await pipeline.tideline(['rejected', 'list', '--json']))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))
}
