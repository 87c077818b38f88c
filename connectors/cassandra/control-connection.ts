import type cassandra from 'cassandra-driver'
import type { Log } from '../../schemas/log.ts'

const retryMs = 1_000

interface ControlConnection {
  _isShuttingDown: boolean
  _refresh(hosts?: unknown): Promise<void>
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
    running ??= refresh()
      .catch((error: unknown) => {
        log.warn({ connector: 'cassandra', reason: String(error) }, 'the control connection failed; it is tried again')
        if (!control._isShuttingDown) setTimeout(() => void control._refresh(), retryMs).unref()
      })
      .finally(() => {
        running = null
      })
    return running
  }
}
