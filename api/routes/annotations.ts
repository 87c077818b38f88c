/** What people say about data: written as events, read from the catalogue. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { annotationOf, annotationRow as rowOfEvent } from '../../schemas/annotation.ts'
import { canonicalJson } from '../../schemas/content-version.ts'
import type { AnnotationChanged } from '../../schemas/generated/events.ts'
import { annotationsChanged } from '../../topics/products.ts'
import {
  annotationRow,
  annotationsIn,
  changedAnnotation,
  newAnnotation,
  rowOf,
  scopeOf,
  shownAnnotation,
  shownRow,
} from '../annotations.ts'
import {
  Annotation,
  AnnotationBody,
  AnnotationChanges,
  AnnotationPath,
  Annotations,
  AnnotationsQuery,
  IdempotencyHeaders,
} from '../asset-schemas.ts'
import { demandOrder, timeOf } from '../data-question.ts'
import type { Gateway } from '../gateway.ts'
import { responses } from '../schemas.ts'

export interface AnnotationRouteOptions {
  readonly gateway: Gateway
  /** How long a writer waits until what it said is stored too. */
  readonly settleMs: number
}

const pauseMs = 50

export const annotationRoutes: FastifyPluginAsyncTypebox<AnnotationRouteOptions> = async (
  app,
  { gateway, settleMs },
) => {
  const { annotations, publish } = gateway
  const one = { 'application/json': Annotation }
  const tags = ['annotations']

  /** True when it is stored within the time: a reader sees it. The event is published either way. */
  async function say(event: AnnotationChanged): Promise<boolean> {
    await publish(annotationsChanged, [event])
    const wanted = canonicalJson(rowOfEvent(event))
    const end = Date.now() + settleMs
    for (;;) {
      const { subsite, id } = event
      if (canonicalJson(await annotations.get({ subsite, id })) === wanted) return true
      if (Date.now() >= end) return false
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }

  app.post(
    '/annotations',
    {
      schema: {
        tags,
        summary: 'Says something about data of a time',
        description:
          'About an instrument (`refdes`), or a subsite, node or sensor and all that belongs to it. With `isExclusion` the ' +
          'data are not given out. With `Idempotency-Key`, sending the same body again gives the same annotation.',
        body: AnnotationBody,
        headers: IdempotencyHeaders,
        response: {
          ...responses(201, one, 'It is stored; `Location` says where'),
          ...responses(202, one, 'It is published, and will be stored'),
        },
      },
    },
    async ({ body, headers }, reply) => {
      const key = headers['idempotency-key'] ?? null
      const event = newAnnotation(body, key, Date.now() * 1000)
      const before = key === null ? null : await rowOf(annotations, event.id)
      const isStored = before !== null || (await say(event))
      reply.code(isStored ? 201 : 202).header('location', `/annotations/${event.id}`)
      return before === null ? shownAnnotation(event) : shownRow(before)
    },
  )

  app.get(
    '/annotations',
    {
      schema: {
        tags,
        summary: 'Annotations about an instrument, method or stream that reach into start ≤ time < stop',
        querystring: AnnotationsQuery,
        response: responses(200, { 'application/json': Annotations }, 'What is withdrawn is left out'),
      },
    },
    async ({ query }) => {
      const [start, stop] = [timeOf('start', query.start), timeOf('stop', query.stop)]
      demandOrder(start, stop, query.start, query.stop)
      return { annotations: (await annotationsIn(annotations, scopeOf(query), start, stop)).map(shownRow) }
    },
  )

  app.get(
    '/annotations/:id',
    {
      schema: {
        tags,
        summary: 'One annotation',
        params: AnnotationPath,
        response: responses(200, one, 'As it is stored'),
      },
    },
    async ({ params: { id } }) => shownRow(await annotationRow(annotations, id)),
  )

  app.patch(
    '/annotations/:id',
    {
      schema: {
        tags,
        summary: 'Closes an annotation (`stop`), or says it otherwise',
        description: 'Fields that are left out stay as they are. `stop: null` opens it again.',
        params: AnnotationPath,
        body: AnnotationChanges,
        response: {
          ...responses(200, one, 'As it is stored now'),
          ...responses(202, one, 'It is published, and will be stored'),
        },
      },
    },
    async ({ params: { id }, body }, reply) => {
      const event = changedAnnotation(annotationOf(await annotationRow(annotations, id)), body)
      reply.code((await say(event)) ? 200 : 202)
      return shownAnnotation(event)
    },
  )

  app.delete(
    '/annotations/:id',
    {
      schema: {
        tags,
        summary: 'Withdraws an annotation',
        params: AnnotationPath,
        response: {
          ...responses(200, one, 'It was this, and is given no longer'),
          ...responses(202, one, 'It is published, and will be withdrawn'),
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const event = { ...annotationOf(await annotationRow(annotations, id)), isRemoved: true }
      reply.code((await say(event)) ? 200 : 202)
      return shownAnnotation(event)
    },
  )
}
