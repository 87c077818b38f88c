/** Routes that only known users may take. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GatewayProblem } from '../problems.ts'
import type { Authenticate } from './access.ts'

export type SignedIn = (request: FastifyRequest, reply: FastifyReply) => Promise<string>

/** The user; throws 401 with the challenge. */
export function createSignedIn(authenticate: Authenticate): SignedIn {
  return async (request, reply) => {
    const user = await authenticate(request.headers.authorization)
    if (user !== null) return user
    reply.header('www-authenticate', 'Basic realm="tideline", charset="UTF-8"')
    const said = request.headers.authorization === undefined ? 'no user is named' : 'the user, password or key is wrong'
    throw new GatewayProblem('unauthorized', said)
  }
}
