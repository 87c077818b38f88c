import { qualityTestKey, qualityTestProblem, qualityTestRow } from '../../schemas/assets/quality-test.ts'
import { qualityTests } from '../../schemas/catalogue-tables.ts'
import { put, remove } from '../../schemas/table.ts'
import { qualityTestsChanged } from '../../topics/products.ts'
import { defineProcessor } from '../processor.ts'
import { latestOfEach } from './latest-of-each.ts'
import { settingsProblem } from './qc/kept-test.ts'

export const storeQualityTests = defineProcessor({
  name: 'store-quality-tests',
  about: 'Keeps the quality tests of parameters as they were said last.',
  consumes: [qualityTestsChanged],
  produces: [],
  writes: [qualityTests],
  async process(events) {
    const { good, reject } = latestOfEach(events, qualityTestsChanged.key, {
      problemOf: (event) => qualityTestProblem(event) ?? settingsProblem(event),
      code: 'quality-test-invalid',
    })
    const write = good.map((event) =>
      event.isRemoved ? remove(qualityTests, qualityTestKey(event)) : put(qualityTests, qualityTestRow(event)),
    )
    return { write, reject }
  },
})
