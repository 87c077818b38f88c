/** A page of a listing in a stable order, and which of all it is. */
import type { FastifyReply } from 'fastify'
import { states } from '../../schemas/status/states.ts'
import { GatewayProblem } from '../problems.ts'
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

/** Throws a problem for a status that is no part of any state. */
export function demandState({ status = '' }: Pick<StreamsQuery, 'status'>): void {
  if (states.some((state) => state.includes(status))) return
  const detail = `status must be one of ${states.join(', ')}, or a part of one; got ${JSON.stringify(status.slice(0, 80))}`
  throw new GatewayProblem('invalid-value', detail, { field: 'status' })
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
