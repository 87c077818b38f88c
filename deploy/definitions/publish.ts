import { storeDefinitions } from '../../processors/products/store-definitions.ts'
import type { Broker } from '../../topics/broker.ts'
import { definitionsChanged } from '../../topics/products.ts'
import type { Publisher } from '../../topics/publisher.ts'
import { emission } from '../../topics/topic.ts'
import { delay } from '../wait.ts'
import type { Change } from './changes.ts'

const eventsAtOnce = 500

export async function publishChanges(publisher: Publisher, changes: readonly Change[]): Promise<void> {
  for (let from = 0; from < changes.length; from += eventsAtOnce) {
    const some = changes.slice(from, from + eventsAtOnce)
    await publisher.publish(some.map(({ event }) => emission(definitionsChanged, event)))
  }
}

/** True when the processor has worked off all that was published, its streams resolved; false when the time is over. */
export async function untilStored(broker: Broker, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs
  for (;;) {
    const lag = await broker.admin.lag(storeDefinitions.name, [definitionsChanged.name])
    if (lag.every((partition) => partition.lag === 0n)) return true
    if (Date.now() > end) return false
    await delay(500)
  }
}
