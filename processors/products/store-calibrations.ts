import { calibrationProblem, calibrationRow } from '../../schemas/assets/calibration.ts'
import { calibrations, catalogueChanges } from '../../schemas/catalogue-tables.ts'
import { put, remove } from '../../schemas/table.ts'
import { calibrationsChanged } from '../../topics/products.ts'
import { defineProcessor } from '../processor.ts'
import { latestOfEach } from './latest-of-each.ts'

export const storeCalibrations = defineProcessor({
  name: 'store-calibrations',
  about: 'Keeps the coefficients of sensors as they were said last.',
  consumes: [calibrationsChanged],
  produces: [],
  reads: { changes: catalogueChanges },
  writes: [calibrations, catalogueChanges],
  async process(events, views) {
    const { good, noted, reject } = await latestOfEach(events, calibrationsChanged.key, views.changes, {
      problemOf: calibrationProblem,
      code: 'calibration-invalid',
    })
    const write = good.map((event) => {
      const { asset, name, start, isRemoved } = event
      return isRemoved ? remove(calibrations, { asset, name, start }) : put(calibrations, calibrationRow(event))
    })
    return { write: [...write, ...noted], reject }
  },
})
