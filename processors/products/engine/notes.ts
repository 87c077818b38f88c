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
  readonly detail: string
  readonly rows: number
  /** UTC microseconds; null where no row was there. */
  readonly first: number | null
  readonly last: number | null
}

export class Notes {
  private readonly byReason = new Map<string, { -readonly [K in keyof Note]: Note[K] }>()

  /** `time` of the rows concerned; empty for what concerns the whole answer. */
  add(parameter: string, code: Note['code'], detail: string, time: ArrayLike<number> = []): void {
    const key = `${parameter}\n${code}\n${detail}`
    const known = this.byReason.get(key) ?? { parameter, code, detail, rows: 0, first: null, last: null }
    this.byReason.set(key, known)
    const [first, last] = [time[0], time[time.length - 1]]
    if (first === undefined || last === undefined) return
    known.rows += time.length
    known.first = Math.min(known.first ?? first, first)
    known.last = Math.max(known.last ?? last, last)
  }

  all(): readonly Note[] {
    return [...this.byReason.values()]
  }
}
