/** A page of a listing in a stable order, and which of all it is. */
import type { FastifyReply } from 'fastify'
import type { StreamsQuery } from './schemas.ts'
import type { ShownDeployed } from './views.ts'

interface Paging {
  readonly limit?: number
  readonly offset?: number
}

/** The asked-for page; the header `x-total-count` says how many there are in all. */
export function pageOf<T>(all: readonly T[], { limit, offset = 0 }: Paging, reply: FastifyReply): T[] {
  reply.header('x-total-count', all.length)
  return all.slice(offset, limit === undefined ? undefined : offset + limit)
}

/** Each word that is asked for stands somewhere in what it asks about; an empty one in everything. */
export function accepts(
  { refdes = '', method = '', stream = '', status = '' }: StreamsQuery,
  shown: ShownDeployed,
): boolean {
  const { reference_designator, expected_stream: expected } = shown
  return (
    reference_designator.includes(refdes) &&
    expected.method.includes(method) &&
    expected.name.includes(stream) &&
    shown.status.includes(status)
  )
}
