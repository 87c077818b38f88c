import { deploymentProblem, deploymentRow } from '../../schemas/assets/deployment.ts'
import { catalogueChanges, deployments } from '../../schemas/catalogue-tables.ts'
import { put, remove } from '../../schemas/table.ts'
import { deploymentsChanged } from '../../topics/products.ts'
import { defineProcessor } from '../processor.ts'
import { latestOfEach } from './latest-of-each.ts'

export const storeDeployments = defineProcessor({
  name: 'store-deployments',
  about: 'Keeps the deployments as they were said last.',
  consumes: [deploymentsChanged],
  produces: [],
  reads: { changes: catalogueChanges },
  writes: [deployments, catalogueChanges],
  async process(events, views) {
    const { good, noted, reject } = await latestOfEach(events, deploymentsChanged.key, views.changes, {
      problemOf: deploymentProblem,
      code: 'deployment-invalid',
    })
    const write = good.map((event) => {
      const { refdes, deployment, isRemoved } = event
      return isRemoved ? remove(deployments, { refdes, deployment }) : put(deployments, deploymentRow(event))
    })
    return { write: [...write, ...noted], reject }
  },
})
