/** Ports on loopback. Picked below the range that outgoing connections use, so none is lost between look and use. */
import { createServer } from 'node:net'
import { StackFailure } from './failure.ts'

const lowest = 20_000
const highest = 32_000

export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** A free port that is not in `taken`, and puts it there. */
export async function freePort(taken: Set<number>): Promise<number> {
  for (let tries = 0; tries < 2_000; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    if (taken.has(port) || !(await isFree(port))) continue
    taken.add(port)
    return port
  }
  throw new StackFailure(`No free port between ${lowest} and ${highest} on 127.0.0.1: end programs that hold them.`)
}

/** Throws a sentence when a port that was asked for by number is taken. */
export async function demandFree(port: number, what: string, option: string): Promise<void> {
  if (await isFree(port)) return
  throw new StackFailure(
    `Port ${port} for ${what} is taken by another program: end it, or choose another with ${option}.`,
  )
}
