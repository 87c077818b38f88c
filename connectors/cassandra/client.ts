import cassandra from 'cassandra-driver'
import type { Log } from '../../schemas/log.ts'
import { guardControlConnection } from './control-connection.ts'

export interface ClientOptions {
  /** `host:port` */
  readonly contactPoints: readonly string[]
  readonly datacenter: string
  readonly log: Log
}

/** A driver that notices a silent host within seconds and tries a lost one again every second. */
export function createClient({ contactPoints, datacenter, log }: ClientOptions): cassandra.Client {
  const client = new cassandra.Client({
    contactPoints: [...contactPoints],
    localDataCenter: datacenter,
    policies: { reconnection: new cassandra.policies.reconnection.ConstantReconnectionPolicy(1_000) },
    socketOptions: { connectTimeout: 3_000, readTimeout: 10_000, defunctReadTimeoutThreshold: 8, tcpNoDelay: true },
    pooling: { heartBeatInterval: 5_000, warmup: true },
    queryOptions: { prepare: true, isIdempotent: true },
    // Names of the declarations only: the driver need not read the schema of the whole cluster.
    isMetadataSyncEnabled: false,
  })
  guardControlConnection(client, log)
  client.on('log', (level: string, source: string, message: string) => {
    if (level === 'warning') log.warn({ source }, message)
    else if (level === 'error') log.error({ source }, message)
    else log.debug({ source }, message)
  })
  return client
}
