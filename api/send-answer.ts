/** An answer on its way to the client: described, encoded, with the headers of its format. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Attribution } from '../schemas/formats/described.ts'
import type { Pieces, WriterOptions } from '../schemas/formats/row-writer.ts'
import type { ParticlesRequested } from '../schemas/generated/events.ts'
import type { StreamFacts } from './describe.ts'
import type { Described, Format, Parts } from './formats/format.ts'

type Asked = Pick<ParticlesRequested, 'refdes' | 'method' | 'stream' | 'start' | 'stop'>

/** `facts` of the catalogue, for answers that do not describe themselves. */
export function describedAs(
  request: FastifyRequest,
  asked: Asked,
  facts: StreamFacts | null,
  attribution: Attribution,
): Described {
  const { refdes, method, stream, start, stop } = asked
  return {
    parameters: new Map(),
    ...facts,
    source: { refdes, method, stream },
    coverage: { start, stop },
    attribution,
    created: Date.now() * 1000,
    request: { id: request.id, query: request.url },
  }
}

export async function sendAnswer(
  reply: FastifyReply,
  format: Format,
  of: Described,
  parts: Parts | null,
  options: WriterOptions,
) {
  // What fails before the first byte can still be told; a file that is sent when it is whole fails only so.
  const pieces = parts === null ? null : format.encode(of, parts, options)
  const first = await pieces?.next()
  const [mediaType] = format.mediaTypes
  reply.type(mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType)
  reply.header('vary', 'accept').header('cache-control', 'no-store')
  if (format.extension !== null) {
    const { refdes, method, stream } = of.source
    const filename = `${refdes}-${method}-${stream}.${format.extension}`
    reply.header('content-disposition', `attachment; filename="${filename}"`)
  }
  if (pieces === null || first === undefined) return reply.send()
  return reply.send(Readable.from(followed(first, pieces), { objectMode: true, highWaterMark: 1 }))
}

async function* followed(first: IteratorResult<Uint8Array>, rest: Pieces): Pieces {
  try {
    if (first.done !== true) yield first.value
    yield* rest
  } finally {
    await rest.return()
  }
}
