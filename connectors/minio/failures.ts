import { Unavailable } from '../../schemas/failures.ts'
import { buckets } from '../../schemas/objects.ts'

const worldlyCodes: ReadonlySet<string> = new Set([
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
  'SlowDownRead',
  'SlowDownWrite',
  'XMinioServerNotInitialized',
])

/** `Unavailable` when the world is wrong; anything else comes back as it is. */
export function classify(error: unknown): unknown {
  if (error instanceof Unavailable) return error
  const code = codeOf(error)
  const message = messageOf(error)
  if (code === 'NoSuchBucket') {
    return new Unavailable('object-store', `${message}: run 'tideline provision'`, { cause: error })
  }
  // The client names an HTTP status that may pass (408, 429, 5xx) in this way only.
  const isPassingStatus = message.startsWith('Request failed after')
  if (!isSocketFailure(error) && !worldlyCodes.has(code) && !isPassingStatus) return error
  const reason = [code, message].filter((part) => part !== '').join(' ')
  return new Unavailable('object-store', `The object store does not answer: ${reason}`, { cause: error })
}

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : ''
}

function messageOf(error: unknown): string {
  const message = (error as { message?: unknown } | null | undefined)?.message
  return typeof message === 'string' ? message : ''
}

export function isSocketFailure(error: unknown): boolean {
  const code = codeOf(error)
  return /^(ECONN|EPIPE|EHOST|ENET|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|ERR_STREAM_PREMATURE_CLOSE)/.test(code)
}

export function isMissing(error: unknown): boolean {
  return ['NotFound', 'NoSuchKey'].includes(codeOf(error))
}

const impossible: ReadonlySet<string> = new Set([
  ...['InvalidBucketName', 'InvalidURI', 'KeyTooLongError', 'XMinioInvalidObjectName', 'XMinioInvalidResourceName'],
  // SeaweedFS, of such a key.
  'InvalidRequest',
  // Of the version that a claim names.
  ...['InvalidArgument', 'NoSuchVersion'],
  // By the client, before it asks.
  ...['InvalidBucketNameError', 'InvalidObjectNameError', 'URIError'],
])

/** Of an object that is claimed: it can not be there, whatever is done. Users write claims, too. */
export function isImpossible(error: unknown, bucket: string): boolean {
  const [code, name] = [codeOf(error), (error as { name?: unknown } | null | undefined)?.name]
  if (impossible.has(code) || (typeof name === 'string' && impossible.has(name))) return true
  // Buckets of ours may yet be provisioned, and their keys be set right.
  const isRefused = error instanceof Unavailable ? codeOf(error.cause) === 'NoSuchBucket' : code === 'AccessDenied'
  return isRefused && !buckets.some((own) => own.name === bucket)
}
