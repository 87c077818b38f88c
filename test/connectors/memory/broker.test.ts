import { createMemoryBroker, createMemoryCluster } from '../../../connectors/memory/broker.ts'
import { brokerContract } from '../../contracts/broker.ts'

brokerContract('memory', async () => {
  const cluster = createMemoryCluster()
  let count = 0
  return {
    connect: async () => createMemoryBroker(cluster),
    unique(word) {
      count += 1
      return `${word}-${count}`
    },
  }
})
