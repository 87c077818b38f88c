/** Reading particles: the catalogue of streams, and the answers of the pipeline. */
import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from '@sinclair/typebox'
import { chooseFormat } from '../formats/index.ts'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { answerContent, Catalogue, CatalogueQuery, DataQuery, responses, StreamPath } from '../schemas.ts'
import { acceptedTime, formatTime, parseTime } from '../times.ts'

export const dataRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { ask, describe, streams }) => {
  app.get(
    '/data',
    {
      schema: {
        tags: ['data'],
        summary: 'Every stream that has particles, with first and last time and count',
        querystring: CatalogueQuery,
        response: responses(200, { 'application/json': Catalogue }, 'Sorted by refdes, method, stream, deployment'),
      },
    },
    async ({ query }, reply) => {
      const { refdes, method, stream } = query
      const rows = refdes === undefined ? streams.scan() : await streams.slice({ partition: { refdes } })
      const found: Static<typeof Catalogue>['streams'] = []
      for await (const row of rows) {
        if ((method ?? row.method) !== row.method || (stream ?? row.stream) !== row.stream) continue
        const { count, deployment } = row
        const [first, last] = [formatTime(row.first), formatTime(row.last)]
        found.push({ refdes: row.refdes, method: row.method, stream: row.stream, deployment, first, last, count })
      }
      const order = (row: (typeof found)[number]) => `${row.refdes}/${row.method}/${row.stream}`
      found.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a.deployment - b.deployment))
      return reply.type('application/json').send(JSON.stringify({ streams: found }))
    },
  )

  app.get(
    '/data/:refdes/:method/:stream',
    {
      schema: {
        tags: ['data'],
        summary: 'Particles of a stream with start ≤ time < stop, in order of time',
        description:
          'Answers stream as they are computed. Nothing in range: 200 with zero rows. An answer that fails after its ' +
          'first byte ends the connection abnormally. In CSV and TSV, absent values, NaN and infinities are empty; lists ' +
          'are JSON; `units=true` adds a line of units, `header=true` lines of metadata.',
        params: StreamPath,
        querystring: DataQuery,
        response: responses(200, answerContent, 'The particles, in the format of `format` or `Accept`'),
      },
    },
    async (request, reply) => {
      const { params, query } = request
      const format = chooseFormat(query.format, request.headers.accept)
      const asked = {
        refdes: params.refdes,
        method: params.method,
        stream: params.stream,
        deployment: query.deployment ?? null,
        ...range(query),
        parameters: query.parameters?.split(',').map((name) => name.trim()) ?? null,
        limit: query.limit ?? null,
      }
      const hangUp = new AbortController()
      reply.raw.once('close', () => hangUp.abort())
      // Checked and described, but not computed: an answer may be millions of rows.
      const [parts, known] =
        request.method === 'HEAD' ? [null, null] : await Promise.all([ask(asked, hangUp.signal), describe(params)])
      reply.type(contentType(format.mediaTypes[0])).header('vary', 'accept').header('cache-control', 'no-store')
      if (format.extension !== null) {
        const filename = `${params.refdes}-${params.method}-${params.stream}.${format.extension}`
        reply.header('content-disposition', `attachment; filename="${filename}"`)
      }
      if (parts === null) return reply.send()
      const { units = false, header = false } = query
      const { start, stop } = asked
      const described = {
        ...known,
        source: params,
        coverage: { start, stop },
        created: Date.now() * 1000,
        request: { id: request.id, query: request.url },
      }
      const pieces = format.encode(described, parts, { unitsRow: units, header })
      return reply.send(Readable.from(pieces, { objectMode: true, highWaterMark: 1 }))
    },
  )
}

const contentType = (mediaType: string): string =>
  mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType

/** `start` ≤ time < `stop`, UTC microseconds since 1970. */
function range(query: DataQuery): { start: number | null; stop: number | null } {
  const [start, stop] = [time('start', query.start), time('stop', query.stop)]
  if (start !== null && stop !== null && start >= stop) {
    const detail = `start must be before stop; got start=${query.start} and stop=${query.stop}`
    throw new GatewayProblem('invalid-range', detail, { field: 'start' })
  }
  return { start, stop }
}

function time(field: 'start' | 'stop', text: string | undefined): number | null {
  if (text === undefined) return null
  const micros = parseTime(text)
  if (micros !== null) return micros
  const detail = `${field} must be ${acceptedTime}; got ${JSON.stringify(text)}`
  throw new GatewayProblem('invalid-value', detail, { field })
}
