/** One request and its answer on a connection of its own, for what kafkajs does not speak. */
import { connect } from 'node:net'

/** `broker` is `host:port`. Resolves with the answer after its size. */
export async function exchange(broker: string, request: Buffer, timeoutMs: number): Promise<Buffer> {
  const colon = broker.lastIndexOf(':')
  const socket = connect({ host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)) })
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)))
  socket.write(request)
  try {
    let answer = Buffer.alloc(0)
    for await (const piece of socket) {
      answer = Buffer.concat([answer, piece as Buffer])
      if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) return answer.subarray(4)
    }
    throw new Error('the connection was closed before an answer')
  } finally {
    socket.destroy()
  }
}
