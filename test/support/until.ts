/**
 * Asks until it holds. The limit is for what never comes true: a busy machine may be tens of times slower than an idle one,
 * and it costs nothing while all goes well. Shorter than a test may take, so that what was awaited is told.
 */
export async function until(what: string, holds: () => Promise<boolean> | boolean, ms = 60_000): Promise<void> {
  for (const end = Date.now() + ms; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 10))) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`)
  }
}
