/** `Prefer: wait=N` (RFC 7240): how long an asker waits for the end rather than for a promise. */

const longestSeconds = 600

/** Seconds; 0: it does not wait. What is not understood is ignored, as the RFC wants. */
export function preferredWait(prefer: string | string[] | undefined): number {
  for (const preference of [prefer ?? []].flat().join(',').split(',')) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:;.*)?$/i.exec(preference) ?? []
    if (seconds !== undefined) return Math.min(longestSeconds, Number(seconds))
  }
  return 0
}
