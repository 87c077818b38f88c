import cassandra from 'cassandra-driver'
import { Unavailable } from '../../schemas/failures.ts'

const { errors, types } = cassandra
const { responseErrorCodes } = types

/** Answers of a server that may do it when asked again: it is starting, overloaded, or short of replicas. */
const worldlyCodes: ReadonlySet<number> = new Set([
  responseErrorCodes.serverError,
  responseErrorCodes.unavailableException,
  responseErrorCodes.overloaded,
  responseErrorCodes.isBootstrapping,
  responseErrorCodes.truncateError,
  responseErrorCodes.writeTimeout,
  responseErrorCodes.readTimeout,
  responseErrorCodes.readFailure,
  responseErrorCodes.writeFailure,
])

/** `Unavailable` when the world is wrong; anything else comes back as it is. */
export function classify(error: unknown): unknown {
  if (error instanceof Unavailable) return error
  if (error instanceof errors.NoHostAvailableError) {
    const inner = Object.entries(error.innerErrors ?? {})
    const refused = inner.map(([, reason]) => reason).find((reason) => isRefusal(reason))
    if (refused) return refused
    const reasons = inner.map(([host, reason]) => `${host}: ${reasonText(reason)}`).join('; ')
    return away(`No Cassandra host answers${reasons ? ` (${reasons})` : ''}`, error)
  }
  if (error instanceof errors.ResponseError) {
    if (worldlyCodes.has(error.code)) return away(`Cassandra cannot do it now: ${error.message}`, error)
    if (/(keyspace|table) .*does(n't| not) exist|unconfigured table/i.test(error.message)) {
      return new Error(`${error.message}: run the provisioning first`, { cause: error })
    }
    return error
  }
  const isWorldly =
    error instanceof errors.OperationTimedOutError ||
    error instanceof errors.BusyConnectionError ||
    isSocketError(error)
  return isWorldly ? away(`Cassandra does not answer: ${reasonText(error)}`, error) : error
}

function away(message: string, cause: unknown): Unavailable {
  return new Unavailable('cassandra', message, { cause })
}

function reasonText(reason: unknown): string {
  const message = (reason as { message?: unknown } | null | undefined)?.message
  return typeof message === 'string' ? message : String(reason)
}

/** A host that answered and said no: waiting does not help. */
function isRefusal(reason: unknown): reason is Error {
  return reason instanceof errors.AuthenticationError || reason instanceof errors.ArgumentError
}

function isSocketError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, isSocketError: marked } = error as { code?: unknown; isSocketError?: boolean }
  return marked === true || (typeof code === 'string' && /^E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN|NOTFOUND)/.test(code))
}
