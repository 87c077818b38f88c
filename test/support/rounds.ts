/** Rounds of each fault test: one in `npm test`, all in `npm run test:faults` and in continuous integration. */
export function rounds(all: number): number {
  return Math.min(all, Number(process.env.TIDELINE_FAULT_ROUNDS ?? 1))
}

/** A seeded generator (mulberry32), so that a failing round can be run again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
