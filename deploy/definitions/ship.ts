/** Tells the shipped definitions, as far as they changed and nobody else changed them since. */
import { shippedBy, shippedDefinitions } from '../../schemas/definitions/shipped.ts'
import { createPublisher } from '../../topics/publisher.ts'
import { subjectOf } from '../../topics/topic.ts'
import type { Config } from '../config.ts'
import { type WaitOptions, waitFor } from '../wait.ts'
import { openBroker, openCodec, openObjects } from '../wire.ts'
import { changesTo, readTold } from './changes.ts'
import { publishChanges } from './publish.ts'

/** Needs the topic and its schema; returns what it told, as kind/id. */
export async function shipDefinitions(config: Config, options: WaitOptions): Promise<readonly string[]> {
  const { log } = options
  const broker = await waitFor('Kafka', () => openBroker(config, log), options)
  const objects = await openObjects(config, log)
  try {
    const codec = await openCodec(config)
    const publisher = createPublisher({ broker, codec, objects, subject: subjectOf })
    const told = await waitFor('Kafka', () => readTold(broker, codec), options)
    const by = { changedBy: shippedBy, now: Date.now() * 1000, leaveOthers: true }
    const changes = changesTo(shippedDefinitions(), told, by)
    await waitFor('Kafka', () => publishChanges(publisher, changes), options)
    return changes.map(({ event: { kind, id } }) => `${kind}/${id}`)
  } finally {
    await Promise.allSettled([broker.close(), objects.close()])
  }
}
