/** What a batch of events of a compacted topic comes to: the last good one of each key, and those that are refused. */
import type { AnyTopic } from '../../topics/topic.ts'
import type { Input, Rejection } from '../processor.ts'

export function latestOfEach<T extends AnyTopic>(
  events: readonly Input<T>[],
  keyOf: (event: Input<T>['value']) => string,
  { problemOf, code }: { readonly problemOf: (event: Input<T>['value']) => string | null; readonly code: string },
): { readonly good: readonly Input<T>['value'][]; readonly reject: readonly Rejection<T>[] } {
  const latest = new Map<string, Input<T>['value']>()
  const reject: Rejection<T>[] = []
  for (const input of events) {
    const reason = problemOf(input.value)
    if (reason === null) latest.set(keyOf(input.value), input.value)
    else reject.push({ input, code, reason })
  }
  return { good: [...latest.values()], reject }
}
