/** Works on the next items while the present one is used: results in order, so many at once as `depth` and weights allow. */
export interface Ahead<T> {
  readonly depth: number
  /** Default: every item weighs nothing. */
  readonly weightOf?: (item: T) => number
  /** Items of more weight are begun only once earlier ones are taken; one item always is. */
  readonly maxWeight?: number
}

export async function* readAhead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  ahead: Ahead<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, void> {
  const { depth, weightOf = () => 0, maxWeight = Number.POSITIVE_INFINITY } = ahead
  const running: { result: Promise<R>; weight: number }[] = []
  let weight = 0
  const take = () => {
    const oldest = running.shift() as { result: Promise<R>; weight: number }
    weight -= oldest.weight
    return oldest.result
  }
  for await (const item of items) {
    const itemWeight = weightOf(item)
    while (running.length >= depth || (running.length > 0 && weight + itemWeight > maxWeight)) yield await take()
    const result = work(item)
    // A failure is thrown where the result is taken; until then, or if nobody takes it, it must not end the process.
    result.catch(() => {})
    running.push({ result, weight: itemWeight })
    weight += itemWeight
  }
  while (running.length > 0) yield await take()
}
