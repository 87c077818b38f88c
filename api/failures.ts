/** Whatever is thrown below a route, as a problem. */
import type { FastifyError, FastifySchemaValidationError } from 'fastify'
import { Unavailable } from '../schemas/failures.ts'
import { GatewayProblem } from './problems.ts'

/** What Fastify, its plugins and the ports throw, in our words; anything else is a fault of ours. */
export function problemOfError(error: unknown): GatewayProblem {
  if (error instanceof GatewayProblem) return error
  const cause = { cause: error }
  if (error instanceof Unavailable) {
    const detail = `${error.service}: ${error.message}`
    return new GatewayProblem('service-unavailable', detail, { retryAfterSeconds: 5 }, cause)
  }
  if (!(error instanceof Error)) return new GatewayProblem('internal-error', String(error), {}, cause)
  const { code, validation, validationContext, statusCode, message } = error as Partial<FastifyError> & Error
  if (validation?.[0] !== undefined) return problemOfValidation(validation[0], validationContext)
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new GatewayProblem('too-large', 'the body must not exceed 16 MiB; send it in pieces', {}, cause)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new GatewayProblem('unsupported-media-type', 'send application/json or application/x-ndjson', {}, cause)
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new GatewayProblem('invalid-json', 'the body is empty; send a JSON object', {}, cause)
    case 'FST_UNDER_PRESSURE':
      return new GatewayProblem('overloaded', 'the event loop is late', { retryAfterSeconds: 10 }, cause)
  }
  if (statusCode === 429) return new GatewayProblem('too-many-requests', message, {}, cause)
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new GatewayProblem('invalid-request', message, {}, cause)
  }
  return new GatewayProblem('internal-error', 'the gateway failed; its log says how', {}, cause)
}

interface Verbose extends FastifySchemaValidationError {
  readonly data?: unknown
  readonly parentSchema?: { readonly description?: string; readonly properties?: Readonly<Record<string, unknown>> }
}

function problemOfValidation(failure: Verbose, context: string | undefined): GatewayProblem {
  const { keyword, params, parentSchema } = failure
  if (keyword === 'additionalProperties') {
    const word = String(params.additionalProperty)
    const known = Object.keys(parentSchema?.properties ?? {}).join(', ')
    const detail = `${word} is not known here; ${known === '' ? 'this address takes none' : `known are ${known}`}`
    return new GatewayProblem('unknown-query-word', detail, { field: word })
  }
  if (keyword === 'required') {
    const field = String(params.missingProperty)
    const schema = parentSchema?.properties?.[field] as { description?: string } | undefined
    return new GatewayProblem('missing-value', `${field} is required: ${schema?.description ?? context}`, { field })
  }
  const field = failure.instancePath.split('/')[1] ?? ''
  const wanted = parentSchema?.description ?? failure.message ?? 'of the documented form'
  const got = JSON.stringify(failure.data)?.slice(0, 200)
  return new GatewayProblem('invalid-value', `${field} must be ${wanted}; got ${got}`, { field })
}
