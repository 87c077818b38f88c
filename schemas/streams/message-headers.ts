/** Headers of managed streams that have a meaning here. All others pass through operations as they are. */
import { originHeader, replayHeader } from '../archives/format.ts'
import type { Claim } from '../objects.ts'

/** The same on every publishing of one message: what has it a second time is a duplicate. */
export const messageIdHeader = 'tideline-message-id'

const claimHeaders = {
  bucket: 'tideline-claim-bucket',
  key: 'tideline-claim-key',
  size: 'tideline-claim-size',
  sha256: 'tideline-claim-sha256',
  version: 'tideline-claim-version',
} as const

const dead = (what: string) => `tideline-dead-${what}`

/** What an operation says of a message that it could not handle. */
export const deadLetterHeaders = {
  operation: dead('operation'),
  /** The id that the message had on the input. */
  id: dead('id'),
  /** `topic/partition/offset` of the input. */
  origin: dead('origin'),
  code: dead('code'),
  reason: dead('reason'),
  exitCode: dead('exit-code'),
  signal: dead('signal'),
  stderr: dead('stderr'),
  tries: dead('tries'),
} as const

type Headers = Readonly<Record<string, string | Uint8Array>>

const utf8 = new TextDecoder()
export const headerText = (headers: Headers, name: string): string | null => {
  const value = headers[name]
  return value === undefined ? null : typeof value === 'string' ? value : utf8.decode(value)
}

/**
 * What is the same for a message that was published again. A replay is meant to be seen again, so it makes others of its
 * messages; one that it repeats after a break is the same. Null: nobody gave it an id. An empty one would make all that have
 * it the same message.
 */
export function messageIdOf(headers: Headers): string | null {
  const id = headerText(headers, messageIdHeader) || null
  const replay = headerText(headers, replayHeader)
  if (replay === null) return id
  const replayed = id ?? headerText(headers, originHeader)
  return replayed === null ? null : `${replayed}@${replay}`
}

/** The claim check of a message whose bytes lie in the object store; null: they are its value. A text: what is wrong with it. */
export function claimOf(headers: Headers): Claim | string | null {
  const text = (field: keyof typeof claimHeaders) => headerText(headers, claimHeaders[field])
  const [bucket, key, size, sha256, version] = [
    text('bucket'),
    text('key'),
    text('size'),
    text('sha256'),
    text('version'),
  ]
  if (bucket === null && key === null) return null
  if (bucket === null || bucket === '') return `${claimHeaders.bucket} is missing`
  if (key === null || key === '') return `${claimHeaders.key} is missing`
  if (size === null || !/^[0-9]{1,15}$/.test(size)) return `${claimHeaders.size} must be a whole number; got ${size}`
  if (sha256 === null || !/^[0-9a-f]{64}$/.test(sha256)) {
    return `${claimHeaders.sha256} must be 64 lower-case hex digits; got ${sha256}`
  }
  const claim = { bucket, key, size: Number(size), sha256 }
  return version === null || version === '' ? claim : { ...claim, version }
}

export function headersOfClaim({ bucket, key, size, sha256, version }: Claim): Record<string, string> {
  const { bucket: b, key: k, size: s, sha256: h, version: v } = claimHeaders
  return { [b]: bucket, [k]: key, [s]: String(size), [h]: sha256, ...(version === undefined ? {} : { [v]: version }) }
}

const ours: ReadonlySet<string> = new Set([
  messageIdHeader,
  ...Object.values(claimHeaders),
  ...Object.values(deadLetterHeaders),
])
const ofDeadLetters: ReadonlySet<string> = new Set([messageIdHeader, ...Object.values(deadLetterHeaders)])

const without = <H extends Headers>(headers: H, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name))) as H

/** What the producer of a message said, which goes on to what is made of it. */
export const passedHeaders = <H extends Headers>(headers: H): H => without(headers, ours)
/** The headers that a dead letter had on its input, but for its id. */
export const originalHeaders = <H extends Headers>(headers: H): H => without(headers, ofDeadLetters)
/** Without what the producer of a message said. */
export const ownHeaders = <H extends Headers>(headers: H): H =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => ours.has(name))) as H
