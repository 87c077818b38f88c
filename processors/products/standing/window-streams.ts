/** Streams whose rows are windows of another's rows: where their products stand, and how far these look around. */
import type { ResolvedStream } from '../../../schemas/definitions/records.ts'
import { formatStreamKey, parseStreamKey, type StreamKey } from '../../../schemas/streams.ts'
import type { AnyAlgorithm, WindowAlgorithm } from '../algorithm.ts'
import { stagesOf } from '../engine/evaluate-windows.ts'
import { functionOf } from '../engine/functions.ts'
import type { Plan } from '../engine/plan.ts'

/** `@` is in no stream's name: windows never share a bin with particles of the same stream. */
const mark = '@windows'

export const windowsKey = (key: StreamKey): string => formatStreamKey({ ...key, stream: `${key.stream}${mark}` })

/** The stream key whose windows stand under a key; null: particles do. */
export function windowsIn(streamKey: string): StreamKey | null {
  const key = parseStreamKey(streamKey)
  return key.stream.endsWith(mark) ? { ...key, stream: key.stream.slice(0, -mark.length) } : null
}

/** A window stamped at a time follows from the rows so long before and after it; microseconds. */
export interface Reach {
  readonly before: number
  readonly after: number
}

type Window = WindowAlgorithm['window']

const algorithmsOf = ({ parameters }: ResolvedStream): AnyAlgorithm[] =>
  parameters.flatMap(({ derivation }) => {
    const found = derivation === null ? null : functionOf(derivation.kind, derivation.text)
    return found === null ? [] : [found]
  })

/** The windows of a stream; null: it has none, or they are not all of one kind. */
export function windowOfStream(stream: ResolvedStream): Window | null {
  const all = algorithmsOf(stream).flatMap((one) => (one.kind === 'window' ? [one.window] : []))
  const [first] = all
  if (first === undefined) return null
  const isSame = ({ lengthMicros, offsetMicros = 0, stampMicros }: Window) =>
    lengthMicros === first.lengthMicros &&
    offsetMicros === (first.offsetMicros ?? 0) &&
    stampMicros === first.stampMicros
  if (!all.every(isSame)) return null
  const lookBackMicros = Math.max(...all.map((one) => one.lookBackMicros))
  return { ...first, lookBackMicros, lookAheadMicros: Math.max(...all.map((one) => one.lookAheadMicros ?? 0)) }
}

/** Of one stream alone, by its definition: the same whatever is asked of it. Null: its windows are not of one kind. */
export function reachOfStream(stream: ResolvedStream, isOfWindows: boolean): Reach | null {
  const rows = algorithmsOf(stream).reduce((sum, one) => sum + (one.kind === 'row' ? one.lookBackMicros : 0), 0)
  if (!isOfWindows) return { before: rows, after: 0 }
  const window = windowOfStream(stream)
  if (window === null) return null
  const beside = window.lengthMicros + Math.abs(window.stampMicros)
  return { before: rows + window.lookBackMicros + beside, after: (window.lookAheadMicros ?? 0) + beside }
}

/** With that of the streams that it is made of. */
export function reachOf(plan: Plan): Reach | null {
  const own = reachOfStream(plan.stream, plan.host !== null)
  const hosts = plan.host === null ? { before: 0, after: 0 } : reachOf(plan.host)
  return own === null || hosts === null ? null : { before: own.before + hosts.before, after: own.after + hosts.after }
}

/** Names of what has a value for each window; steps on the way to windows have none. */
export function windowColumns(plan: Plan): ReadonlySet<string> {
  const onTheWay = new Set(stagesOf(plan).toWindows.filter(({ algorithm }) => algorithm.kind === 'row'))
  return new Set(plan.steps.flatMap((step) => (onTheWay.has(step) ? [] : [step.parameter.name])))
}

/** The plan of the stored rows that a plan comes down to. */
export const rootOf = (plan: Plan): Plan => (plan.host === null ? plan : rootOf(plan.host))
