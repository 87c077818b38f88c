/** The files of a job, whole or in part, straight from the object store. */
import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { Reject } from '../../schemas/failures.ts'
import type { MadeFile } from '../../schemas/generated/events.ts'
import { exports as bucket } from '../../schemas/objects.ts'
import { type ByteRange, byteRange } from '../byte-range.ts'
import type { Gateway } from '../gateway.ts'
import { FilePath } from '../job-schemas.ts'
import { isGoing, stateOf } from '../jobs.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'

const bytesSchema = Type.String({ format: 'binary', description: 'Under the media type of the format' })

export const jobFileRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { jobs, objects }) => {
  app.get(
    '/jobs/:job/files/:file',
    {
      schema: {
        tags: ['jobs'],
        summary: 'A file of a job',
        description: 'Takes `Range` (one piece), `If-Range` and `If-None-Match`. The ETag is the SHA-256 of the file.',
        params: FilePath,
        response: responses(
          200,
          { 'application/octet-stream': bytesSchema },
          'The bytes; 206 with `Range`, 304 where the ETag fits',
        ),
      },
    },
    async ({ params, headers, method }, reply) => {
      const file = await fileOf(params.job, params.file)
      const etag = `"${file.sha256}"`
      const cached = { etag, 'cache-control': 'private, max-age=86400, immutable' }
      if (matches(headers['if-none-match'], etag)) return reply.code(304).headers(cached).send()
      const isFresh = headers['if-range'] === undefined || headers['if-range'] === etag
      const range = isFresh && method === 'GET' ? byteRange(headers.range, file.size) : null
      if (range === 'unsatisfiable') {
        reply.header('content-range', `bytes */${file.size}`)
        const detail = `${headers.range} of a file of ${file.size} bytes`
        throw new GatewayProblem('range-not-satisfiable', detail, { field: 'range' })
      }
      // Of HEAD an empty stream: of no payload Fastify would say that it has no bytes.
      const bytes = method === 'HEAD' ? Readable.from([]) : await bytesOf(file, range)
      reply.raw.once('close', () => bytes.destroy())
      const { from, to } = range ?? { from: 0, to: file.size }
      if (range !== null) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${file.size}`)
      return reply
        .headers(cached)
        .headers({ 'accept-ranges': 'bytes', 'content-length': to - from })
        .header('repr-digest', `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`)
        .header('content-disposition', `attachment; filename="${file.name}"`)
        .type(file.mediaType)
        .send(bytes)
    },
  )

  async function fileOf(id: string, name: string): Promise<MadeFile> {
    const job = await jobs.get(id)
    if (job === null) throw new GatewayProblem('unknown-job', `no job ${id}`, { field: 'job' })
    const state = stateOf(job)
    if (state === 'cancelled') throw new GatewayProblem('job-cancelled', 'the job was cancelled')
    if (state === 'expired' || Date.now() * 1000 >= job.row.expires_at) throw expired()
    const files = await jobs.files(id)
    const file = files.find((one) => one.name === name)
    if (file !== undefined) return file
    const known = files.map((one) => one.name).join(', ') || 'none'
    const more = isGoing(job) ? 'so far' : 'in all'
    throw new GatewayProblem('unknown-file', `the job has no file ${name}; ${more} it has ${known}`, { field: 'file' })
  }

  /** A whole file is verified as it goes out: one that was damaged ends the connection abnormally. */
  async function bytesOf({ key, size, sha256 }: MadeFile, range: ByteRange | null): Promise<Readable> {
    try {
      if (range !== null) return await objects.openRange(bucket, key, range.from, range.to)
      return await objects.open({ bucket: bucket.name, key, size, sha256 })
    } catch (error) {
      if (error instanceof Reject && error.code === 'claim-not-found') throw expired()
      throw error
    }
  }
}

const expired = () => new GatewayProblem('job-expired', 'the files of the job are kept no longer; export it again')

const matches = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag) ?? false
