/** A stream, judged: its new row, and what is to be told when its state changed. */
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import { measureRates, type Rates, type RateViews } from '../../schemas/status/measure-rates.ts'
import type { State } from '../../schemas/status/states.ts'
import type { streamStatuses } from '../../schemas/status-tables.ts'
import type { Row } from '../../schemas/table.ts'
import { judgeRates, judgeSilence, settle, type Verdict } from './judge-stream.ts'
import type { KnownStream } from './known-streams.ts'
import type { MonitorRules } from './rules.ts'

type StatusRow = Row<typeof streamStatuses>

export interface Judgement {
  readonly row: StatusRow
  /** The row is not as it is stored. */
  readonly isNew: boolean
  /** The event without its part about the instrument; null: the state did not change. */
  readonly change: StreamChange | null
}
type InstrumentPart = 'instrumentId' | `instrument${'Before' | 'After' | 'ReasonBefore' | 'Reason'}`
export type StreamChange = Omit<StreamStatusChanged, InstrumentPart>

const day = 86_400_000_000

export async function judgeOne(
  stream: KnownStream,
  views: RateViews,
  minute: number,
  rules: MonitorRules,
): Promise<Judgement> {
  const { id, refdes, method, stream: name, before } = stream
  const { verdict, rates } = await observe(stream, views, minute, rules)
  const pending =
    before === null || before.pending_state === null || before.pending_since === null
      ? null
      : { state: before.pending_state as State, since: before.pending_since }
  const state = (before?.state ?? 'notTracked') as State
  const after = settle({ state, pending }, verdict.state, minute, rules.holdSeconds * 1_000_000)
  const isChanged = after.state !== state
  const row: StatusRow = {
    ...{ id, refdes, method, stream: name },
    state: after.state,
    changed_at: isChanged || before === null ? minute : before.changed_at,
    reason: isChanged || before === null ? verdict.reason : before.reason,
    pending_state: after.pending?.state ?? null,
    pending_since: after.pending?.since ?? null,
  }
  const isNew = before === null || isChanged || row.pending_state !== before.pending_state
  return { row, isNew, change: isChanged ? changeOf(stream, state, row, rates) : null }
}

async function observe(
  { last, keys, deployed, expected, isDisabled }: KnownStream,
  views: RateViews,
  minute: number,
  rules: MonitorRules,
): Promise<{ readonly verdict: Verdict; readonly rates: Rates | null }> {
  const only = (state: State, reason: string) => ({ verdict: { state, reason }, rates: null })
  if (isDisabled) return only('disabled', 'its rate and intervals are set to 0 for this instrument')
  if (deployed === null) return only('notTracked', 'no deployment of the instrument is open')
  if (last === null) return only('notTracked', `data that come by this method are not judged`)
  const verdict = judgeSilence(minute - last, expected)
  if (rules.rates === null || verdict.state !== 'operational' || expected.expectedRate === 0)
    return { verdict, rates: null }
  const recent = keys.filter((key) => key.last > minute - day)
  const rates = await measureRates(views, recent, minute)
  return { verdict: judgeRates(verdict, expected.expectedRate, rates, rules.rates), rates }
}

function changeOf(
  { id, refdes, method, stream, last, expected, deployed }: KnownStream,
  before: State,
  { state, changed_at, reason }: StatusRow,
  rates: Rates | null,
): StreamChange {
  return {
    ...{ id, refdes, method, stream, before, after: state, at: changed_at, reason },
    lastParticle: last,
    elapsed: last === null ? null : Math.max(0, Math.floor((changed_at - last) / 1_000_000)),
    ...expected,
    measuredRate: rates?.overMinutes ?? null,
    asset: deployed?.asset ?? '',
    deployment: deployed?.deployment ?? null,
  }
}
