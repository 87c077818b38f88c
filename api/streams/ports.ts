/** What the control of streams, definitions and operations works with, at the gateway and on the command line. */
import type { TableStore } from '../../schemas/table.ts'
import type { Broker } from '../../topics/broker.ts'
import type { StreamPublisher } from '../../topics/stream-publisher.ts'
import type { Publish } from '../publish.ts'

export interface ControlPorts {
  readonly broker: Broker
  readonly publish: Publish
  readonly messages: StreamPublisher
  readonly tables: Pick<TableStore, 'view'>
  /** How long a writer waits until what it said is stored, too. */
  readonly settleMs: number
  readonly allowsShell: boolean
}

const pauseMs = 50

/** True once the condition holds; false when it does not within the time. */
export async function holdsWithin(ms: number, condition: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + ms; ; ) {
    if (await condition()) return true
    if (Date.now() >= end) return false
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

export const nowMicros = (): number => Date.now() * 1000
