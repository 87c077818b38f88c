import { randomUUID } from 'node:crypto'
import { connectKafka } from '../../../connectors/kafka/broker.ts'
import { silentLog } from '../../../schemas/log.ts'
import { brokerContract } from '../../contracts/broker.ts'
import { endpoint } from './endpoint.ts'

const brokers = endpoint('TIDELINE_KAFKA_BROKERS').split(',')

brokerContract('kafkajs', async () => {
  const topicPrefix = `t${randomUUID().slice(0, 8)}.`
  let count = 0
  return {
    connect: () => connectKafka({ brokers, clientId: 'contract', topicPrefix, log: silentLog }),
    unique(word) {
      count += 1
      return `${word}-${count}`
    },
  }
})
