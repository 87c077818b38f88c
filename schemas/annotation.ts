/** What an annotation must be like, and its row. */
import { quoted, timeText } from './assets/deployment.ts'
import type { annotations } from './catalogue-tables.ts'
import type { AnnotationChanged } from './generated/events.ts'
import { methodPattern, parameterPattern, streamPattern } from './streams.ts'
import type { Row } from './table.ts'

export const qcFlags = [
  'pass',
  'not_evaluated',
  'suspect',
  'fail',
  'not_operational',
  'not_available',
  'pending_ingest',
] as const

export const annotationIdPattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'
export const subsitePattern = '^[A-Z0-9]{2,14}$'
export const nodePattern = '^[A-Z0-9]{2,10}$'
export const sensorPattern = '^[A-Z0-9]{2}-[A-Z0-9]{2,16}$'
export const longestText = 20_000

export interface AnnotationProblem {
  readonly field: keyof AnnotationChanged
  /** To follow the field's name. */
  readonly reason: string
}

/** The first thing that is wrong; null: nothing. */
export function annotationProblem(event: AnnotationChanged): AnnotationProblem | null {
  const { parameters, start, stop, text, qcFlag, author } = event
  const unlike = (field: 'id' | 'subsite' | 'node' | 'sensor' | 'method' | 'stream', pattern: string, like: string) => {
    const value = event[field]
    if (value === null || new RegExp(pattern).test(value)) return null
    return { field, reason: `must look like ${like}; got ${quoted(value)}` }
  }
  const wrong =
    unlike('id', annotationIdPattern, '3f2a9c (letters, digits, dots, dashes and underscores, at most 64)') ??
    unlike('subsite', subsitePattern, 'CE02SHSM') ??
    unlike('node', nodePattern, 'RID27') ??
    unlike('sensor', sensorPattern, '03-CTDBPC000') ??
    unlike('method', methodPattern, 'telemetered') ??
    unlike('stream', streamPattern, 'ctdbp_cdef_dcl_instrument')
  if (wrong !== null || event.isRemoved) return wrong
  if (event.sensor !== null && event.node === null) return { field: 'node', reason: 'must be given where a sensor is' }
  const bad = parameters.find((name) => !new RegExp(parameterPattern).test(name))
  if (bad !== undefined) return { field: 'parameters', reason: `must be names of parameters; got ${quoted(bad)}` }
  if (stop !== null && stop <= start) {
    return { field: 'stop', reason: `must be after start (${timeText(start)}); got ${timeText(stop)}` }
  }
  if (text.trim() === '') return { field: 'text', reason: 'must say something' }
  if (text.length > longestText) return { field: 'text', reason: `must have at most ${longestText} characters` }
  if (qcFlag !== null && !(qcFlags as readonly string[]).includes(qcFlag)) {
    return { field: 'qcFlag', reason: `must be one of ${qcFlags.join(', ')}; got ${quoted(qcFlag)}` }
  }
  if (author.trim() === '') return { field: 'author', reason: 'must say who annotates' }
  return author.length > 200 ? { field: 'author', reason: 'must have at most 200 characters' } : null
}

export function annotationRow(event: AnnotationChanged): Row<typeof annotations> {
  const { id, subsite, node, sensor, method, stream, start, stop, text, author } = event
  return {
    ...{ id, subsite, node, sensor, method, stream, start, stop, text, author },
    parameters: JSON.stringify(event.parameters),
    is_exclusion: event.isExclusion,
    qc_flag: event.qcFlag,
    created_at: event.createdAt,
    is_removed: event.isRemoved,
  }
}

/** The event that would give a row. */
export function annotationOf(row: Row<typeof annotations>): AnnotationChanged {
  const { id, subsite, node, sensor, method, stream, start, stop, text, author } = row
  return {
    ...{ id, subsite, node, sensor, method, stream, start, stop, text, author },
    parameters: JSON.parse(row.parameters) as string[],
    isExclusion: row.is_exclusion,
    qcFlag: row.qc_flag,
    createdAt: row.created_at,
    isRemoved: row.is_removed,
  }
}
