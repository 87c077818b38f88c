/** `Prefer: wait=N` (RFC 7240): how long an asker waits for the end rather than for a promise. */

const longestSeconds = 600

/** The outcome, if it comes within the wait that `Prefer` names; else `late`. Without such a wait, whenever it comes. */
export async function withinWait<T>(
  prefer: string | string[] | undefined,
  outcome: Promise<T>,
  late: (seconds: number) => Error,
): Promise<T> {
  const seconds = preferredWait(prefer)
  if (seconds === 0) return outcome
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late(seconds)), seconds * 1000)
  })
  return Promise.race([outcome, passed]).finally(() => clearTimeout(timer))
}

/** Seconds; 0: it does not wait. What is not understood is ignored, as the RFC wants. */
export function preferredWait(prefer: string | string[] | undefined): number {
  for (const preference of [prefer ?? []].flat().join(',').split(',')) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:;.*)?$/i.exec(preference) ?? []
    if (seconds !== undefined) return Math.min(longestSeconds, Number(seconds))
  }
  return 0
}
