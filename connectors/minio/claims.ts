import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { Reject } from '../../schemas/failures.ts'
import type { Claim } from '../../schemas/objects.ts'

/**
 * A claim's bytes as they come, checked. Throws `Reject('claim-mismatch')` as soon as they are too many, and at the end
 * when they are too few or their SHA-256 differs.
 */
export async function* verified(source: AsyncIterable<Uint8Array>, claim: Claim): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > claim.size) throw mismatch(claim, `has more than ${claim.size} bytes`)
    hash.update(chunk)
    yield chunk
  }
  if (size !== claim.size) throw mismatch(claim, `has ${size} bytes, not ${claim.size}`)
  const sha256 = hash.digest('hex')
  if (sha256 !== claim.sha256) throw mismatch(claim, `has SHA-256 ${sha256}, not ${claim.sha256}`)
}

function mismatch(claim: Claim, what: string): Reject {
  return new Reject(
    'claim-mismatch',
    `Object ${claim.key} of bucket ${claim.bucket} ${what}: it was replaced or damaged`,
  )
}

export function missing({ bucket, key }: Pick<Claim, 'bucket' | 'key'>): Reject {
  return new Reject('claim-not-found', `Bucket ${bucket} holds no object ${key}: it was removed or never put`)
}

export async function collect(source: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size)
  let at = 0
  for await (const chunk of source) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Passes a body on, and knows its SHA-256 once it is through. Throws RangeError unless it has exactly `size` bytes. */
export class Measured {
  readonly #hash = createHash('sha256')

  constructor(
    private readonly body: Readable,
    private readonly size: number,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    let size = 0
    for await (const chunk of this.body as AsyncIterable<Uint8Array | string>) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      size += bytes.length
      if (size > this.size) throw new RangeError(`The body has more than the ${this.size} bytes it was said to have`)
      this.#hash.update(bytes)
      yield bytes
    }
    if (size < this.size)
      throw new RangeError(`The body ended after ${size} of the ${this.size} bytes it was said to have`)
  }

  sha256(): string {
    return this.#hash.digest('hex')
  }
}
