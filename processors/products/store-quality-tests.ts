import { qualityTestKey, qualityTestProblem, qualityTestRow } from '../../schemas/assets/quality-test.ts'
import { catalogueChanges, qualityTests } from '../../schemas/catalogue-tables.ts'
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
  reads: { changes: catalogueChanges },
  writes: [qualityTests, catalogueChanges],
  async process(events, views) {
    const { good, noted, reject } = await latestOfEach(events, qualityTestsChanged.key, views.changes, {
      problemOf: (event) => qualityTestProblem(event) ?? settingsProblem(event),
      code: 'quality-test-invalid',
    })
    const write = good.map((event) =>
      event.isRemoved ? remove(qualityTests, qualityTestKey(event)) : put(qualityTests, qualityTestRow(event)),
    )
    return { write: [...write, ...noted], reject }
  },
})
