import { streamOverrideProblem, streamOverrideRow } from '../../schemas/status/expectation.ts'
import { streamOverrides } from '../../schemas/status-tables.ts'
import { put } from '../../schemas/table.ts'
import { streamOverridesChanged } from '../../topics/status.ts'
import { defineProcessor } from '../processor.ts'

export const storeStreamOverrides = defineProcessor({
  name: 'store-stream-overrides',
  about: 'Keeps what is expected of single deployed streams as it was said last.',
  consumes: [streamOverridesChanged],
  produces: [],
  writes: [streamOverrides],
  batch: { maxWaitMs: 50 },
  async process(events) {
    const judged = events.map((input) => ({ input, reason: streamOverrideProblem(input.value) }))
    return {
      write: judged.flatMap(({ input, reason }) =>
        reason === null ? [put(streamOverrides, streamOverrideRow(input.value))] : [],
      ),
      reject: judged.flatMap(({ input, reason }) =>
        reason === null ? [] : [{ input, code: 'stream-override-invalid', reason }],
      ),
    }
  },
})
