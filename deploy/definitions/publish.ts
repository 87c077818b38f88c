import { storeDefinitions } from '../../processors/products/store-definitions.ts'
import { definitions } from '../../schemas/catalogue-tables.ts'
import type { TableStore } from '../../schemas/table.ts'
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
export async function untilWorkedOff(broker: Broker, limitMs: number, onLag: (events: number) => void = () => {}) {
  const end = Date.now() + limitMs
  for (;;) {
    const lag = await broker.admin.lag(storeDefinitions.name, [definitionsChanged.name])
    const left = lag.reduce((sum, partition) => sum + Number(partition.lag), 0)
    if (left === 0) return true
    onLag(left)
    if (Date.now() > end) return false
    await delay(500)
  }
}

/** Changes that are not stored: they were rejected. One that was overtaken by a later change counts as stored. */
export async function notStored(tables: TableStore, changes: readonly Change[]): Promise<Change[]> {
  const latest = new Map<string, number>()
  for (const kind of new Set(changes.map(({ event }) => event.kind))) {
    const rows = await tables.view(definitions).slice({ partition: { kind }, columns: ['id', 'changed_at'] })
    for (const { id, changed_at } of rows) latest.set(`${kind}/${id}`, changed_at)
  }
  return changes.filter(({ event: { kind, id, changedAt } }) => (latest.get(`${kind}/${id}`) ?? 0) < changedAt)
}
