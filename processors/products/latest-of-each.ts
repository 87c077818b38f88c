/** What a batch of events of a compacted topic comes to: the last good one of each key, and those that are refused. */
import { catalogueChanges } from '../../schemas/catalogue-tables.ts'
import { put, type Row, type TableView, type Write } from '../../schemas/table.ts'
import type { AnyTopic } from '../../topics/topic.ts'
import { readAhead } from '../instruments/read-ahead.ts'
import type { Input, Rejection } from '../processor.ts'

export interface Latest<T extends AnyTopic> {
  readonly good: readonly Input<T>['value'][]
  /** That they were the last, to be written together with what they come to. */
  readonly noted: readonly Write[]
  readonly reject: readonly Rejection<T>[]
}

type Change = Row<typeof catalogueChanges>

/** An event that is older than what its key was last told of changes nothing, whenever and however often it comes. */
export async function latestOfEach<T extends AnyTopic>(
  events: readonly Input<T>[],
  keyOf: (event: Input<T>['value']) => string,
  changes: TableView<typeof catalogueChanges>,
  { problemOf, code }: { readonly problemOf: (event: Input<T>['value']) => string | null; readonly code: string },
): Promise<Latest<T>> {
  const latest = new Map<string, { readonly value: Input<T>['value']; readonly change: Change }>()
  const reject: Rejection<T>[] = []
  for (const input of events) {
    const reason = problemOf(input.value)
    if (reason !== null) {
      reject.push({ input, code, reason })
      continue
    }
    const key = keyOf(input.value)
    const change = { topic: input.topic, key, told_at: input.time, told_as: Number(input.offset) }
    const before = latest.get(key)
    if (before === undefined || !isLater(before.change, change)) latest.set(key, { value: input.value, change })
  }
  const known = readAhead(latest.values(), { depth: 32 }, async (one) => {
    const { topic, key } = one.change
    const before = await changes.get({ topic, key })
    return before !== null && isLater(before, one.change) ? [] : [one]
  })
  const good: Input<T>['value'][] = []
  const noted: Write[] = []
  for await (const one of known) {
    for (const { value, change } of one) {
      good.push(value)
      noted.push(put(catalogueChanges, change))
    }
  }
  return { good, noted, reject }
}

/** By the time of the record, which a replay keeps; of the same time by its place in the topic. */
function isLater(a: Change, b: Change): boolean {
  return a.told_at > b.told_at || (a.told_at === b.told_at && a.told_as > b.told_as)
}
