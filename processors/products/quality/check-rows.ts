/**
 * Adds the flags of quality tests to rows as they come. Rows that a test must see the next ones of are held back; what
 * was given out is remembered as far as tests look back. So flags do not depend on how rows were batched.
 */
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import type { Rows } from '../engine/evaluate.ts'
import type { Notes } from '../engine/notes.ts'
import { sliceRun } from '../engine/runs.ts'
import { firstAt } from '../engine/windows.ts'
import type { ChosenTest } from './choose-tests.ts'
import { flagArrays, flagColumn, flagLists, verdictOf } from './flag-values.ts'
import { judgeOutcomes } from './judged-outcomes.ts'
import { PeriodVerdicts, periodTests } from './period-verdicts.ts'
import type { QualityPlan } from './quality-plan.ts'
import { joinNumbers, type SeriesNumbers, seriesNumbers, seriesOf, sliceNumbers } from './series-numbers.ts'

export interface Checking {
  readonly plan: QualityPlan
  /** Rows outside of it are seen by tests and not given out. `from` ≤ time < `to`. */
  readonly range: { readonly from: number; readonly to: number }
  /** No row of a deployment comes after this time. */
  lastOf(deployment: number): number
  /** The rows of all periods of so many seconds that the range touches, for the tests that judge these. */
  openPeriods(seconds: number): AsyncIterable<Rows>
  readonly notes: Notes
}

/** Rows of several deployments that wait for each other: no more than this. */
const mostHeld = 200_000

export async function* checkedRows(source: AsyncIterable<Rows>, checking: Checking): AsyncGenerator<Rows, void, void> {
  const periods = [...periodTests(checking.plan.checked)].map(
    ([seconds, tests]) =>
      new PeriodVerdicts(seconds, tests, checking.plan.checked, checking.openPeriods(seconds), checking.notes),
  )
  try {
    yield* withFlags(source, periods, checking)
  } finally {
    for (const one of periods) await one.close()
  }
}

async function* withFlags(source: AsyncIterable<Rows>, periods: readonly PeriodVerdicts[], checking: Checking) {
  const { plan, range, notes } = checking
  const open = new Map<number, DeploymentSeries>()
  /** In the order in which they came: so they are given out. */
  const waiting: { readonly deployment: number; left: number }[] = []
  function* ready(): Generator<Rows, void, void> {
    for (let head = waiting[0]; head !== undefined; head = waiting[0]) {
      const next = open.get(head.deployment)?.flagged.shift()
      if (next === undefined) return
      head.left -= next.length
      if (head.left === 0) waiting.shift()
      const batch = sliceRun(next, firstAt(next.time, range.from), firstAt(next.time, range.to))
      if (batch.length > 0) yield { deployment: head.deployment, batch }
    }
  }
  for await (const { deployment, batch } of source) {
    if (batch.length === 0) continue
    for (const [number, series] of open) {
      const isOver = checking.lastOf(number) < (batch.time[0] as number)
      if (number !== deployment && isOver) await series.settle(true)
    }
    const series = open.get(deployment) ?? new DeploymentSeries(deployment, plan, periods, notes)
    open.set(deployment, series)
    series.add(batch)
    waiting.push({ deployment, left: batch.length })
    await series.settle(false)
    yield* ready()
    if (waiting.reduce((sum, { left }) => sum + left, 0) <= mostHeld) continue
    for (const one of open.values()) await one.settle(true)
    yield* ready()
  }
  for (const series of open.values()) await series.settle(true)
  yield* ready()
}

class DeploymentSeries {
  /** Rows with their flags, to be given out. */
  readonly flagged: ColumnBatch[] = []
  private readonly parameters
  private before: SeriesNumbers | null = null
  private held: { readonly batch: ColumnBatch; readonly numbers: SeriesNumbers }[] = []

  constructor(
    private readonly deployment: number,
    private readonly plan: QualityPlan,
    private readonly periods: readonly PeriodVerdicts[],
    private readonly notes: Notes,
  ) {
    this.parameters = seriesOf(plan.checked)
  }

  add(batch: ColumnBatch): void {
    this.held.push({ batch, numbers: seriesNumbers(batch, this.parameters) })
  }

  /** Flags what can be told by now. `isEnd`: no other row comes. */
  async settle(isEnd: boolean): Promise<void> {
    const { reach } = this.plan
    const rows = this.held.reduce((sum, { batch }) => sum + batch.length, 0)
    const count = isEnd ? rows : rows - reach.rowsAfter
    if (count <= 0) return
    const seen = joinNumbers([
      ...(this.before === null ? [] : [this.before]),
      ...this.held.map(({ numbers }) => numbers),
    ])
    const from = this.before?.time.length ?? 0
    this.release(await this.flagsOf(seen, from, from + count), count)
    const end = from + count
    const back = (seen.time[end - 1] as number) - reach.secondsBefore * 1e6
    const first = Math.min(
      Math.max(0, end - reach.rowsBefore),
      reach.secondsBefore > 0 ? firstAt(seen.time, back) : end,
    )
    this.before = sliceNumbers(seen, first, end)
  }

  /** The flags of the settled rows, by column. */
  private async flagsOf(seen: SeriesNumbers, from: number, end: number): Promise<Map<string, Uint8Array>> {
    const columns = new Map<string, Uint8Array>()
    const ofPeriods = new Map<ChosenTest, Uint8Array>()
    for (const period of this.periods) {
      const told = await period.verdicts(this.deployment, seen.time.subarray(from, end))
      for (const [one, flags] of told) ofPeriods.set(one, flags)
    }
    const told = seen.time.subarray(from, end)
    const single = this.plan.checked.filter(({ type }) => type.list === undefined)
    const tests = single.flatMap(({ qartod, legacy }) => [...qartod, ...legacy])
    const verdicts = new Map(ofPeriods)
    for (const one of tests) {
      if (verdicts.has(one) || one.test.judgesOutcomesOf !== undefined) continue
      const values = seen.values.get(one.parameter.name) as Float64Array
      const flags = verdictOf(one, { values, width: 1, time: seen.time }, seen, this.notes, told)
      verdicts.set(one, flags.subarray(from, end))
    }
    judgeOutcomes(tests, verdicts, told)
    for (const checked of single.filter(({ isGiven }) => isGiven)) {
      for (const [name, flags] of flagArrays(checked, verdicts, end - from)) columns.set(name, flags)
    }
    return columns
  }

  /** Gives the first held rows out, batch by batch. */
  private release(flags: ReadonlyMap<string, Uint8Array>, count: number): void {
    let done = 0
    while (done < count) {
      const { batch, numbers } = this.held.shift() as (typeof this.held)[number]
      const taken = Math.min(batch.length, count - done)
      const part = sliceRun(batch, 0, taken)
      const columns = new Map<string, Column>(part.columns)
      for (const [name, all] of flags) columns.set(name, flagColumn(all.subarray(done, done + taken)))
      for (const checked of this.plan.checked.filter(({ isGiven }) => isGiven)) {
        const lists = flagLists(checked, part, sliceNumbers(numbers, 0, taken), this.notes)
        for (const [name, column] of lists) columns.set(name, column)
      }
      this.flagged.push({ ...part, columns })
      if (taken < batch.length) {
        const rest = sliceNumbers(numbers, taken, batch.length)
        this.held.unshift({ batch: sliceRun(batch, taken, batch.length), numbers: rest })
      }
      done += taken
    }
  }
}
