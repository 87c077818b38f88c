/** What went wrong or short while products were computed, gathered: one note for each parameter and reason. */

export interface Note {
  /** Parameter name. */
  readonly parameter: string
  readonly code:
    | 'calibration-missing'
    | 'support-missing'
    | 'row-failed'
    | 'outside-validity'
    | 'function-failed'
    | 'not-computable'
    | 'check-failed'
    | 'coefficient-unused'
  readonly detail: string
  readonly rows: number
  /** UTC microseconds; null where no row was there. */
  readonly first: number | null
  readonly last: number | null
}

export class Notes {
  private readonly byReason = new Map<string, { -readonly [K in keyof Note]: Note[K] }>()

  /** Rows outside the range (seen by what looks back, not given out) are not told of. */
  constructor(private readonly range: { readonly from: number; readonly to: number } | null = null) {}

  /** `time` of the rows concerned, ascending; empty for what concerns the whole answer. */
  add(parameter: string, code: Note['code'], detail: string, time: ArrayLike<number> = []): void {
    const { from, to } = this.range ?? { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
    let begin = 0
    let end = time.length
    while (begin < end && (time[begin] as number) < from) begin++
    while (end > begin && (time[end - 1] as number) >= to) end--
    if (begin === end && time.length > 0) return
    const key = `${parameter}\n${code}\n${detail}`
    const known = this.byReason.get(key) ?? { parameter, code, detail, rows: 0, first: null, last: null }
    this.byReason.set(key, known)
    const [first, last] = [time[begin], time[end - 1]]
    if (first === undefined || last === undefined) return
    known.rows += end - begin
    known.first = Math.min(known.first ?? first, first)
    known.last = Math.max(known.last ?? last, last)
  }

  all(): readonly Note[] {
    return [...this.byReason.values()]
  }
}
