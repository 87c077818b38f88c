/** What the routes of exports and jobs accept and send. */
import { Type } from '@sinclair/typebox'

export const JobPath = Type.Object({
  job: Type.String({ pattern: '^[0-9a-f]{32}$', description: 'the id of a job: 32 hexadecimal digits' }),
})
export const FilePath = Type.Object({
  ...JobPath.properties,
  file: Type.String({ minLength: 1, maxLength: 400, description: 'the name of a file of the job' }),
})

const states = ['queued', 'running', 'finished', 'failed', 'cancelled', 'expired'] as const
const State = Type.Unsafe<(typeof states)[number]>({
  type: 'string',
  enum: [...states],
  description: `one of ${states.join(', ')}`,
})

export const JobsQuery = Type.Object(
  {
    state: Type.Optional(State),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'a whole number of jobs from 1 to 1000; default 100' }),
    ),
  },
  { additionalProperties: false },
)

/** Case and form are free, and other preferences may stand beside it. */
export const PreferHeaders = Type.Object({
  prefer: Type.Optional(
    Type.String({ description: '`wait=N`: answer when the job has ended, or after N seconds (at most 600)' }),
  ),
})

const Time = Type.String({ format: 'date-time', description: 'UTC with microseconds' })
const TimeOrNull = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' })
const Count = (description: string) => Type.Integer({ description })
const LimitOrNull = Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'null: any' })

export const ShownEstimate = Type.Object({
  rows: Count('After reduction; half a bin at an end of the range counts half'),
  bytes: Count('Of the files'),
  seconds: Type.Number({ description: 'With one part made at a time' }),
  days: Type.Number({ description: 'From the first to the last data in the range' }),
  bytesPerRow: Type.Record(Type.String(), Type.Number(), { description: 'By parameter' }),
  limits: Type.Object({ rows: LimitOrNull, bytes: LimitOrNull, days: LimitOrNull }),
  exceeds: Type.Array(Type.String(), { description: 'Limits that an export of this would exceed: it would get 413' }),
})

const ShownFile = Type.Object({
  name: Type.String(),
  kind: Type.String({ description: 'data, provenance or annotations' }),
  href: Type.String(),
  mediaType: Type.String(),
  size: Count('Bytes'),
  sha256: Type.String(),
  rows: Type.Integer(),
  first: TimeOrNull,
  last: TimeOrNull,
})

export const ShownJob = Type.Object({
  id: Type.String(),
  state: State,
  progress: Type.Number({ description: '0 to 1' }),
  requestedAt: Time,
  startedAt: TimeOrNull,
  finishedAt: TimeOrNull,
  deadline: Time,
  expiresAt: Type.String({ format: 'date-time', description: 'Files are kept until then' }),
  format: Type.String(),
  request: Type.Unknown({ description: 'As it was asked' }),
  estimate: Type.Object({ rows: Type.Integer(), bytes: Type.Integer(), seconds: Type.Number() }),
  secondsLeft: Type.Number({ description: 'Estimated' }),
  rows: Count('Written so far'),
  bytes: Count('Written so far'),
  parts: Type.Object({ total: Type.Integer(), made: Type.Integer() }),
  files: Type.Array(ShownFile, { description: 'Those that are whole; empty in lists' }),
  problem: Type.Unknown({ description: 'Why it failed, in lists; a failed job alone is answered as this problem' }),
  links: Type.Object({ self: Type.String(), events: Type.String(), cancel: Type.String() }),
})
export const ShownJobs = Type.Object({ jobs: Type.Array(ShownJob) })
