import { expectedStreamProblem, expectedStreamRow } from '../../schemas/status/expectation.ts'
import { expectedStreams } from '../../schemas/status-tables.ts'
import { put } from '../../schemas/table.ts'
import { expectedStreamsChanged } from '../../topics/status.ts'
import { defineProcessor } from '../processor.ts'

export const storeExpectedStreams = defineProcessor({
  name: 'store-expected-streams',
  about: 'Keeps what is expected of streams as it was said last.',
  consumes: [expectedStreamsChanged],
  produces: [],
  writes: [expectedStreams],
  batch: { maxWaitMs: 50 },
  async process(events) {
    const judged = events.map((input) => ({ input, reason: expectedStreamProblem(input.value) }))
    return {
      write: judged.flatMap(({ input, reason }) =>
        reason === null ? [put(expectedStreams, expectedStreamRow(input.value))] : [],
      ),
      reject: judged.flatMap(({ input, reason }) =>
        reason === null ? [] : [{ input, code: 'expected-stream-invalid', reason }],
      ),
    }
  },
})
