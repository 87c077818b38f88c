/** Annotations between the door and the catalogue: bodies to events, rows to answers, and finding one by its id. */
import { createHash, randomBytes } from 'node:crypto'
import { annotationOf, annotationProblem } from '../schemas/annotation.ts'
import type { annotations } from '../schemas/catalogue-tables.ts'
import { canonicalJson } from '../schemas/content-version.ts'
import type { AnnotationChanged } from '../schemas/generated/events.ts'
import type { Row, TableView } from '../schemas/table.ts'
import type { AnnotationBody, AnnotationChanges } from './asset-schemas.ts'
import { demandOrder, timeOf } from './data-question.ts'
import { GatewayProblem } from './problems.ts'
import { formatTime } from './times.ts'

type View = TableView<typeof annotations>
type Scope = Pick<AnnotationBody, 'refdes' | 'subsite' | 'node' | 'sensor' | 'method' | 'stream'>

export interface AnnotationScope {
  readonly subsite: string | null
  readonly node: string | null
  readonly sensor: string | null
  readonly method: string | null
  readonly stream: string | null
}

export function scopeOf({ refdes, subsite, node, sensor, method, stream }: Scope): AnnotationScope {
  const how = { method: method ?? null, stream: stream ?? null }
  if (refdes === undefined) return { subsite: subsite ?? null, node: node ?? null, sensor: sensor ?? null, ...how }
  const [first = '', second = '', ...rest] = refdes.split('-')
  const parts = { subsite: first, node: second, sensor: rest.join('-') }
  for (const [field, said] of Object.entries({ subsite, node, sensor })) {
    const own = parts[field as keyof typeof parts]
    if (said === undefined || said === own) continue
    throw new GatewayProblem('invalid-value', `${field} must be that of refdes, ${own}; got ${JSON.stringify(said)}`, {
      field,
    })
  }
  return { ...parts, ...how }
}

/** `now`: UTC microseconds. With a key, the same body gets the same id. */
export function newAnnotation(body: AnnotationBody, key: string | null, now: number): AnnotationChanged {
  const { subsite, ...scope } = scopeOf(body)
  if (subsite === null) {
    throw new GatewayProblem('missing-value', 'refdes or subsite is required: what the annotation is about', {
      field: 'refdes',
    })
  }
  const said = { subsite, ...scope, ...saidIn({ ...nothingSaid, ...body }) }
  const unique = key === null ? randomBytes(12).toString('hex') : digest(canonicalJson({ key, ...said }))
  return checked({ id: `${subsite}-${unique}`, ...said, createdAt: now, isRemoved: false }, body)
}

const nothingSaid = { parameters: [], stop: null, isExclusion: false, qcFlag: null }
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)

type Said = Pick<AnnotationChanged, 'parameters' | 'start' | 'stop' | 'text' | 'isExclusion' | 'qcFlag' | 'author'>

function saidIn(body: Required<AnnotationChanges>): Said {
  const { start, stop, text, author, isExclusion } = body
  return {
    parameters: [...new Set(body.parameters)],
    start: timeOf('start', start) as number,
    stop: timeOf('stop', (stop as string | null) ?? undefined),
    text,
    isExclusion,
    qcFlag: body.qcFlag as string | null,
    author,
  }
}

export function changedAnnotation(before: AnnotationChanged, changes: AnnotationChanges): AnnotationChanged {
  const { parameters, start, stop, text, isExclusion, qcFlag, author } = before
  const was = { parameters: [...parameters], text, isExclusion, qcFlag, author }
  const times = { start: formatTime(start), stop: stop === null ? null : formatTime(stop) }
  return checked({ ...before, ...saidIn({ ...was, ...times, ...changes }) }, changes)
}

function checked(event: AnnotationChanged, { start, stop }: AnnotationChanges): AnnotationChanged {
  demandOrder(event.start, event.stop, start ?? formatTime(event.start), stop)
  const problem = annotationProblem(event)
  if (problem === null) return event
  const { field, reason } = problem
  throw new GatewayProblem('invalid-value', `${field} ${reason}`, { field })
}

/** Whether annotations may exclude some of an instrument's data in a range, UTC microseconds; what exactly, the answer engine knows. */
export async function mayExclude(
  view: View,
  { refdes, start, stop }: { readonly refdes: string; readonly start: number | null; readonly stop: number | null },
): Promise<boolean> {
  const [from, to] = [start ?? Number.NEGATIVE_INFINITY, stop ?? Number.POSITIVE_INFINITY]
  for await (const row of await view.slice({ partition: { subsite: refdes.split('-', 1)[0] as string } })) {
    if (!row.is_exclusion || row.is_removed) continue
    if (row.start < to && (row.stop ?? Number.POSITIVE_INFINITY) > from) return true
  }
  return false
}

/** The row of an id that was not withdrawn. Throws a `GatewayProblem`. */
export async function annotationRow(view: View, id: string): Promise<Row<typeof annotations>> {
  const row = await rowOf(view, id)
  if (row !== null && !row.is_removed) return row
  const detail = row === null ? `there is no annotation ${id}` : `the annotation ${id} was withdrawn`
  throw new GatewayProblem('unknown-annotation', detail, { field: 'id' })
}

/** Ids that are given here begin with their subsite; others are looked for everywhere. */
export async function rowOf(view: View, id: string): Promise<Row<typeof annotations> | null> {
  const row = await view.get({ subsite: id.split('-', 1)[0] as string, id })
  if (row !== null) return row
  for await (const other of view.scan()) if (other.id === id) return other
  return null
}

/** Those about the scope in the range, by start: what an annotation does not say, it says of all. */
export async function annotationsIn(
  view: View,
  scope: AnnotationScope,
  start: number | null,
  stop: number | null,
): Promise<Row<typeof annotations>[]> {
  const found: Row<typeof annotations>[] = []
  const rows = scope.subsite === null ? view.scan() : await view.slice({ partition: { subsite: scope.subsite } })
  const isAbout = (said: string | null, asked: string | null) => said === null || asked === null || said === asked
  for await (const row of rows) {
    if (row.is_removed || row.start >= (stop ?? Number.POSITIVE_INFINITY)) continue
    if ((row.stop ?? Number.POSITIVE_INFINITY) <= (start ?? Number.NEGATIVE_INFINITY)) continue
    const fields = ['node', 'sensor', 'method', 'stream'] as const
    if (fields.every((field) => isAbout(row[field], scope[field]))) found.push(row)
  }
  return found.sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))
}

export function shownAnnotation({ isRemoved: _, start, stop, createdAt, ...said }: AnnotationChanged) {
  return {
    ...said,
    parameters: [...said.parameters],
    start: formatTime(start),
    stop: stop === null ? null : formatTime(stop),
    createdAt: formatTime(createdAt),
  }
}

export const shownRow = (row: Row<typeof annotations>) => shownAnnotation(annotationOf(row))
