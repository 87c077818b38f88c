/** The gateway's powers over managed streams, in one piece. */
import type { ObjectStore } from '../../schemas/objects.ts'
import type { TableStore } from '../../schemas/table.ts'
import type { Broker } from '../../topics/broker.ts'
import { createStreamPublisher, type StreamPublisher } from '../../topics/stream-publisher.ts'
import { createStreamReader, type StreamReader } from '../../topics/stream-reader.ts'
import type { Publish } from '../publish.ts'
import { type Authenticate, createAuthenticate } from './access.ts'
import { createDefinitionControl, type DefinitionControl } from './definitions.ts'
import { createEventStreams, type EventStreams } from './event-stream.ts'
import { createGroupSessions, type GroupSessions } from './group-sessions.ts'
import { createOperationControl, type OperationControl } from './operations.ts'
import { createStreamControl, type StreamControl } from './streams.ts'

export interface Managed {
  readonly broker: Broker
  readonly streams: StreamControl
  readonly definitions: DefinitionControl
  readonly operations: OperationControl
  readonly messages: StreamPublisher
  /** Drops duplicates and puts large messages together, for all who consume here. */
  readonly reader: StreamReader
  readonly sessions: GroupSessions
  readonly events: EventStreams
  readonly authenticate: Authenticate
}

export interface ManagedOptions {
  readonly broker: Broker
  readonly publish: Publish
  readonly tables: Pick<TableStore, 'view'>
  readonly objects: ObjectStore
  readonly messages?: StreamPublisher
  /** Default 10 s. */
  readonly settleMs?: number
  /** Whether definitions may be scripts of a shell. Default no. */
  readonly allowsShell?: boolean
}

export function createManaged(options: ManagedOptions): Managed {
  const { broker, settleMs = 10_000, allowsShell = false } = options
  const messages = options.messages ?? createStreamPublisher(options)
  const ports = { ...options, messages, settleMs, allowsShell }
  const streams = createStreamControl(ports)
  const definitions = createDefinitionControl(ports)
  return {
    broker,
    streams,
    definitions,
    operations: createOperationControl(ports, streams, definitions),
    messages,
    reader: createStreamReader(options),
    sessions: createGroupSessions(broker),
    events: createEventStreams(),
    authenticate: createAuthenticate(options.tables),
  }
}
