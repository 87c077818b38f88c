/** What operations need of the world. */
import type { OperationChanged } from '../../schemas/generated/events.ts'
import type { Log } from '../../schemas/log.ts'
import type { ObjectStore } from '../../schemas/objects.ts'
import type { ProcessCommand } from '../../schemas/streams/process-command.ts'
import type { ProgramRunner } from '../../schemas/streams/program-run.ts'
import type { Broker } from '../../topics/broker.ts'
import type { StreamPublisher } from '../../topics/stream-publisher.ts'
import type { Publisher } from '../connector.ts'

export interface WantedOperation {
  readonly wish: Pick<
    OperationChanged,
    'name' | 'generation' | 'input' | 'output' | 'isOnDemand' | 'concurrency' | 'replicas' | 'isPaused'
  >
  /** A text: why its definition can not be run here. */
  readonly command: ProcessCommand | string
}

export interface OperationPorts {
  readonly broker: Broker
  readonly objects: ObjectStore
  /** Of events. */
  readonly publisher: Publisher
  /** Of messages. */
  readonly messages: StreamPublisher
  readonly programs: ProgramRunner
  readonly log: Log
}
