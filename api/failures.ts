/** Whatever is thrown below a route, as a problem. */
import type { FastifyError } from 'fastify'
import { Unavailable } from '../schemas/failures.ts'
import { GatewayProblem } from './problems.ts'
import { problemOfValidation } from './validation.ts'

/**
 * What Fastify, its plugins and the ports throw, in our words; anything else is a fault of ours. `bodyLimit`: how many
 * bytes the address takes.
 */
export function problemOfError(error: unknown, bodyLimit: number): GatewayProblem {
  if (error instanceof GatewayProblem) return error
  const cause = { cause: error }
  if (error instanceof Unavailable) {
    const detail = `${error.service}: ${error.message}`
    return new GatewayProblem('service-unavailable', detail, { retryAfterSeconds: 5 }, cause)
  }
  if (!(error instanceof Error)) return new GatewayProblem('internal-error', String(error), {}, cause)
  const { code, validation, validationContext, statusCode, message } = error as Partial<FastifyError> & Error
  if (validation?.[0] !== undefined) return problemOfValidation(validation, validationContext)
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new GatewayProblem(
        'too-large',
        `the body must not exceed ${bodyLimit / 1_048_576} MiB; send less at once`,
        {},
        cause,
      )
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new GatewayProblem('unsupported-media-type', 'send application/json or application/x-ndjson', {}, cause)
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new GatewayProblem('invalid-json', 'the body is empty; send a JSON object', {}, cause)
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new GatewayProblem('invalid-json', 'the body is not JSON', {}, cause)
    case 'FST_UNDER_PRESSURE':
      return new GatewayProblem('overloaded', 'the event loop is late', { retryAfterSeconds: 10 }, cause)
  }
  if (statusCode === 429) return new GatewayProblem('too-many-requests', message, {}, cause)
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new GatewayProblem('invalid-request', message, {}, cause)
  }
  return new GatewayProblem('internal-error', 'the gateway failed; its log says how', {}, cause)
}
