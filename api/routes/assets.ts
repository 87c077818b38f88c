/** Where instruments were, and what their sensors' coefficients are: plain reads of the catalogue. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { validities } from '../../schemas/assets/calibration.ts'
import type { deployments } from '../../schemas/catalogue-tables.ts'
import type { Row } from '../../schemas/table.ts'
import { AtQuery, Calibrations, Deployments, RefdesPath } from '../asset-schemas.ts'
import { timeOf } from '../data-question.ts'
import type { Gateway } from '../gateway.ts'
import { responses } from '../schemas.ts'
import { formatTime } from '../times.ts'

type Deployed = Row<typeof deployments>

const ending = (micros: number | null): string | null =>
  micros === null || micros === Number.POSITIVE_INFINITY ? null : formatTime(micros)

export const assetRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { deployments, calibrations }) => {
  const deployed = async (refdes: string) => {
    const rows = await deployments.slice({ partition: { refdes } })
    return rows.sort((a, b) => a.deployment - b.deployment)
  }

  app.get(
    '/deployments/:refdes',
    {
      schema: {
        tags: ['assets'],
        summary: 'When an instrument was where, and which sensor it was',
        params: RefdesPath,
        response: responses(200, { 'application/json': Deployments }, 'None: an empty list'),
      },
    },
    async ({ params: { refdes } }) => {
      const rows = await deployed(refdes)
      return {
        refdes,
        deployments: rows.map(({ refdes: _, start, stop, water_depth, details, ...row }) => ({
          ...row,
          start: formatTime(start),
          stop: ending(stop),
          waterDepth: water_depth,
          details: JSON.parse(details) as Record<string, string>,
        })),
      }
    },
  )

  /** Intervals inside the deployment; with a time, those alone that hold then. */
  async function calibrated({ deployment, start, stop, asset }: Deployed, at: number | null) {
    const end = stop ?? Number.POSITIVE_INFINITY
    const rows = asset === '' ? [] : await calibrations.slice({ partition: { asset } })
    const coefficients: Record<string, object[]> = {}
    for (const { row, from, to } of validities(rows)) {
      const [first, last] = [Math.max(from, start), Math.min(to, end)]
      if (first >= last || (at !== null && (at < first || at >= last))) continue
      const { name, value, source, version } = row
      const list = coefficients[name] ?? []
      coefficients[name] = list
      list.push({ start: formatTime(first), stop: ending(last), value: JSON.parse(value) as unknown, source, version })
    }
    return { deployment, start: formatTime(start), stop: ending(stop), asset, coefficients }
  }

  app.get(
    '/calibrations/:refdes',
    {
      schema: {
        tags: ['assets'],
        summary: 'Coefficients of an instrument, deployment by deployment, each with the time for which it holds',
        description: 'With `at`, only the deployment and the coefficients of that time.',
        params: RefdesPath,
        querystring: AtQuery,
        response: responses(200, { 'application/json': Calibrations }, 'None: an empty list'),
      },
    },
    async ({ params: { refdes }, query }) => {
      const at = timeOf('at', query.at)
      const rows = (await deployed(refdes)).filter(
        ({ start, stop }) => at === null || (start <= at && at < (stop ?? Number.POSITIVE_INFINITY)),
      )
      return { refdes, deployments: await Promise.all(rows.map((row) => calibrated(row, at))) }
    },
  )
}
