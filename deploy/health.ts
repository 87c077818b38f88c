/** Health and metrics over HTTP, for the roles without a gateway. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Check {
  readonly name: string
  readonly ready: boolean
  /** Null when ready. */
  readonly reason: string | null
}

export interface HealthServer {
  readonly port: number
  close(): Promise<void>
}

export interface HealthOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly checks: () => Promise<readonly Check[]>
  readonly metrics: () => Promise<string>
}

/** `/health/live` answers while the process turns; `/health/ready` is 200 or 503 with the checks; `/metrics`. */
export async function startHealthServer({ host, port, checks, metrics }: HealthOptions): Promise<HealthServer> {
  const pages: Record<string, () => Promise<{ status: number; type: string; body: string }>> = {
    '/health/live': async () => json(200, { live: true }),
    '/health/ready': async () => {
      const all = await checks()
      const ready = all.every((check) => check.ready)
      return json(ready ? 200 : 503, { ready, checks: all })
    },
    '/metrics': async () => ({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: await metrics() }),
  }
  const server = createServer((request, response) => {
    const page = pages[(request.url ?? '').split('?')[0] ?? '']
    const answer = page?.() ?? Promise.resolve(json(404, { detail: `there are ${Object.keys(pages).join(', ')}` }))
    answer
      .catch((error: unknown) => json(500, { detail: String(error) }))
      .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const json = (status: number, value: unknown) => ({ status, type: 'application/json', body: JSON.stringify(value) })
