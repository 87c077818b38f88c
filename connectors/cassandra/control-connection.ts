import type cassandra from 'cassandra-driver'
import type { Log } from '../../schemas/log.ts'

const retryMs = 1_000

interface Host {
  shutdown(waitForPending: boolean): Promise<void>
}
interface ControlConnection {
  _isShuttingDown: boolean
  connection: { closeAsync(): Promise<void> } | null
  hosts: { values(): readonly Host[] }
  shutdown(): void
  _refresh(hosts?: unknown): Promise<void>
}

/** Hosts that a client has had. After an outage the driver may put another in place of one, and forget the first. */
const hostsOf = new WeakMap<cassandra.Client, Set<Host>>()

function remember(client: cassandra.Client, control: ControlConnection): Set<Host> {
  const hosts = hostsOf.get(client) ?? new Set<Host>()
  hostsOf.set(client, hosts)
  for (const host of control.hosts.values()) hosts.add(host)
  return hosts
}

/**
 * Guards the driver's control connection. In driver 4.10 two refreshes may run at once after an outage; one clears what
 * the other uses, and its rejection, which nobody handles, ends the process. Here one runs at a time, and a failed one
 * runs again a second later. Throws when the driver has no such method any more: see then whether this is still needed.
 */
export function guardControlConnection(client: cassandra.Client, log: Log): void {
  const control = (client as unknown as { controlConnection?: ControlConnection }).controlConnection
  if (typeof control?._refresh !== 'function') {
    throw new TypeError('This cassandra-driver has no controlConnection._refresh to guard: use version 4.10')
  }
  const refresh = control._refresh.bind(control)
  let running: Promise<void> | null = null

  control._refresh = (hosts) => {
    // With hosts, the driver calls on from within a refresh.
    if (hosts) return refresh(hosts)
    remember(client, control)
    running ??= refresh()
      .catch((error: unknown) => {
        log.warn({ connector: 'cassandra', reason: String(error) }, 'the control connection failed; it is tried again')
        if (!control._isShuttingDown) setTimeout(() => void control._refresh(), retryMs).unref()
      })
      .finally(() => {
        running = null
        remember(client, control)
      })
    return running
  }
}

/** Shuts a client down, with its control connection and hosts it has forgotten: they would keep the process alive. */
export async function shutDown(client: cassandra.Client): Promise<void> {
  const control = (client as unknown as { controlConnection: ControlConnection }).controlConnection
  const hosts = remember(client, control)
  await client.shutdown().catch(() => {})
  control.shutdown()
  await control.connection?.closeAsync().catch(() => {})
  await Promise.allSettled([...hosts].map((host) => host.shutdown(false)))
}
