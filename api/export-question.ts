/** An export as it is asked for over HTTP, as events. */
import { createHash } from 'node:crypto'
import { type Static, Type } from '@sinclair/typebox'
import { canonicalJson } from '../schemas/content-version.ts'
import { fileFormats } from '../schemas/formats/index.ts'
import type { ExportRequested, FileWanted } from '../schemas/generated/events.ts'
import { exports } from '../schemas/objects.ts'
import { DataBody } from './data-body.ts'
import { questionOfBody } from './data-question.ts'
import type { ExportLimits } from './export-limits.ts'

export const exportFormats = fileFormats.map(({ name }) => name)

export const ExportBody = Type.Object(
  {
    ...DataBody.properties,
    format: Type.Optional(
      Type.Unsafe<string>({
        type: 'string',
        enum: exportFormats,
        description: `one of ${exportFormats.join(', ')}; default netcdf`,
      }),
    ),
    timeout: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 518_400,
        description: 'a whole number of seconds from 1 to 518400, after which the export is given up',
      }),
    ),
  },
  { additionalProperties: false },
)
export type ExportBody = Static<typeof ExportBody>

/** `key`: of the asker; the same question under the same key is the same job. */
export function exportOfBody(body: ExportBody, key: string, nowMicros: number, limits: ExportLimits): ExportRequested {
  const { timeout = limits.deadlineSeconds, ...data } = body
  const request = questionOfBody(data, nowMicros)
  const file: FileWanted = {
    format: body.format ?? 'netcdf',
    unitsRow: body.units ?? false,
    header: body.header ?? false,
    classic: body.classic ?? false,
    width: body.width ?? null,
    height: body.height ?? null,
    maxBytes: limits.partBytes,
  }
  const { requestedAt: _, query: __, ...question } = request
  const job = createHash('sha256').update(canonicalJson({ question, file, key })).digest('hex').slice(0, 32)
  return {
    job,
    request,
    file,
    requestedAt: nowMicros,
    deadlineAt: nowMicros + timeout * 1e6,
    // Every file is made after this moment, so the sweep of the bucket takes none of them before.
    expiresAt: nowMicros + (exports.keepHours ?? 0) * 3_600e6,
  }
}
