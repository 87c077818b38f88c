/** Stream keys: reference designator, method, stream and deployment number name one series of particles. */

export interface StreamKey {
  readonly refdes: string
  readonly method: string
  readonly stream: string
  readonly deployment: number
}

/** subsite (8) - node (5) - port and instrument (2-9), e.g. `CE02SHSM-RID27-03-CTDBPC000`. */
export const refdesPattern = '^[A-Z0-9]{2,14}-[A-Z0-9]{2,10}-[A-Z0-9]{2}-[A-Z0-9]{2,16}$'
/** `telemetered`, `recovered_host`, `recovered_inst`, `streamed`, … */
export const methodPattern = '^[a-z][a-z0-9_]{0,39}$'
export const streamPattern = '^[a-z][a-z0-9_]{0,99}$'
/** Parameter names: also the column names. A leading underscore is ours. */
export const parameterPattern = '^[A-Za-z][A-Za-z0-9_]{0,99}$'
/** A series that a quality test looks at: a parameter, a data product (`PRESWAT_L1`), or `stream.parameter`. */
export const seriesPattern = '^[A-Za-z][A-Za-z0-9_-]{0,99}([.][A-Za-z][A-Za-z0-9_]{0,99})?$'

export function formatStreamKey(key: StreamKey): string {
  return `${key.refdes}/${key.method}/${key.stream}/${key.deployment}`
}

export function parseStreamKey(text: string): StreamKey {
  const [refdes, method, stream, deployment] = text.split('/')
  if (refdes === undefined || method === undefined || stream === undefined || deployment === undefined) {
    throw new RangeError(`not a stream key: ${text}`)
  }
  return { refdes, method, stream, deployment: Number(deployment) }
}

/** What is wrong with the parts of a stream key, by field; empty when nothing is. */
export function streamKeyProblems(key: StreamKey): { field: keyof StreamKey; reason: string }[] {
  const problems: { field: keyof StreamKey; reason: string }[] = []
  const check = (field: 'refdes' | 'method' | 'stream', pattern: string, like: string) => {
    if (!new RegExp(pattern).test(key[field])) problems.push({ field, reason: `must look like ${like}` })
  }
  check('refdes', refdesPattern, 'CE02SHSM-RID27-03-CTDBPC000')
  check('method', methodPattern, 'telemetered')
  check('stream', streamPattern, 'ctdbp_cdef_dcl_instrument')
  if (!Number.isInteger(key.deployment) || key.deployment < 0 || key.deployment > 99_999) {
    problems.push({ field: 'deployment', reason: 'must be a whole number from 0 to 99999' })
  }
  return problems
}
