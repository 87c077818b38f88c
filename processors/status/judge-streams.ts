import { deployments } from '../../schemas/catalogue-tables.ts'
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import { instrumentId } from '../../schemas/status/identity.ts'
import type { State } from '../../schemas/status/states.ts'
import { rollUp } from '../../schemas/status/states.ts'
import {
  expectedStreams,
  instrumentStatuses,
  judgedMinutes,
  statusChanges,
  streamArrivals,
  streamOverrides,
  streamStatuses,
} from '../../schemas/status-tables.ts'
import { atomically, put, type Row, type Write } from '../../schemas/table.ts'
import { chunkStats, streamBins } from '../../schemas/tables.ts'
import { minuteTicked } from '../../topics/pipeline.ts'
import { streamStatusChanged } from '../../topics/status.ts'
import { emission } from '../../topics/topic.ts'
import { defineProcessor, type Views } from '../processor.ts'
import { type Judgement, judgeOne } from './judge-one.ts'
import { knownStreams } from './known-streams.ts'
import { defaultRules, type MonitorRules } from './rules.ts'

const reads = {
  arrivals: streamArrivals,
  expected: expectedStreams,
  overrides: streamOverrides,
  deployments,
  statuses: streamStatuses,
  changes: statusChanges,
  instruments: instrumentStatuses,
  minutes: judgedMinutes,
  stats: chunkStats,
  bins: streamBins,
}
export type MonitorViews = Views<typeof reads>
const monitor = 'streams'
const judgedAtOnce = 256

/** The monitor, by rules that the configuration may set. */
export const judgeStreamsBy = (rules: MonitorRules) =>
  defineProcessor({
    name: 'judge-streams',
    about: 'Judges each minute every stream of a deployed instrument by the age and rate of its particles.',
    consumes: [minuteTicked],
    produces: [streamStatusChanged],
    reads,
    writes: [streamStatuses, statusChanges, instrumentStatuses, judgedMinutes],
    batch: { maxWaitMs: 50 },
    async process(events, views) {
      const told = new Set(events.map(({ value }) => value.minute))
      const minute = Math.max(...told)
      const judged = await views.minutes.get({ monitor })
      const statuses: Row<typeof streamStatuses>[] = []
      for await (const row of views.statuses.scan()) statuses.push(row)
      // What was written, but perhaps not published, when this tick came before.
      const again = await changesOf(
        statuses.filter(({ changed_at }) => told.has(changed_at)),
        views,
      )
      if (judged !== null && judged.minute >= minute) return { emit: again }

      const judgements: Judgement[] = []
      const known = await knownStreams(views, statuses, minute, rules)
      for (let from = 0; from < known.length; from += judgedAtOnce) {
        const some = known.slice(from, from + judgedAtOnce)
        judgements.push(...(await Promise.all(some.map((stream) => judgeOne(stream, views, minute, rules)))))
      }
      const instruments = await rolledUp(judgements, views, minute)
      const { write, emit } = outcomeOf(judgements, instruments)
      return { write: [...write, put(judgedMinutes, { monitor, minute })], emit: [...again, ...emit] }
    },
  })

export const judgeStreams = judgeStreamsBy(defaultRules)

async function changesOf(rows: readonly Row<typeof streamStatuses>[], { changes }: MonitorViews) {
  const found = await Promise.all(rows.map(({ id, changed_at }) => changes.get({ id, at: changed_at })))
  return found.flatMap((row) =>
    row === null ? [] : [emission(streamStatusChanged, JSON.parse(row.event) as StreamStatusChanged)],
  )
}

interface Instrument {
  readonly before: Row<typeof instrumentStatuses> | null
  readonly after: Row<typeof instrumentStatuses>
}

async function rolledUp(judgements: readonly Judgement[], views: MonitorViews, minute: number) {
  const before = new Map<string, Row<typeof instrumentStatuses>>()
  for await (const row of views.instruments.scan()) before.set(row.refdes, row)
  const states = new Map<string, State[]>()
  for (const { row } of judgements) {
    const list = states.get(row.refdes)
    if (list === undefined) states.set(row.refdes, [row.state as State])
    else list.push(row.state as State)
  }
  const instruments = new Map<string, Instrument>()
  for (const [refdes, all] of states) {
    const was = before.get(refdes) ?? null
    const is = rollUp(all)
    const isSame = was !== null && was.state === is.state && was.reason === is.reason
    const after = isSame ? was : { id: instrumentId(refdes), refdes, ...is, changed_at: minute }
    instruments.set(refdes, { before: was, after })
  }
  return instruments
}

function outcomeOf(judgements: readonly Judgement[], instruments: ReadonlyMap<string, Instrument>) {
  const write: Write[] = []
  const emit = []
  for (const { row, isNew, change } of judgements) {
    if (!isNew) continue
    if (change === null) write.push(put(streamStatuses, row))
    else {
      const event = { ...change, ...instrumentPart(instruments.get(row.refdes) as Instrument) }
      const { id, state, reason } = row
      const kept = put(statusChanges, { id, at: change.at, state, reason, event: JSON.stringify(event) })
      write.push(atomically(put(streamStatuses, row), kept))
      emit.push(emission(streamStatusChanged, event))
    }
  }
  for (const { before, after } of instruments.values()) if (before !== after) write.push(put(instrumentStatuses, after))
  return { write, emit }
}

function instrumentPart({ before, after }: Instrument) {
  return {
    instrumentId: after.id,
    instrumentBefore: before?.state ?? 'notTracked',
    instrumentAfter: after.state,
    instrumentReasonBefore: before?.reason ?? rollUp([]).reason,
    instrumentReason: after.reason,
  }
}
