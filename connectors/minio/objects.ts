import { Readable } from 'node:stream'
import { Client } from 'minio'
import type { Log } from '../../schemas/log.ts'
import type { Bucket, Claim, ObjectInfo, ObjectStore } from '../../schemas/objects.ts'
import { collect, Measured, missing, sha256Of, verified } from './claims.ts'
import { classify, codeOf, isImpossible, isMissing, isSocketFailure } from './failures.ts'
import { createTransport } from './transport.ts'

export interface ObjectsOptions {
  /** e.g. `http://127.0.0.1:9000` */
  readonly endpoint: string
  readonly accessKey: string
  readonly secretKey: string
  /** A bucket is called `<prefix>-<bucket>` in the store. */
  readonly bucketPrefix: string
  /** Default us-east-1, which MinIO and SeaweedFS take. */
  readonly region?: string
  readonly log: Log
}
export interface S3Objects extends ObjectStore {
  /** Creates buckets that are missing; returns their names in the store. */
  provision(buckets: readonly Bucket[]): Promise<string[]>
  close(): Promise<void>
}

/** Bodies up to this travel in one request; larger ones in parts of this size, one in memory at a time. */
const partBytes = 16 * 1024 * 1024

/** An object store over the S3 interface. Connects at the first call; any call may reject with `Unavailable`. */
export function connectObjects(options: ObjectsOptions): S3Objects {
  const url = new URL(options.endpoint)
  const useSSL = url.protocol === 'https:'
  const region = options.region ?? 'us-east-1'
  const { agent, transport } = createTransport(useSSL)
  const client = new Client({
    endPoint: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port ? Number(url.port) : useSSL ? 443 : 80,
    useSSL,
    accessKey: options.accessKey,
    secretKey: options.secretKey,
    region,
    partSize: partBytes,
    transport,
    transportAgent: agent,
    // Ours, below: the client's own retry sends a body that is already consumed.
    retryOptions: { disableRetry: true },
  })
  const nameOf = (bucket: string) => `${options.bucketPrefix}-${bucket}`

  async function attempt<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work()
    } catch (error) {
      throw classify(error)
    }
  }
  /** Once more after a socket failure: a kept connection may have been closed by the server since. */
  function repeatable<R>(work: () => Promise<R>): Promise<R> {
    return attempt(() => work().catch((error: unknown) => (isSocketFailure(error) ? work() : Promise.reject(error))))
  }
  async function download(claim: Claim): Promise<Readable> {
    try {
      const options = claim.version === undefined ? {} : { versionId: claim.version }
      return await repeatable(() => client.getObject(nameOf(claim.bucket), claim.key, options))
    } catch (error) {
      throw isMissing(error) || isImpossible(error, claim.bucket) ? missing(claim) : error
    }
  }
  async function* checked(source: Readable, claim: Claim): AsyncGenerator<Uint8Array> {
    try {
      yield* verified(source, claim)
    } catch (error) {
      throw classify(error)
    } finally {
      source.destroy()
    }
  }

  return {
    async put(bucket, key, body) {
      const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
      const put = await repeatable(() => client.putObject(nameOf(bucket.name), key, bytes, bytes.length))
      return { bucket: bucket.name, key, size: body.length, sha256: sha256Of(body), ...versionOf(put) }
    },
    async putStream(bucket, key, body, size) {
      const measured = new Measured(body, size)
      const put = await attempt(() =>
        client.putObject(nameOf(bucket.name), key, Readable.from(measured, { objectMode: false }), size),
      )
      return { bucket: bucket.name, key, size, sha256: measured.sha256(), ...versionOf(put) }
    },
    async open(claim) {
      return Readable.from(checked(await download(claim), claim), { objectMode: false })
    },
    async read(claim) {
      return await collect(checked(await download(claim), claim), claim.size)
    },
    async openRange(bucket, key, from, to) {
      if (to <= from) return Readable.from([])
      try {
        return await repeatable(() => client.getPartialObject(nameOf(bucket.name), key, from, to - from))
      } catch (error) {
        throw isMissing(error) ? missing({ bucket: bucket.name, key }) : error
      }
    },
    async stat(bucket, key) {
      try {
        const { size, lastModified } = await repeatable(() => client.statObject(nameOf(bucket.name), key))
        return { key, size, modified: lastModified }
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    async *list(bucket, prefix) {
      const items = client.listObjectsV2(nameOf(bucket.name), prefix, true)
      try {
        for await (const item of items as AsyncIterable<{ name: string; size: number; lastModified: Date }>) {
          yield { key: item.name, size: item.size, modified: item.lastModified } satisfies ObjectInfo
        }
      } catch (error) {
        throw classify(error)
      }
    },
    async remove(bucket, keys) {
      if (keys.length === 0) return
      const failures = await repeatable(() => client.removeObjects(nameOf(bucket.name), [...keys]))
      const [first] = failures.flatMap((failure) => (failure?.Error ? [failure.Error] : []))
      if (first) throw new Error(`Bucket ${bucket.name} kept ${first.Key}: ${first.Code} ${first.Message}`)
    },
    async ping() {
      await repeatable(() => client.listBuckets())
    },
    async provision(buckets) {
      const made: string[] = []
      for (const name of buckets.map((bucket) => nameOf(bucket.name))) {
        if (await repeatable(() => client.bucketExists(name))) continue
        await repeatable(() => client.makeBucket(name, region)).catch((error: unknown) => {
          if (codeOf(error) !== 'BucketAlreadyOwnedByYou') throw error
        })
        made.push(name)
      }
      return made
    },
    async close() {
      agent.destroy()
    },
  }
}

/** Only buckets that keep versions give one. */
const versionOf = ({ versionId }: { readonly versionId?: string | null }): Pick<Claim, 'version'> =>
  typeof versionId === 'string' && versionId !== '' && versionId !== 'null' ? { version: versionId } : {}
