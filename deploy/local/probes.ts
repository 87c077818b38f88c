/** Is a service answering? Each probe speaks a few bytes of the service's own protocol and resolves to yes or no. */
import { connect } from 'node:net'

/** Sends bytes to loopback and asks `accepts` about the first bytes that come back. */
function exchange(port: number, request: Uint8Array, accepts: (reply: Uint8Array) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const settle = (is: boolean): void => {
      socket.destroy()
      resolve(is)
    }
    socket.setTimeout(2_000, () => settle(false))
    socket.once('error', () => settle(false))
    socket.once('close', () => settle(false))
    socket.once('connect', () => socket.write(request))
    socket.once('data', (reply) => settle(accepts(reply)))
  })
}

/** Kafka: ApiVersions v0 with correlation id 1. */
const apiVersions = Uint8Array.of(0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff)
export const kafkaAnswers = (port: number): Promise<boolean> => exchange(port, apiVersions, (reply) => reply[7] === 1)

/** Cassandra: an OPTIONS frame of protocol 4, answered by SUPPORTED (opcode 6). */
const options = Uint8Array.of(4, 0, 0, 0, 5, 0, 0, 0, 0)
export const cassandraAnswers = (port: number): Promise<boolean> => exchange(port, options, (reply) => reply[4] === 6)

/** PostgreSQL: a start-up message; `R` asks for a password (ready), `E` says it is still starting. */
export function postgresAnswers(port: number, user: string, database: string): Promise<boolean> {
  const parameters = new TextEncoder().encode(`user\0${user}\0database\0${database}\0\0`)
  const message = new Uint8Array(8 + parameters.length)
  const view = new DataView(message.buffer)
  view.setUint32(0, message.length)
  view.setUint32(4, 196_608)
  message.set(parameters, 8)
  return exchange(port, message, (reply) => reply[0] === 0x52)
}

/** HTTP: a GET whose answer `accepts` likes. */
export async function httpAnswers(url: string, accepts: (answer: Response) => boolean | Promise<boolean>) {
  try {
    return await accepts(await fetch(url, { signal: AbortSignal.timeout(2_000) }))
  } catch {
    return false
  }
}
