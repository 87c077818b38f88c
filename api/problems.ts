/** Every way in which the gateway refuses, one table (RFC 9457). The documentation is checked against it. */

export const problemTable = {
  'invalid-request': { status: 400, title: 'The request is not valid HTTP or not of the documented form' },
  'invalid-value': { status: 400, title: 'A field has a value that is not accepted' },
  'missing-value': { status: 400, title: 'A required field is absent' },
  'unknown-query-word': { status: 400, title: 'The query string has a word that this route does not know' },
  'invalid-range': { status: 400, title: 'start must be before stop' },
  'unknown-parameter': { status: 400, title: 'The stream has no parameter of this name' },
  'invalid-definition': { status: 400, title: 'The process definition breaks rules; `errors` lists each by its field' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-particle': { status: 400, title: 'A particle of the body is not accepted; none was published' },
  'no-particles': { status: 400, title: 'The body holds no particles' },
  unauthorized: { status: 401, title: 'A user with a password or a key is needed' },
  forbidden: { status: 403, title: 'It belongs to another user' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'unknown-stream': { status: 404, title: 'No such stream: neither data nor a definition' },
  'unknown-annotation': { status: 404, title: 'There is no such annotation, or it was withdrawn' },
  'unknown-definition': { status: 404, title: 'Nothing is defined under this name' },
  'unknown-managed-stream': { status: 404, title: 'There is no managed stream of this name' },
  'unknown-process': { status: 404, title: 'There is no such process definition of this user' },
  'unknown-operation': { status: 404, title: 'There is no operation of this name' },
  'unknown-job': { status: 404, title: 'There is no such job, or it is forgotten' },
  'unknown-file': { status: 404, title: 'The job has no file of this name' },
  'unknown-expected-stream': { status: 404, title: 'No expected stream has this id' },
  'unknown-deployed-stream': { status: 404, title: 'No stream of an instrument has this id' },
  'unknown-instrument': { status: 404, title: 'No stream of such an instrument was ever judged' },
  'no-data': { status: 404, title: 'There are no data in the range' },
  'unknown-topic': { status: 404, title: 'There is no topic of this name' },
  'unknown-archive': { status: 404, title: 'The topic was never archived' },
  'unknown-replay': { status: 404, title: 'There is no such replay' },
  'unknown-problem': { status: 404, title: 'No problem has this code' },
  'method-not-allowed': { status: 405, title: 'This address does not take this method' },
  'not-acceptable': { status: 406, title: 'None of the accepted media types can be produced' },
  'deadline-passed': { status: 408, title: 'The answer or export was not there by its deadline' },
  'answer-timeout': { status: 408, title: 'The pipeline did not answer in time' },
  'stream-exists': { status: 409, title: 'There is a stream of this name, with other settings' },
  'stream-in-use': { status: 409, title: 'The stream is used; `uses` lists by what' },
  'process-in-use': { status: 409, title: 'The process definition is used by operations' },
  'process-changed': { status: 409, title: 'Somebody else wrote this revision at the same time' },
  'operation-exists': { status: 409, title: 'There is an operation of this name' },
  'operation-changed': { status: 409, title: 'Somebody else changed the operation at the same time' },
  'job-ended': { status: 409, title: 'The job has ended: there is nothing to cancel' },
  'replay-ended': { status: 409, title: 'The replay has ended: there is nothing to cancel' },
  'job-cancelled': { status: 410, title: 'The job was cancelled: its files are gone' },
  'job-expired': { status: 410, title: 'The files of the job are kept no longer' },
  'export-too-large': { status: 413, title: 'The export would exceed a limit' },
  'too-large': { status: 413, title: 'The body, or one particle of it, is too large' },
  'answer-too-large': { status: 413, title: 'The answer would exceed a limit' },
  'unsupported-media-type': { status: 415, title: 'The body has a media type that is not understood' },
  'range-not-satisfiable': { status: 416, title: 'The file has no byte in the range' },
  'too-many-requests': { status: 429, title: 'Too many requests from this address' },
  'internal-error': { status: 500, title: 'The gateway failed' },
  'answer-failed': { status: 502, title: 'The pipeline could not compute the answer' },
  'replay-failed': { status: 502, title: 'The archive could not be replayed' },
  'answer-invalid': { status: 502, title: 'The answer could not be read' },
  'too-many-pending': { status: 503, title: 'Too many requests wait for their answers' },
  'too-many-consumers': { status: 503, title: 'Too many consumer groups are open at this gateway' },
  'too-many-exports': { status: 503, title: 'Too many exports are in work' },
  'answer-incomplete': { status: 503, title: 'A part of the answer was lost' },
  'answer-changed': { status: 503, title: 'Particles came while the answer was computed anew; ask again' },
  'service-unavailable': { status: 503, title: 'A service that this needs is away' },
  overloaded: { status: 503, title: 'The gateway is overloaded' },
  stopping: { status: 503, title: 'The gateway is stopping' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problemTable

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemTable, code)

export interface ProblemContext {
  /** The query word, path part or body field that is wrong. */
  readonly field?: string
  /** Index of the particle in a JSON array, from 0. */
  readonly index?: number
  /** Line of an NDJSON body, from 1. */
  readonly line?: number
  /** When trying again makes sense. */
  readonly retryAfterSeconds?: number
  /** Further members of the body, e.g. `estimate`. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** A refusal: thrown anywhere below a route, sent as `application/problem+json`. */
export class GatewayProblem extends Error {
  override readonly name = 'GatewayProblem'
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly context: ProblemContext = {},
    options?: ErrorOptions,
  ) {
    super(detail, options)
  }

  get status(): number {
    return problemTable[this.code].status
  }
}

/** The body of the response; `instance` is the address that was asked for. */
export function problemBody(problem: GatewayProblem, instance: string) {
  const { status, title } = problemTable[problem.code]
  const { field, index, line, extra } = problem.context
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    detail: problem.detail,
    code: problem.code,
    ...(field === undefined ? {} : { field }),
    ...(index === undefined ? {} : { index }),
    ...(line === undefined ? {} : { line }),
    instance,
    ...extra,
  }
}
