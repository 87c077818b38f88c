/** A TCP proxy that can be cut and healed: a service goes away for one client, and for nobody else. */
import { type AddressInfo, createServer, connect as open, type Socket } from 'node:net'

export interface CutProxy {
  readonly port: number
  /** Ends all connections and refuses new ones. */
  cut(): Promise<void>
  /** Keeps connections open and passes nothing: a silent server. */
  silence(): void
  /** Serves on the same port again. */
  heal(): Promise<void>
  close(): Promise<void>
}

/** `target` is `host:port`. */
export async function startCutProxy(target: string): Promise<CutProxy> {
  const at = target.lastIndexOf(':')
  const to = { host: target.slice(0, at), port: Number(target.slice(at + 1)) }
  const sockets = new Set<Socket>()
  let isSilent = false
  let port = 0

  const server = createServer((client) => {
    const service = open(to)
    for (const [from, into] of [
      [client, service],
      [service, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => {
        if (!isSilent) into.write(bytes)
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        into.destroy()
      })
    }
  })
  const listen = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port
        resolve()
      })
    })
  const cut = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve()
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  await listen()
  return {
    get port() {
      return port
    },
    cut,
    silence() {
      isSilent = true
    },
    async heal() {
      isSilent = false
      for (const socket of sockets) socket.destroy()
      if (!server.listening) await listen()
    },
    close: cut,
  }
}
