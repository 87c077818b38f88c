import http from 'node:http'
import https from 'node:https'

/** A socket without traffic for so long is given up: a silent server must not hang its callers. */
const idleMs = 30_000

export interface Transport {
  readonly agent: http.Agent
  readonly transport: Pick<typeof http, 'request'>
}

/** Requests over kept connections, each ended with ETIMEDOUT when nothing moves. */
export function createTransport(useTls: boolean): Transport {
  const client = useTls ? https : http
  const agent = new client.Agent({ keepAlive: true, maxSockets: 64, noDelay: true })
  const request = (options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void) => {
    const made = client.request({ ...options, timeout: idleMs }, onResponse)
    made.on('timeout', () => {
      made.destroy(Object.assign(new Error(`no traffic for ${idleMs / 1_000} s`), { code: 'ETIMEDOUT' }))
    })
    return made
  }
  return { agent, transport: { request: request as typeof http.request } }
}
