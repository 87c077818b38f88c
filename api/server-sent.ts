/** The wire form of server-sent events. */
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'

/** Sends the head; from then on the connection is the caller's, who ends it. */
export function beginEvents(reply: FastifyReply): ServerResponse {
  reply.hijack()
  const { raw } = reply
  const headers = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined))
  raw.writeHead(200, {
    ...(headers as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  raw.write('retry: 2000\n\n')
  return raw
}

/** Calls once when the client is gone: at once for one that went before, since its connection does not tell it again. */
export function whenGone(raw: ServerResponse, leave: () => void): void {
  if (raw.destroyed) leave()
  else raw.once('close', leave)
}
