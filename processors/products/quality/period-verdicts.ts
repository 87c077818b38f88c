/** Tests that judge fixed periods: their rows are read once more, ahead of those that are given out, a period at a time. */
import type { Rows } from '../engine/evaluate.ts'
import type { Notes } from '../engine/notes.ts'
import { firstAt } from '../engine/windows.ts'
import { periodStart } from '../qc/periods.ts'
import type { ChosenTest } from './choose-tests.ts'
import { undecided, verdictOf } from './flag-values.ts'
import type { CheckedParameter } from './quality-plan.ts'
import { joinNumbers, type SeriesNumbers, seriesNumbers, seriesOf, sliceNumbers } from './series-numbers.ts'

/** Longer periods are not judged: they would not fit into memory beside the others. */
const mostRows = 4_000_000

/** Tests by the length of the period that they judge, in seconds. */
export function periodTests(checked: readonly CheckedParameter[]): ReadonlyMap<number, readonly ChosenTest[]> {
  const byLength = new Map<number, ChosenTest[]>()
  for (const one of checked.flatMap(({ qartod, legacy }) => [...qartod, ...legacy])) {
    const { periodSeconds } = one.reach
    if (periodSeconds === undefined) continue
    byLength.set(periodSeconds, [...(byLength.get(periodSeconds) ?? []), one])
  }
  return byLength
}

interface Judged {
  readonly time: Float64Array
  readonly flags: ReadonlyMap<ChosenTest, Uint8Array>
  /** Rows before it were given out. */
  next: number
}

interface OpenPeriod {
  readonly start: number
  readonly parts: SeriesNumbers[]
  rows: number
}

export class PeriodVerdicts {
  private readonly rows: AsyncIterator<Rows>
  private readonly parameters
  private readonly open = new Map<number, OpenPeriod>()
  private readonly judged = new Map<number, Judged[]>()
  /** Of the newest rows that were read, of whatever deployment. */
  private reached = Number.NEGATIVE_INFINITY

  /** `rows`: whole periods, each deployment a series of its own. */
  constructor(
    private readonly seconds: number,
    private readonly tests: readonly ChosenTest[],
    checked: readonly CheckedParameter[],
    rows: AsyncIterable<Rows>,
    private readonly notes: Notes,
  ) {
    this.rows = rows[Symbol.asyncIterator]()
    this.parameters = seriesOf(
      checked.filter(({ qartod, legacy }) => [...qartod, ...legacy].some((one) => tests.includes(one))),
    )
  }

  /** Of the next rows of a deployment. Rows that were not there when they were judged are not evaluated. */
  async verdicts(deployment: number, time: Float64Array): Promise<Map<ChosenTest, Uint8Array>> {
    const found = new Map(this.tests.map((one) => [one, undecided(one, time.length)] as const))
    if (time.length === 0) return found
    await this.judgeUntil(deployment, this.startOf(time[time.length - 1] as number) + this.seconds * 1e6)
    const judged = this.judged.get(deployment) ?? []
    for (let row = 0; row < time.length; row++) {
      const at = time[row] as number
      while (judged[0] !== undefined && (judged[0].time.at(-1) as number) < at) judged.shift()
      const period = judged[0]
      if (period === undefined) break
      if (period.next === -1) period.next = firstAt(period.time, at)
      while ((period.time[period.next] as number) < at) period.next++
      if (period.time[period.next] !== at) continue
      for (const [one, flags] of found) flags[row] = period.flags.get(one)?.[period.next] ?? (flags[row] as number)
      period.next++
    }
    return found
  }

  async close(): Promise<void> {
    await this.rows.return?.()
  }

  private startOf(micros: number): number {
    return periodStart(micros, this.seconds)
  }

  private async judgeUntil(deployment: number, end: number): Promise<void> {
    // Deployments take turns by time, though windows of them may come a little out of it.
    const isRead = () =>
      (this.open.get(deployment)?.start ?? Number.NEGATIVE_INFINITY) >= end || this.reached >= end + this.seconds * 1e6
    while (!isRead()) {
      const next = await this.rows.next()
      if (next.done === true) this.reached = Number.POSITIVE_INFINITY
      else this.take(next.value)
    }
    const own = this.open.get(deployment)
    if (own !== undefined && own.start < end) this.judge(deployment, own)
  }

  private take({ deployment, batch }: Rows): void {
    if (batch.length === 0) return
    const numbers = seriesNumbers(batch, this.parameters)
    for (let from = 0; from < batch.length; ) {
      const start = this.startOf(numbers.time[from] as number)
      const to = firstAt(numbers.time, start + this.seconds * 1e6)
      const before = this.open.get(deployment)
      if (before !== undefined && before.start !== start) this.judge(deployment, before)
      const period = this.open.get(deployment) ?? { start, parts: [], rows: 0 }
      this.open.set(deployment, period)
      period.rows += to - from
      if (period.rows <= mostRows) period.parts.push(sliceNumbers(numbers, from, to))
      else period.parts.length = 0
      from = to
    }
    this.reached = Math.max(this.reached, numbers.time[0] as number)
  }

  private judge(deployment: number, { parts, rows, start }: OpenPeriod): void {
    this.open.delete(deployment)
    if (rows > mostRows) {
      const reason = `a period of more than ${mostRows} rows is not judged`
      for (const { parameter, test } of this.tests) {
        this.notes.add(parameter.name, 'check-failed', `${test.name}: ${reason}`, [start])
      }
      return
    }
    const numbers = joinNumbers(parts)
    const flags = new Map<ChosenTest, Uint8Array>()
    for (const one of this.tests) {
      const values = numbers.values.get(one.parameter.name) as Float64Array
      flags.set(one, verdictOf(one, { values, width: 1, time: numbers.time }, numbers, this.notes))
    }
    this.judged.set(deployment, [...(this.judged.get(deployment) ?? []), { time: numbers.time, flags, next: -1 }])
  }
}
