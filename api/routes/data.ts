/** Reading particles: the catalogue of streams, and the answers of the pipeline. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import type { WriterOptions } from '../../schemas/formats/row-writer.ts'
import type { ParticlesRequested } from '../../schemas/generated/events.ts'
import { mayExclude } from '../annotations.ts'
import { demandAnswerable } from '../answer-limits.ts'
import { DataBody, leaveOutNulls } from '../data-body.ts'
import { asksForProducts, demandOrder, questionOfBody, questionOfQuery, timeOf } from '../data-question.ts'
import type { Format } from '../formats/format.ts'
import { chooseFormat } from '../formats/index.ts'
import type { Gateway } from '../gateway.ts'
import { withinWait } from '../prefer.ts'
import { GatewayProblem } from '../problems.ts'
import { answerContent, Catalogue, CatalogueQuery, DataQuery, responses, StreamPath } from '../schemas.ts'
import { describedAs, sendAnswer } from '../send-answer.ts'
import { formatTime } from '../times.ts'

/** Case and form are free, and other preferences may stand beside it. */
const AnswerHeaders = Type.Object({
  prefer: Type.Optional(
    Type.String({ description: '`wait=N`: give up with 408 when no part of the answer has come within N seconds' }),
  ),
})

const reducing =
  '`reduce` gives at most `limit` rows, or one row (`mean`) or two (`minmax`) an `interval`: `mean` with count, least and ' +
  'greatest, `minmax` the rows with the extremes or, for many particles, the extremes at the first and last time of each ' +
  'bin. Intervals begin at fixed times; `coverage` says for how much of a bin there are data. Gaps part the bins that a ' +
  '`limit` makes. Bad and masked values have no part. The answer says how it was reduced.'

export const dataRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, gateway) => {
  const { ask, askData, describe, streams } = gateway
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
          'are JSON; `units=true` adds a line of units, `header=true` lines of metadata. NetCDF ' +
          'is NetCDF-4 by CF-1.11 and ACDD-1.3, sent when it is whole; `classic=true` keeps to the classic data model. PNG is ' +
          'a plot of `width` by `height` pixels, a panel for each parameter, with flags where `qc=qartod` asks for them. ' +
          reducing,
        params: StreamPath,
        querystring: DataQuery,
        headers: AnswerHeaders,
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
      const [parts, facts] =
        request.method === 'HEAD'
          ? [null, null]
          : await Promise.all([
              withinWait(request.headers.prefer, answerOf(asked, query, request.url, format, hangUp), late(hangUp)),
              describe(params),
            ])
      const described = describedAs(request, asked, facts, gateway.attribution)
      return sendAnswer(reply, format, described, parts, optionsOf(query))
    },
  )

  app.post(
    '/data',
    {
      preValidation: async ({ body }) => leaveOutNulls(body),
      schema: {
        tags: ['data'],
        summary: 'Data of one or several streams, with products, quality flags and provenance',
        description:
          'Takes the words of the OOI Stream Engine; columns have the names that definitions give them for files. The first stream gives the times; parameters of the others are ' +
          'brought to them. With `limit` or `interval` the answer is reduced (default `minmax`). ' +
          reducing,
        body: DataBody,
        headers: AnswerHeaders,
        response: responses(200, answerContent, 'The data, in the format of `format` or `Accept`'),
      },
    },
    async (request, reply) => {
      const { body } = request
      const format = chooseFormat(body.format, request.headers.accept)
      const question = questionOfBody(body, Date.now() * 1000)
      const hangUp = new AbortController()
      reply.raw.once('close', () => hangUp.abort())
      const answered = async () => {
        await demandAnswerable(question, format.name, gateway, hangUp.signal)
        return askData(question, hangUp.signal)
      }
      const parts = await withinWait(request.headers.prefer, answered(), late(hangUp))
      const described = describedAs(request, question, null, gateway.attribution)
      return sendAnswer(reply, format, described, parts, optionsOf(body))
    },
  )

  /** What is stored is asked for as it is; what a product needs, may be one, or may be excluded in part, is computed. */
  async function answerOf(
    asked: ParticlesRequested,
    query: DataQuery,
    url: string,
    format: Format,
    { signal }: AbortController,
  ) {
    const question = questionOfQuery(asked, query, url, Date.now() * 1000)
    await demandAnswerable(question, format.name, gateway, signal)
    const data = () => askData(question, signal)
    if (asksForProducts(query) || (await mayExclude(gateway.annotations, asked))) return data()
    try {
      return await ask(asked, signal)
    } catch (error) {
      // A name that is not stored may be that of a product.
      if (error instanceof GatewayProblem && error.code === 'unknown-parameter') return data()
      throw error
    }
  }
}

function optionsOf(words: DataBody | DataQuery): WriterOptions {
  const { units = false, header = false, classic = false, width = null, height = null } = words
  return { unitsRow: units, header, classic, width, height }
}

/** What began is given up, so that nothing is kept for nobody. */
const late = (hangUp: AbortController) => (seconds: number) => {
  hangUp.abort()
  const detail = `no part of the answer came within the ${seconds} s of Prefer: wait; wait longer, or ask POST /exports`
  return new GatewayProblem('deadline-passed', detail)
}

/** `start` ≤ time < `stop`, UTC microseconds since 1970. */
function range(query: DataQuery): { start: number | null; stop: number | null } {
  const [start, stop] = [timeOf('start', query.start), timeOf('stop', query.stop)]
  demandOrder(start, stop, query.start, query.stop)
  return { start, stop }
}
