/** Time spans of any streams, in the manner of fdsnws-availability. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { TSchema } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ListingKind, limited, listing, listingTypes, ordered } from '../availability/listing.ts'
import {
  ExtentsQuery,
  Listing,
  type ListingWords,
  NoQuery,
  PostedExtentsWords,
  PostedLines,
  PostedSpansWords,
  SpansQuery,
} from '../availability/schemas.ts'
import { parsePosted, type Selection, selectionOf } from '../availability/selection.ts'
import { sourcesOf } from '../availability/sources.ts'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'

const listings = [
  {
    path: '/availability/query',
    summary: 'Time spans, or gaps, of any streams',
    query: SpansQuery,
    posted: PostedSpansWords,
  },
  {
    path: '/availability/extent',
    summary: 'First and last time of any streams, with percent available and the longest gap',
    query: ExtentsQuery,
    posted: PostedExtentsWords,
  },
] as const

const description =
  'A span lasts from the first to the last particle between which no gap is longer than `mergegaps`, or than 1.8 times ' +
  'the usual separation of particles. Spans are chosen by overlap with the time and cut to it. Gaps and percentages are ' +
  'of the time in which the instrument was deployed.'
const content: Record<string, TSchema> = {
  'text/plain': PostedLines,
  'text/csv': PostedLines,
  'application/json': Listing,
}

export const availabilityListingRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, gateway) => {
  // Clients of FDSN services send lines under any media type.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) => body)

  for (const { path, summary, query, posted } of listings) {
    const kindOf = ({ show }: ListingWords): ListingKind =>
      posted === PostedExtentsWords ? 'extents' : show === 'gaps' ? 'gaps' : 'spans'
    const about = { tags: ['availability'], summary, description }
    const response = responses(200, content, 'Nothing found: 204, or 404 with `nodata=404`')

    app.get(path, { schema: { ...about, querystring: query, response } }, async (request, reply) => {
      const words = request.query
      return send(reply, kindOf(words), words, [selectionOf(words)])
    })
    app.post(
      path,
      {
        config: { documentedBody: PostedLines },
        schema: { ...about, consumes: ['text/plain'], querystring: NoQuery, response },
      },
      async (request, reply) => {
        const { words, selections } = parsePosted(typeof request.body === 'string' ? request.body : '')
        const checked = checkedWords(request, words, posted)
        return send(reply, kindOf(checked), checked, selections)
      },
    )
  }

  async function send(reply: FastifyReply, kind: ListingKind, words: ListingWords, selections: readonly Selection[]) {
    const now = Date.now() * 1000
    const options = {
      mergeGaps: Math.round((words.mergegaps ?? 0) * 1_000_000),
      isMerged: words.merge === 'overlap',
      includesEmpty: kind === 'gaps',
      mostSpans: 1_000_000,
      now,
    }
    const sources = await sourcesOf(gateway, selections, options, () => reply.raw.destroyed)
    const kept = limited(ordered(sources, words.orderby ?? 'name'), kind, words.limit ?? Number.POSITIVE_INFINITY)
    if (kept.length === 0) {
      if (words.nodata !== 404) return reply.code(204).send()
      throw new GatewayProblem(
        'no-data',
        `no ${kind === 'gaps' ? 'gaps' : 'particles'} are known of what was asked for`,
      )
    }
    const format = words.format ?? 'text'
    return reply
      .type(listingTypes[format])
      .header('cache-control', 'no-store')
      .send(listing(kept, kind, format, now))
  }
}

/** Texts as the query string would have them: their types and refusals are the same. */
function checkedWords(request: FastifyRequest, words: Readonly<Record<string, string>>, schema: TSchema): ListingWords {
  const validate = request.compileValidationSchema(schema)
  const converted: unknown = { ...words }
  if (validate(converted)) return converted as ListingWords
  throw Object.assign(new Error('the lines of words do not fit'), {
    validation: validate.errors,
    validationContext: 'body',
  })
}
