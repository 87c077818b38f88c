/** Tests that judge a series as a whole: it is read once for them, before its rows are given out. */
import type { Rows } from '../engine/evaluate.ts'
import type { Notes } from '../engine/notes.ts'
import { firstAt } from '../engine/windows.ts'
import type { ChosenTest } from './choose-tests.ts'
import { undecided, verdictOf } from './flag-values.ts'
import type { CheckedParameter } from './quality-plan.ts'
import { joinNumbers, type SeriesNumbers, seriesNumbers, seriesOf } from './series-numbers.ts'

/** Longer series are not judged: they would not fit into memory beside the others. */
const mostRows = 4_000_000

export const wholeTests = (checked: readonly CheckedParameter[]): ChosenTest[] =>
  checked.flatMap(({ qartod, legacy }) => [...qartod, ...legacy]).filter(({ reach }) => reach.isWhole === true)

interface Judged {
  readonly time: Float64Array
  readonly flags: ReadonlyMap<ChosenTest, Uint8Array>
  /** Rows before it were given out. */
  next: number
}

export class WholeSeries {
  private constructor(private readonly byDeployment: ReadonlyMap<number, Judged>) {}

  /** `rows`: all of the range. Each deployment is a series of its own. */
  static async judge(
    rows: AsyncIterable<Rows>,
    checked: readonly CheckedParameter[],
    notes: Notes,
  ): Promise<WholeSeries> {
    const tests = wholeTests(checked)
    const judging = checked.filter(({ qartod, legacy }) => [...qartod, ...legacy].some((one) => tests.includes(one)))
    const parameters = seriesOf(judging)
    const parts = new Map<number, SeriesNumbers[]>()
    let read = 0
    for await (const { deployment, batch } of rows) {
      read += batch.length
      if (read > mostRows) {
        const reason = `a series of more than ${mostRows} rows is not judged as a whole: ask for a shorter time`
        for (const { parameter, test } of tests) notes.add(parameter.name, 'check-failed', `${test.name}: ${reason}`)
        return new WholeSeries(new Map())
      }
      parts.set(deployment, [...(parts.get(deployment) ?? []), copied(seriesNumbers(batch, parameters))])
    }
    const byDeployment = new Map<number, Judged>()
    for (const [deployment, all] of parts) {
      const numbers = joinNumbers(all)
      const flags = new Map<ChosenTest, Uint8Array>()
      for (const one of tests) {
        const values = numbers.values.get(one.parameter.name) as Float64Array
        flags.set(one, verdictOf(one, { values, width: 1, time: numbers.time }, numbers, notes))
      }
      byDeployment.set(deployment, { time: numbers.time, flags, next: -1 })
    }
    return new WholeSeries(byDeployment)
  }

  /** Of the next rows of a deployment. Rows that were not there when it was judged are not evaluated. */
  verdicts(deployment: number, time: Float64Array, tests: readonly ChosenTest[]): Map<ChosenTest, Uint8Array> {
    const found = new Map(tests.map((one) => [one, undecided(one, time.length)] as const))
    const judged = this.byDeployment.get(deployment)
    if (judged === undefined || time.length === 0) return found
    if (judged.next === -1) judged.next = firstAt(judged.time, time[0] as number)
    for (let row = 0; row < time.length; row++) {
      while ((judged.time[judged.next] as number) < (time[row] as number)) judged.next++
      if (judged.time[judged.next] !== time[row]) continue
      for (const [one, flags] of found) flags[row] = judged.flags.get(one)?.[judged.next] ?? (flags[row] as number)
      judged.next++
    }
    return found
  }
}

/** Not views of batches, which are larger. */
const copied = ({ time, values }: SeriesNumbers): SeriesNumbers => ({
  time: time.slice(),
  values: new Map([...values].map(([name, numbers]) => [name, numbers.slice()])),
})
